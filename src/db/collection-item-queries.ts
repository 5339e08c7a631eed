import { and, asc, count, eq, inArray, isNotNull, isNull, max, not, notInArray, or, type SQL } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { accounts, collectionItems, collections, type ItemState } from "./schema/index.ts";
import { blocksAccount } from "./visibility.ts";

export type CollectionItem = typeof collectionItems.$inferSelect;

/** Null when the account is in the collection already. */
export async function insertItem(tx: Writer, row: typeof collectionItems.$inferInsert): Promise<CollectionItem | null> {
  const [created] = await tx.insert(collectionItems).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function updateItem(
  tx: Writer,
  id: string,
  change: Partial<Omit<CollectionItem, "id" | "collectionId" | "createdAt">>,
): Promise<CollectionItem | null> {
  const [row] = await tx.update(collectionItems).set(change).where(eq(collectionItems.id, id)).returning();
  return row ?? null;
}

/** Changes the state of an item that is in one of `from`; null when it is in another. */
export async function moveItem(
  tx: Writer,
  id: string,
  from: readonly ItemState[],
  change: Partial<Pick<CollectionItem, "state" | "approvalUri" | "accountId">>,
): Promise<CollectionItem | null> {
  const [row] = await tx
    .update(collectionItems)
    .set(change)
    .where(and(eq(collectionItems.id, id), inArray(collectionItems.state, [...from])))
    .returning();
  return row ?? null;
}

export async function deleteItem(tx: Writer, id: string): Promise<void> {
  await tx.delete(collectionItems).where(eq(collectionItems.id, id));
}

/** What a remote collection no longer has; whoever has agreed and is not told of yet stays, and what was taken back. */
export async function deleteItemsBeside(
  tx: Writer,
  collectionId: string,
  objectUris: readonly string[],
): Promise<CollectionItem[]> {
  const isLeft = objectUris.length === 0 ? undefined : notInArray(collectionItems.objectUri, [...objectUris]);
  return await tx
    .delete(collectionItems)
    .where(
      and(
        eq(collectionItems.collectionId, collectionId),
        inArray(collectionItems.state, ["pending", "accepted", "rejected"]),
        isNotNull(collectionItems.uri),
        isLeft,
      ),
    )
    .returning();
}

export async function findItem(db: Reader, id: string): Promise<CollectionItem | null> {
  const [row] = await db.select().from(collectionItems).where(eq(collectionItems.id, id));
  return row ?? null;
}

/** The item by which an account is in a collection, or was. */
export async function findItemOf(db: Reader, collectionId: string, objectUri: string): Promise<CollectionItem | null> {
  const [row] = await db
    .select()
    .from(collectionItems)
    .where(and(eq(collectionItems.collectionId, collectionId), eq(collectionItems.objectUri, objectUri)));
  return row ?? null;
}

export async function findItemByUri(db: Reader, collectionId: string, uri: string): Promise<CollectionItem | null> {
  const [row] = await db
    .select()
    .from(collectionItems)
    .where(and(eq(collectionItems.collectionId, collectionId), eq(collectionItems.uri, uri)))
    .limit(1);
  return row ?? null;
}

export async function findItemByRequest(db: Reader, requestUri: string): Promise<CollectionItem | null> {
  // The id of an item ends its request's: there is no index on the whole.
  const id = /#feature-requests\/(\d{18})$/.exec(requestUri)?.[1];
  const item = id === undefined ? null : await findItem(db, id);
  return item?.requestUri === requestUri ? item : null;
}

export async function findItemByApproval(db: Reader, approvalUri: string): Promise<CollectionItem | null> {
  const [row] = await db.select().from(collectionItems).where(eq(collectionItems.approvalUri, approvalUri)).limit(1);
  return row ?? null;
}

/** How many accounts a collection has or waits for, and the last position. */
export async function measureItems(db: Reader, collectionId: string): Promise<{ count: number; last: number }> {
  const [live] = await db
    .select({ value: count() })
    .from(collectionItems)
    .where(
      and(eq(collectionItems.collectionId, collectionId), inArray(collectionItems.state, ["pending", "accepted"])),
    );
  const [row] = await db
    .select({ last: max(collectionItems.position) })
    .from(collectionItems)
    .where(eq(collectionItems.collectionId, collectionId));
  return { count: live?.value ?? 0, last: row?.last ?? 0 };
}

/**
 * The items of collections in their order, as the viewer sees them: accepted ones, in their own collections also those
 * that wait, and nobody whom they block.
 */
export async function findItemsOf(
  db: Reader,
  collectionIds: readonly string[],
  viewerId: string | null,
): Promise<CollectionItem[]> {
  const isOwn = viewerId === null ? undefined : eq(collections.accountId, viewerId);
  const isAccepted = and(eq(collectionItems.state, "accepted"), isNull(accounts.suspendedAt));
  const waits = isOwn === undefined ? undefined : and(eq(collectionItems.state, "pending"), isOwn);
  return await inChunks(collectionIds, (chunk) =>
    selectItems(db, and(inArray(collectionItems.collectionId, chunk), or(isAccepted, waits), notBlocked(db, viewerId))),
  );
}

const notBlocked = (db: Reader, viewerId: string | null): SQL | undefined =>
  viewerId === null
    ? undefined
    : or(isNull(collectionItems.accountId), not(blocksAccount(db, viewerId, collectionItems.accountId)));

async function selectItems(db: Reader, where: SQL | undefined): Promise<CollectionItem[]> {
  const rows = await db
    .select({ item: collectionItems })
    .from(collectionItems)
    .innerJoin(collections, eq(collections.id, collectionItems.collectionId))
    .leftJoin(accounts, eq(accounts.id, collectionItems.accountId))
    .where(where)
    .orderBy(asc(collectionItems.collectionId), asc(collectionItems.position), asc(collectionItems.id));
  return rows.map((row) => row.item);
}

/** Those that other servers are told of, with their accounts. */
export async function findAcceptedItems(
  db: Reader,
  collectionId: string,
): Promise<{ item: CollectionItem; account: typeof accounts.$inferSelect }[]> {
  return await db
    .select({ item: collectionItems, account: accounts })
    .from(collectionItems)
    .innerJoin(accounts, eq(accounts.id, collectionItems.accountId))
    .where(and(eq(collectionItems.collectionId, collectionId), eq(collectionItems.state, "accepted")))
    .orderBy(asc(collectionItems.position), asc(collectionItems.id));
}

/** The items by which one account is in the collections of another. */
export async function findItemsBetween(db: Reader, ownerId: string, accountId: string): Promise<CollectionItem[]> {
  const rows = await db
    .select({ item: collectionItems })
    .from(collectionItems)
    .innerJoin(collections, eq(collections.id, collectionItems.collectionId))
    .where(and(eq(collectionItems.accountId, accountId), eq(collections.accountId, ownerId)))
    .orderBy(asc(collectionItems.id));
  return rows.map((row) => row.item);
}
