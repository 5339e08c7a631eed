import { and, count, desc, eq, inArray, or } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { isAmong, prepared } from "./prepared.ts";
import { collectionItems, collections, statusCollections } from "./schema/index.ts";

export type Collection = typeof collections.$inferSelect;

/** Null when its URI is recorded already. */
export async function insertCollection(tx: Writer, row: typeof collections.$inferInsert): Promise<Collection | null> {
  const [created] = await tx.insert(collections).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function updateCollection(
  tx: Writer,
  id: string,
  change: Partial<Omit<Collection, "id" | "accountId" | "uri" | "isLocal">>,
): Promise<Collection | null> {
  const [row] = await tx.update(collections).set(change).where(eq(collections.id, id)).returning();
  return row ?? null;
}

/** The row as it is, kept so until the transaction ends: two who fill it at once do not overfill it. */
export async function lockCollection(tx: Writer, id: string): Promise<Collection | null> {
  const [row] = await tx.update(collections).set({ id }).where(eq(collections.id, id)).returning();
  return row ?? null;
}

export async function deleteCollection(tx: Writer, id: string): Promise<void> {
  await tx.delete(collections).where(eq(collections.id, id));
}

export async function findCollection(db: Reader, id: string): Promise<Collection | null> {
  const [row] = await db.select().from(collections).where(eq(collections.id, id));
  return row ?? null;
}

export async function findCollectionByUri(db: Reader, uri: string): Promise<Collection | null> {
  const [row] = await db.select().from(collections).where(eq(collections.uri, uri));
  return row ?? null;
}

/** By their URIs or pages, in no order. */
export async function findCollectionsByUrls(db: Reader, urls: readonly string[]): Promise<Collection[]> {
  return await inChunks(urls, (chunk) =>
    db
      .select()
      .from(collections)
      .where(or(inArray(collections.uri, chunk), inArray(collections.url, chunk))),
  );
}

export async function findCollectionsByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Collection>> {
  const rows = await inChunks(ids, (chunk) => db.select().from(collections).where(inArray(collections.id, chunk)));
  return new Map(rows.map((row) => [row.id, row]));
}

export async function countCollections(db: Reader, accountId: string): Promise<number> {
  const [row] = await db.select({ value: count() }).from(collections).where(eq(collections.accountId, accountId));
  return row?.value ?? 0;
}

/** Which part of a list is asked for by number. */
export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/** What an account has made, newest first. */
export async function findCollectionsOf(
  db: Reader,
  accountId: string,
  { offset, limit, onlyDiscoverable }: Slice & { onlyDiscoverable: boolean },
): Promise<Collection[]> {
  const isShown = onlyDiscoverable ? eq(collections.isDiscoverable, true) : undefined;
  return await db
    .select()
    .from(collections)
    .where(and(eq(collections.accountId, accountId), isShown))
    .orderBy(desc(collections.id))
    .limit(limit)
    .offset(offset);
}

/** The collections that an account is in and has agreed to, the newest agreement first. */
export async function findCollectionsWith(
  db: Reader,
  accountId: string,
  { offset, limit }: Slice,
): Promise<Collection[]> {
  const rows = await db
    .select({ collection: collections })
    .from(collectionItems)
    .innerJoin(collections, eq(collections.id, collectionItems.collectionId))
    .where(and(eq(collectionItems.accountId, accountId), eq(collectionItems.state, "accepted")))
    .orderBy(desc(collectionItems.id))
    .limit(limit)
    .offset(offset);
  return rows.map((row) => row.collection);
}

const linkedCollections = prepared(["statusIds"], (db, { statusIds }) =>
  db
    .select({ statusId: statusCollections.statusId, collection: collections })
    .from(statusCollections)
    .innerJoin(collections, eq(collections.id, statusCollections.collectionId))
    .where(isAmong(statusCollections.statusId, statusIds))
    .orderBy(collections.id),
);

/** The collections that posts link to, by post. */
export async function findLinkedCollections(
  db: Reader,
  statusIds: readonly string[],
): Promise<Map<string, Collection[]>> {
  const linked = new Map<string, Collection[]>();
  for (const { statusId, collection } of await linkedCollections(db, { statusIds }))
    linked.set(statusId, [...(linked.get(statusId) ?? []), collection]);
  return linked;
}

export async function replaceLinkedCollections(
  tx: Writer,
  statusId: string,
  collectionIds: readonly string[],
): Promise<void> {
  await tx.delete(statusCollections).where(eq(statusCollections.statusId, statusId));
  if (collectionIds.length > 0)
    await tx.insert(statusCollections).values(collectionIds.map((collectionId) => ({ statusId, collectionId })));
}
