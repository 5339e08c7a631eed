import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { backfillList, removeExclusiveFromHome } from "../../db/list-entry-queries.ts";
import { deleteListMembers, insertListMembers, lockFollowed, lockList } from "../../db/list-queries.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { backfillLength, returnHome } from "./return-home.ts";

/**
 * Puts accounts into a list, with their last posts. @throws Refused for anybody whom the owner does not follow (but the
 * owner) and for who is in it already.
 */
export async function addListMembers(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  owner: Account,
  listId: string,
  accountIds: readonly string[],
): Promise<void> {
  const list = await lockList(tx, owner.id, listId);
  const wanted = [...new Set(accountIds)];
  // The follows are held: whoever is unfollowed at the same moment is taken out of the list after this.
  const followed = new Set(await lockFollowed(tx, owner.id, wanted));
  if (list === null || !wanted.every((id) => id === owner.id || followed.has(id))) throw recordNotFound();
  const added = await insertListMembers(tx, listId, wanted, ctx.clock.now());
  if (added.length < wanted.length) {
    throw new Refused("invalid", "Validation failed: Account has already been taken");
  }
  for (const memberId of added) await backfillList(tx, listId, memberId, backfillLength);
  if (list.isExclusive) await removeExclusiveFromHome(tx, owner.id);
}

/** Takes accounts out of a list, with what they brought; whoever is not in it stays out. */
export async function removeListMembers(
  tx: Writer,
  owner: Account,
  listId: string,
  accountIds: readonly string[],
): Promise<void> {
  const list = await lockList(tx, owner.id, listId);
  if (list === null) throw recordNotFound();
  const gone = await deleteListMembers(tx, listId, accountIds);
  if (list.isExclusive) await returnHome(tx, owner, gone);
}
