import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import {
  deleteAccountNote,
  deleteEndorsement,
  insertEndorsement,
  putAccountNote,
} from "../../db/personal-mark-queries.ts";
import { findFollow } from "../../db/relationship-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";

const longestNote = 2_000;

/** Features somebody on one's profile. @throws Refused for whom one does not follow. */
export async function endorse(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  account: Account,
  target: Account,
): Promise<void> {
  const follow = await findFollow(tx, account.id, target.id);
  if (follow?.state !== "accepted") {
    throw new Refused("invalid", "Validation failed: You must be already following the person you want to endorse");
  }
  const now = ctx.clock.now();
  await insertEndorsement(tx, { id: newId(now), accountId: account.id, targetId: target.id, createdAt: now });
}

export async function unendorse(tx: Writer, account: Account, target: Account): Promise<void> {
  await deleteEndorsement(tx, account.id, target.id);
}

/** What one wants to remember about somebody; "" forgets it. Nobody else sees it. */
export async function writeNote(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  account: Account,
  target: Account,
  comment: string,
): Promise<void> {
  if ([...comment].length > longestNote) {
    throw new Refused("invalid", `Validation failed: Comment is too long (maximum is ${longestNote} characters)`);
  }
  if (comment.trim() === "") return await deleteAccountNote(tx, account.id, target.id);
  await putAccountNote(tx, { accountId: account.id, targetId: target.id, comment, updatedAt: ctx.clock.now() });
}
