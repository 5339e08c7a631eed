import { and, asc, count, eq, gt, isNull, or } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { isAmong, prepared } from "./prepared.ts";
import { filterKeywords, filters, filterStatuses } from "./schema/index.ts";

type FilterRow = typeof filters.$inferSelect;
export type FilterKeyword = typeof filterKeywords.$inferSelect;
export type FilterStatus = typeof filterStatuses.$inferSelect;
export type Filter = FilterRow & { keywords: FilterKeyword[]; statuses: FilterStatus[] };

/** More than anybody has; a page of posts is matched against all of them. */
export const mostFilters = 200;
export const mostParts = 1_000;

/** All filters of an account with what they catch, in three queries. */
export async function findFilters(db: Reader, accountId: string): Promise<Filter[]> {
  const rows = await db
    .select()
    .from(filters)
    .where(eq(filters.accountId, accountId))
    .orderBy(asc(filters.id))
    .limit(mostFilters);
  return await withParts(db, rows);
}

const currentFilters = prepared(["accountIds", "now"], (db, { accountIds, now }) =>
  db
    .select()
    .from(filters)
    .where(and(isAmong(filters.accountId, accountIds), or(isNull(filters.expiresAt), gt(filters.expiresAt, now))))
    .orderBy(asc(filters.id)),
);

/** The filters of accounts that still apply at `now`, by account, in three queries. */
export async function findCurrentFilters(
  db: Reader,
  accountIds: readonly string[],
  now: Date,
): Promise<Map<string, Filter[]>> {
  const found = await withParts(db, await currentFilters(db, { accountIds, now }));
  return Map.groupBy(found, (filter) => filter.accountId);
}

export async function findFilter(db: Reader, accountId: string, id: string): Promise<Filter | null> {
  const rows = await db
    .select()
    .from(filters)
    .where(and(eq(filters.accountId, accountId), eq(filters.id, id)));
  return (await withParts(db, rows))[0] ?? null;
}

const keywordsOfFilters = prepared(["ids"], (db, { ids }) =>
  db
    .select()
    .from(filterKeywords)
    .where(isAmong(filterKeywords.filterId, ids))
    .orderBy(asc(filterKeywords.filterId), asc(filterKeywords.id)),
);

const statusesOfFilters = prepared(["ids"], (db, { ids }) =>
  db
    .select()
    .from(filterStatuses)
    .where(isAmong(filterStatuses.filterId, ids))
    .orderBy(asc(filterStatuses.filterId), asc(filterStatuses.id)),
);

async function withParts(db: Reader, rows: readonly FilterRow[]): Promise<Filter[]> {
  const ids = rows.map((row) => row.id);
  const keywords = await keywordsOfFilters(db, { ids });
  const caught = await statusesOfFilters(db, { ids });
  const keywordsById = Map.groupBy(keywords, (keyword) => keyword.filterId);
  const statusesById = Map.groupBy(caught, (status) => status.filterId);
  return rows.map((row) => ({
    ...row,
    keywords: keywordsById.get(row.id) ?? [],
    statuses: statusesById.get(row.id) ?? [],
  }));
}

export async function countFilters(db: Reader, accountId: string): Promise<number> {
  const [row] = await db.select({ filters: count() }).from(filters).where(eq(filters.accountId, accountId));
  return row?.filters ?? 0;
}

export async function insertFilter(tx: Writer, row: typeof filters.$inferInsert): Promise<void> {
  await tx.insert(filters).values(row);
}

export async function updateFilter(
  tx: Writer,
  id: string,
  change: Partial<typeof filters.$inferInsert>,
): Promise<void> {
  await tx.update(filters).set(change).where(eq(filters.id, id));
}

export async function deleteFilter(tx: Writer, id: string): Promise<void> {
  await tx.delete(filters).where(eq(filters.id, id));
}

export async function insertKeywords(tx: Writer, rows: readonly FilterKeyword[]): Promise<void> {
  if (rows.length > 0) await tx.insert(filterKeywords).values([...rows]);
}

export async function updateKeyword(
  tx: Writer,
  id: string,
  change: Partial<Pick<FilterKeyword, "keyword" | "isWholeWord">>,
): Promise<void> {
  if (Object.keys(change).length > 0) await tx.update(filterKeywords).set(change).where(eq(filterKeywords.id, id));
}

export async function deleteKeyword(tx: Writer, id: string): Promise<void> {
  await tx.delete(filterKeywords).where(eq(filterKeywords.id, id));
}

/** The filter that has this keyword, if it is the account's. */
export async function findFilterOfKeyword(db: Reader, accountId: string, id: string): Promise<Filter | null> {
  const [row] = await db
    .select({ filterId: filterKeywords.filterId })
    .from(filterKeywords)
    .where(eq(filterKeywords.id, id));
  return row === undefined ? null : await findFilter(db, accountId, row.filterId);
}

export async function findFilterOfStatus(db: Reader, accountId: string, id: string): Promise<Filter | null> {
  const [row] = await db
    .select({ filterId: filterStatuses.filterId })
    .from(filterStatuses)
    .where(eq(filterStatuses.id, id));
  return row === undefined ? null : await findFilter(db, accountId, row.filterId);
}

/** Null when the filter catches this post already. */
export async function insertFilterStatus(tx: Writer, row: FilterStatus): Promise<FilterStatus | null> {
  const [created] = await tx.insert(filterStatuses).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function deleteFilterStatus(tx: Writer, id: string): Promise<void> {
  await tx.delete(filterStatuses).where(eq(filterStatuses.id, id));
}
