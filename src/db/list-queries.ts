import { and, asc, count, eq, exists, inArray, isNull, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import type { ListedAccount } from "./relationship-queries.ts";
import { accounts, follows, listEntries, listMembers, lists } from "./schema/index.ts";

type List = typeof lists.$inferSelect;

export async function insertList(tx: Writer, row: typeof lists.$inferInsert): Promise<List> {
  const [created] = await tx.insert(lists).values(row).returning();
  if (created === undefined) throw new Error("The list was not inserted");
  return created;
}

export async function countLists(db: Reader, accountId: string): Promise<number> {
  const [row] = await db.select({ value: count() }).from(lists).where(eq(lists.accountId, accountId));
  return row?.value ?? 0;
}

/** The lists of an account, oldest first; with `memberId`, only those that have this member. */
export async function findLists(db: Reader, accountId: string, limit: number, memberId?: string): Promise<List[]> {
  const isMember = exists(
    db
      .select({ one: sql`1` })
      .from(listMembers)
      .where(and(eq(listMembers.listId, lists.id), eq(listMembers.accountId, memberId ?? ""))),
  );
  return await db
    .select()
    .from(lists)
    .where(and(eq(lists.accountId, accountId), memberId === undefined ? undefined : isMember))
    .orderBy(asc(lists.id))
    .limit(limit);
}

/** Null when there is none of this owner's. */
export async function findList(db: Reader, accountId: string, id: string): Promise<List | null> {
  const [row] = await db
    .select()
    .from(lists)
    .where(and(eq(lists.id, id), eq(lists.accountId, accountId)));
  return row ?? null;
}

/** As `findList`, and keeps the list as it is until the transaction ends. */
export async function lockList(tx: Writer, accountId: string, id: string): Promise<List | null> {
  const [row] = await tx
    .update(lists)
    .set({ id })
    .where(and(eq(lists.id, id), eq(lists.accountId, accountId)))
    .returning();
  return row ?? null;
}

export async function updateList(
  tx: Writer,
  id: string,
  change: Pick<List, "title" | "repliesPolicy" | "isExclusive">,
): Promise<List | null> {
  const [row] = await tx.update(lists).set(change).where(eq(lists.id, id)).returning();
  return row ?? null;
}

export async function deleteList(tx: Writer, id: string): Promise<void> {
  await tx.delete(lists).where(eq(lists.id, id));
}

/** Members by account, highest account id first: the id is the cursor. */
export async function findListMembers(db: Reader, listId: string, page: Page): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(listMembers.accountId, page);
  const rows = await db
    .select({ cursor: listMembers.accountId, account: accounts })
    .from(listMembers)
    .innerJoin(accounts, eq(accounts.id, listMembers.accountId))
    .where(and(eq(listMembers.listId, listId), isNull(accounts.suspendedAt), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** Of everybody in a list, unbounded on purpose: the home of its owner loses or gets the posts of each. */
export async function findListMemberIds(db: Reader, listId: string): Promise<string[]> {
  const rows = await db
    .select({ id: listMembers.accountId })
    .from(listMembers)
    .where(eq(listMembers.listId, listId))
    .orderBy(asc(listMembers.accountId));
  return rows.map((row) => row.id);
}

/** The ids that were new. */
export async function insertListMembers(
  tx: Writer,
  listId: string,
  accountIds: readonly string[],
  createdAt: Date,
): Promise<string[]> {
  const added = await inChunks(accountIds, (chunk) =>
    tx
      .insert(listMembers)
      .values(chunk.map((accountId) => ({ listId, accountId, createdAt })))
      .onConflictDoNothing()
      .returning({ id: listMembers.accountId }),
  );
  return added.map((row) => row.id);
}

/** Takes members out, with the entries that they brought. The ids of those who were in it. */
export async function deleteListMembers(tx: Writer, listId: string, accountIds: readonly string[]): Promise<string[]> {
  const gone = await inChunks(accountIds, (chunk) =>
    tx
      .delete(listMembers)
      .where(and(eq(listMembers.listId, listId), inArray(listMembers.accountId, chunk)))
      .returning({ id: listMembers.accountId }),
  );
  const ids = gone.map((row) => row.id);
  await inChunks(ids, (chunk) =>
    tx
      .delete(listEntries)
      .where(and(eq(listEntries.listId, listId), inArray(listEntries.sourceId, chunk)))
      .returning({ id: listEntries.listId }),
  );
  return ids;
}

/** An owner no longer follows a member: out of all lists. */
export async function leaveLists(tx: Writer, ownerId: string, memberId: string): Promise<void> {
  const left = await tx
    .delete(listMembers)
    .where(
      and(
        eq(listMembers.accountId, memberId),
        inArray(listMembers.listId, tx.select({ id: lists.id }).from(lists).where(eq(lists.accountId, ownerId))),
      ),
    )
    .returning({ listId: listMembers.listId });
  await inChunks(
    left.map((row) => row.listId),
    (listIds) =>
      tx
        .delete(listEntries)
        .where(and(inArray(listEntries.listId, listIds), eq(listEntries.sourceId, memberId)))
        .returning({ id: listEntries.listId }),
  );
}

/** Those of `targetIds` whom an account follows; the follows stay until the transaction ends. */
export async function lockFollowed(tx: Writer, accountId: string, targetIds: readonly string[]): Promise<string[]> {
  const rows = await inChunks(targetIds, (chunk) =>
    tx
      .update(follows)
      .set({ accountId })
      .where(and(eq(follows.accountId, accountId), inArray(follows.targetId, chunk), eq(follows.state, "accepted")))
      .returning({ id: follows.targetId }),
  );
  return rows.map((row) => row.id);
}
