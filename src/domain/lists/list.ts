import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { removeExclusiveFromHome } from "../../db/list-entry-queries.ts";
import { countLists, deleteList, findListMemberIds, insertList, lockList, updateList } from "../../db/list-queries.ts";
import type { lists, RepliesPolicy } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { returnHome } from "./return-home.ts";

export type List = typeof lists.$inferSelect;

/** As many as Mastodon lets an account have. */
export const mostLists = 50;
const longestTitle = 256;

interface ListDraft {
  title: string;
  repliesPolicy: RepliesPolicy;
  isExclusive: boolean;
}

function checkTitle(title: string): string {
  const trimmed = title.trim();
  if (trimmed === "") throw new Refused("invalid", "Validation failed: Title can't be blank");
  if (trimmed.length > longestTitle) {
    throw new Refused("invalid", `Validation failed: Title is too long (maximum is ${longestTitle} characters)`);
  }
  return trimmed;
}

/** @throws Refused without a title, and when the owner has as many lists as one may have. */
export async function createList(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  owner: Account,
  draft: ListDraft,
): Promise<List> {
  const title = checkTitle(draft.title);
  if ((await countLists(tx, owner.id)) >= mostLists) {
    throw new Refused("invalid", "Validation failed: You have reached the maximum number of lists");
  }
  const createdAt = ctx.clock.now();
  return await insertList(tx, { ...draft, title, id: newId(createdAt), accountId: owner.id, createdAt });
}

/** What is not named stays. A list that becomes exclusive takes its members' posts out of home; they come back after. */
export async function changeList(tx: Writer, owner: Account, id: string, change: Partial<ListDraft>): Promise<List> {
  const before = await lockList(tx, owner.id, id);
  if (before === null) throw recordNotFound();
  const after = await updateList(tx, id, {
    title: change.title === undefined ? before.title : checkTitle(change.title),
    repliesPolicy: change.repliesPolicy ?? before.repliesPolicy,
    isExclusive: change.isExclusive ?? before.isExclusive,
  });
  if (after === null) throw recordNotFound();
  if (after.isExclusive && !before.isExclusive) await removeExclusiveFromHome(tx, owner.id);
  if (before.isExclusive && !after.isExclusive) await returnHome(tx, owner, await findListMemberIds(tx, id));
  return after;
}

export async function removeList(tx: Writer, owner: Account, id: string): Promise<void> {
  const list = await lockList(tx, owner.id, id);
  if (list === null) throw recordNotFound();
  const memberIds = list.isExclusive ? await findListMemberIds(tx, id) : [];
  await deleteList(tx, id);
  await returnHome(tx, owner, memberIds);
}
