import { randomBytes } from "node:crypto";
import type { Context } from "../../context.ts";
import { insertInvite, type Invite } from "../../db/invite-queries.ts";
import { newId } from "../../lib/ids.ts";
import type { Account } from "./account.ts";

const dayMs = 24 * 3_600_000;

/** Makes a code that lets in `maxUses` people, or any number, within `days` days, or for ever. */
export async function createInvite(
  ctx: Pick<Context, "clock" | "db">,
  account: Pick<Account, "id">,
  { maxUses, days }: { maxUses: number | null; days: number | null },
): Promise<Invite> {
  const now = ctx.clock.now();
  const invite: Invite = {
    id: newId(now),
    code: randomBytes(12).toString("base64url"),
    accountId: account.id,
    maxUses,
    uses: 0,
    expiresAt: days === null ? null : new Date(now.getTime() + days * dayMs),
    createdAt: now,
  };
  await ctx.db.write((tx) => insertInvite(tx, invite));
  return invite;
}
