import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import { findFriendsOfFriends, findPopularHere, insertDismissedSuggestion } from "../../db/suggestion-queries.ts";
import type { Account } from "./account.ts";

export interface Suggestion {
  account: Account;
  reason: "friends-of-friends" | "popular-here";
}

/** Whom somebody may want to follow: first whom their friends follow, then who is followed most on this server. */
export async function suggestAccounts(
  ctx: Pick<Context, "db" | "clock">,
  account: Account,
  limit: number,
): Promise<Suggestion[]> {
  const now = ctx.clock.now();
  const known = await findFriendsOfFriends(ctx.db.read, account.id, now, limit);
  const popular = known.length >= limit ? [] : await findPopularHere(ctx.db.read, account.id, now, limit);
  const ids = new Set(known.map(({ id }) => id));
  const suggestions: Suggestion[] = [
    ...known.map((found) => ({ account: found, reason: "friends-of-friends" as const })),
    ...popular.filter(({ id }) => !ids.has(id)).map((found) => ({ account: found, reason: "popular-here" as const })),
  ];
  return suggestions.slice(0, limit);
}

/** Never suggests that account to this one again; one that does not exist is no fault. */
export async function dismissSuggestion(ctx: Pick<Context, "db">, account: Account, targetId: string): Promise<void> {
  await ctx.db.write(async (tx) => {
    const target = await findAccount(tx, targetId);
    if (target !== null) await insertDismissedSuggestion(tx, account.id, target.id);
  });
}
