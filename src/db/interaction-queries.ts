import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import type { ListedAccount } from "./relationship-queries.ts";
import { accounts, bookmarks, favourites, pins, statuses } from "./schema/index.ts";
import { mayBeShownTo, visibleTo, type Onlooker } from "./visibility.ts";

/** Null when it is favourited already. */
export async function insertFavourite(
  tx: Writer,
  row: typeof favourites.$inferInsert,
): Promise<typeof favourites.$inferSelect | null> {
  const [created] = await tx.insert(favourites).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

/** Null when it was not favourited. */
export async function deleteFavourite(
  tx: Writer,
  accountId: string,
  statusId: string,
): Promise<typeof favourites.$inferSelect | null> {
  const [row] = await tx
    .delete(favourites)
    .where(and(eq(favourites.accountId, accountId), eq(favourites.statusId, statusId)))
    .returning();
  return row ?? null;
}

export async function findFavouriteByUri(db: Reader, uri: string): Promise<typeof favourites.$inferSelect | null> {
  const [row] = await db.select().from(favourites).where(eq(favourites.uri, uri));
  return row ?? null;
}

export async function findFavouritesBy(db: Reader, accountId: string): Promise<{ statusId: string }[]> {
  return await db.select({ statusId: favourites.statusId }).from(favourites).where(eq(favourites.accountId, accountId));
}

export async function insertBookmark(tx: Writer, row: typeof bookmarks.$inferInsert): Promise<void> {
  await tx.insert(bookmarks).values(row).onConflictDoNothing();
}

export async function deleteBookmark(tx: Writer, accountId: string, statusId: string): Promise<void> {
  await tx.delete(bookmarks).where(and(eq(bookmarks.accountId, accountId), eq(bookmarks.statusId, statusId)));
}

/** Whether it was not pinned before. */
export async function insertPin(tx: Writer, row: typeof pins.$inferInsert): Promise<boolean> {
  const created = await tx.insert(pins).values(row).onConflictDoNothing().returning({ id: pins.id });
  return created.length > 0;
}

/** Whether it was pinned. */
export async function deletePin(tx: Writer, accountId: string, statusId: string): Promise<boolean> {
  const gone = await tx
    .delete(pins)
    .where(and(eq(pins.accountId, accountId), eq(pins.statusId, statusId)))
    .returning({ id: pins.id });
  return gone.length > 0;
}

/** Ids of the posts that a profile features and `viewerId` may see, newest pin first. */
export async function findPinnedStatusIds(
  db: Reader,
  accountId: string,
  viewerId: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .select({ id: pins.statusId, cursor: pins.id })
    .from(pins)
    .innerJoin(statuses, eq(statuses.id, pins.statusId))
    .where(and(eq(pins.accountId, accountId), visibleTo(db, viewerId)))
    .orderBy(pageOf(pins.id, { limit }).orderBy)
    .limit(limit);
  return rows.map((row) => row.id);
}

const listed = { favourites, bookmarks } as const;

/** What an account has favourited or bookmarked and may still see, newest mark first. */
export async function findMarkedStatusIds(
  db: Reader,
  kind: keyof typeof listed,
  accountId: string,
  page: Page,
): Promise<{ cursor: string; statusId: string }[]> {
  const marks = listed[kind];
  const { where, orderBy, limit } = pageOf(marks.id, page);
  const rows = await db
    .select({ cursor: marks.id, statusId: marks.statusId })
    .from(marks)
    .innerJoin(statuses, eq(statuses.id, marks.statusId))
    .where(and(eq(marks.accountId, accountId), where, visibleTo(db, accountId)))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** As an onlooker sees them: without those whom they would not meet. */
export async function findFavouritedBy(
  db: Reader,
  statusId: string,
  page: Page,
  onlooker: Onlooker,
): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(favourites.id, page);
  const rows = await db
    .select({ cursor: favourites.id, account: accounts })
    .from(favourites)
    .innerJoin(accounts, eq(accounts.id, favourites.accountId))
    .where(and(eq(favourites.statusId, statusId), isNull(accounts.suspendedAt), mayBeShownTo(db, onlooker), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** As an onlooker sees them: boosts for followers are for these alone, and theirs to know of. */
export async function findBoostedBy(
  db: Reader,
  statusId: string,
  page: Page,
  onlooker: Onlooker,
): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(statuses.id, page);
  const rows = await db
    .select({ cursor: statuses.id, account: accounts })
    .from(statuses)
    .innerJoin(accounts, eq(accounts.id, statuses.accountId))
    .where(
      and(
        eq(statuses.boostOfId, statusId),
        inArray(statuses.visibility, ["public", "unlisted"]),
        isNull(accounts.suspendedAt),
        mayBeShownTo(db, onlooker),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}
