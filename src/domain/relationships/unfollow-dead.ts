import type { Context } from "../../context.ts";
import { findAccountsByUris } from "../../db/account-queries.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { unfollow } from "./follow.ts";

/** Followers whose inbox is gone for good no longer follow. */
export async function unfollowDead(
  ctx: Pick<Context, "bus" | "db" | "clock" | "config" | "wakeWorker">,
  followed: Account,
  followerUris: readonly string[],
): Promise<void> {
  const followers = await findAccountsByUris(ctx.db.read, followerUris);
  await ctx.db.write(async (tx) => {
    for (const follower of followers) if (!isLocal(follower)) await unfollow(ctx, tx, follower, followed);
  });
}
