import { aliasedTable, and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import type { ListedAccount } from "./relationship-queries.ts";
import { accounts, bookmarks, conversationMutes, dislikes, favourites, pins, statuses } from "./schema/index.ts";
import { fitForListOf, visibleTo, type Viewer } from "./visibility.ts";

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

export async function findFavouritedBy(
  db: Reader,
  statusId: string,
  viewer: Viewer | null,
  page: Page,
): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(favourites.id, page);
  const rows = await db
    .select({ cursor: favourites.id, account: accounts })
    .from(favourites)
    .innerJoin(accounts, eq(accounts.id, favourites.accountId))
    .where(
      and(
        eq(favourites.statusId, statusId),
        isNull(accounts.suspendedAt),
        fitForListOf(db, viewer, favourites.accountId),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** Who boosted a post for everybody. */
export async function findBoostedBy(
  db: Reader,
  statusId: string,
  viewer: Viewer | null,
  page: Page,
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
        fitForListOf(db, viewer, statuses.accountId),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export interface ViewerMarks {
  favourited: Set<string>;
  disliked: Set<string>;
  boosted: Set<string>;
  bookmarked: Set<string>;
  pinned: Set<string>;
  /** Those whose thread the viewer has muted. */
  muted: Set<string>;
}

/** Which of the posts the viewer has favourited, disliked, boosted, bookmarked, pinned and muted, in one query. */
export async function findViewerMarks(db: Reader, viewerId: string, ids: readonly string[]): Promise<ViewerMarks> {
  const boosts = aliasedTable(statuses, "boosts");
  const boost = db
    .select({ id: boosts.id })
    .from(boosts)
    .where(and(eq(boosts.accountId, viewerId), isNotNull(boosts.boostOfId), eq(boosts.boostOfId, statuses.id)));
  const ofThread = and(
    eq(conversationMutes.accountId, viewerId),
    eq(conversationMutes.conversationId, statuses.conversationId),
  );
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({
        id: statuses.id,
        favourited: favourites.id,
        disliked: dislikes.id,
        bookmarked: bookmarks.id,
        pinned: pins.id,
        boosted: sql<string | null>`(${boost})`,
        muted: conversationMutes.accountId,
      })
      .from(statuses)
      .leftJoin(favourites, and(eq(favourites.accountId, viewerId), eq(favourites.statusId, statuses.id)))
      .leftJoin(dislikes, and(eq(dislikes.accountId, viewerId), eq(dislikes.statusId, statuses.id)))
      .leftJoin(bookmarks, and(eq(bookmarks.accountId, viewerId), eq(bookmarks.statusId, statuses.id)))
      .leftJoin(pins, and(eq(pins.accountId, viewerId), eq(pins.statusId, statuses.id)))
      .leftJoin(conversationMutes, ofThread)
      .where(inArray(statuses.id, chunk)),
  );
  const marked = (mark: keyof ViewerMarks) => new Set(rows.flatMap((row) => (row[mark] === null ? [] : [row.id])));
  return {
    favourited: marked("favourited"),
    disliked: marked("disliked"),
    boosted: marked("boosted"),
    bookmarked: marked("bookmarked"),
    pinned: marked("pinned"),
    muted: marked("muted"),
  };
}
