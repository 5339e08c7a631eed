import {
  aliasedTable,
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  not,
  or,
  sql,
  type SQL,
} from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { notListedExclusively } from "./list-entry-queries.ts";
import { boundPageOf, bounds, boundsOf, newestFirst, pageOf, shapeOf, type PageShape } from "./page.ts";
import { prepared } from "./prepared.ts";
import { wantsLanguage } from "./relationship-queries.ts";
import { accounts, follows, homeEntries, media, mentions, statusTags, statuses, tags } from "./schema/index.ts";
import { fitForHomeOf, notHiddenFrom, type Instant, type Viewer } from "./visibility.ts";

type Status = typeof statuses.$inferSelect;

/**
 * Puts a post into the home timelines of its local readers: its author, and the accepted followers here for whom it is
 * meant. An answer reaches only those who also follow whom it answers, one to a post that is not known here nobody; a
 * boost only those who want to see boosts, and a post only those who want its language. Whom an exclusive list has, it
 * has for itself.
 */
export async function fanOutHome(tx: Writer, status: Status, authorIsLocal: boolean): Promise<void> {
  if (authorIsLocal) await insertHomeEntry(tx, status.accountId, status.id, status.accountId);
  const answered = status.inReplyToAccountId;
  if (status.inReplyToUri !== null && answered === null) return;
  const followsAnswered = sql`exists (select 1 from follows f2 where f2.account_id = ${follows.accountId} and f2.target_id = ${answered} and f2.state = 'accepted')`;
  const isMentioned = sql`exists (select 1 from ${mentions} where ${mentions.statusId} = ${status.id} and ${mentions.accountId} = ${follows.accountId})`;
  const readers = tx
    .select({
      accountId: follows.accountId,
      statusId: sql<string>`${status.id}`.as("status_id"),
      sourceId: sql<string>`${status.accountId}`.as("source_id"),
    })
    .from(follows)
    .innerJoin(accounts, eq(accounts.id, follows.accountId))
    .where(
      and(
        eq(follows.targetId, status.accountId),
        eq(follows.state, "accepted"),
        eq(accounts.domain, ""),
        status.boostOfId === null ? undefined : eq(follows.showsBoosts, true),
        wantsLanguage(status.language),
        status.visibility === "direct" ? isMentioned : undefined,
        notListedExclusively(tx, follows.accountId, status.accountId),
        answered === null || answered === status.accountId
          ? undefined
          : or(eq(follows.accountId, answered), followsAnswered),
      ),
    );
  await tx.insert(homeEntries).select(readers).onConflictDoNothing();
}

async function insertHomeEntry(tx: Writer, accountId: string, statusId: string, sourceId: string): Promise<void> {
  await tx.insert(homeEntries).values({ accountId, statusId, sourceId }).onConflictDoNothing();
}

/** After a new follow: the last posts of the followed that would have come, so that home is not empty. */
export async function backfillHome(tx: Writer, accountId: string, sourceId: string, limit: number): Promise<void> {
  const followed = (target: PgColumn, condition?: SQL) =>
    exists(
      tx
        .select({ one: sql`1` })
        .from(follows)
        .where(
          and(eq(follows.accountId, accountId), eq(follows.targetId, target), eq(follows.state, "accepted"), condition),
        ),
    );
  const rows = await tx
    .select({ id: statuses.id })
    .from(statuses)
    .where(
      and(
        eq(statuses.accountId, sourceId),
        inArray(statuses.visibility, ["public", "unlisted", "private"]),
        or(isNull(statuses.boostOfId), followed(statuses.accountId, eq(follows.showsBoosts, true))),
        followed(statuses.accountId, wantsLanguage(statuses.language)),
        or(
          isNull(statuses.inReplyToUri),
          inArray(statuses.inReplyToAccountId, [sourceId, accountId]),
          followed(statuses.inReplyToAccountId),
        ),
      ),
    )
    .orderBy(desc(statuses.id))
    .limit(limit);
  if (rows.length === 0) return;
  await tx
    .insert(homeEntries)
    .values(rows.map((row) => ({ accountId, statusId: row.id, sourceId })))
    .onConflictDoNothing();
}

export async function removeFromHome(tx: Writer, accountId: string, sourceId: string): Promise<void> {
  await tx.delete(homeEntries).where(and(eq(homeEntries.accountId, accountId), eq(homeEntries.sourceId, sourceId)));
}

const homeIds = prepared(
  ["accountId", "now", ...bounds],
  (db, { accountId, now, limit, ...ends }, shape: PageShape) => {
    const { where, orderBy } = boundPageOf(homeEntries.statusId, shape, ends);
    return db
      .select({ id: homeEntries.statusId })
      .from(homeEntries)
      .innerJoin(statuses, eq(statuses.id, homeEntries.statusId))
      .where(and(eq(homeEntries.accountId, accountId), where, fitForHomeOf(db, accountId, now)))
      .orderBy(orderBy)
      .limit(limit);
  },
);

/** Home as it is to be read at `now`: what its owner hides is kept, and comes back when they want to see it again. */
export async function findHomeIds(db: Reader, accountId: string, now: Date, page: Page): Promise<string[]> {
  const rows = await homeIds(db, { accountId, now, ...boundsOf(page) }, shapeOf(page));
  return newestFirst(rows, page).map((row) => row.id);
}

/** Of accounts here above `afterId`, in the order of their ids, the newest post that is too much where home is longer than `length`. */
export async function findHomeEnds(
  db: Reader,
  length: number,
  afterId: string,
  limit: number,
): Promise<{ id: string; tooOldId: string | null }[]> {
  const tooOld = db
    .select({ id: homeEntries.statusId })
    .from(homeEntries)
    .where(eq(homeEntries.accountId, accounts.id))
    .orderBy(desc(homeEntries.statusId))
    .limit(1)
    .offset(length);
  return await db
    .select({ id: accounts.id, tooOldId: sql<string | null>`(${tooOld})` })
    .from(accounts)
    .where(and(eq(accounts.domain, ""), gt(accounts.id, afterId)))
    .orderBy(asc(accounts.id))
    .limit(limit);
}

/** Drops `tooOldId` and what is below it in a home. */
export async function cutHome(tx: Writer, accountId: string, tooOldId: string): Promise<void> {
  await tx.delete(homeEntries).where(and(eq(homeEntries.accountId, accountId), lte(homeEntries.statusId, tooOldId)));
}

interface PublicFilter {
  from: "everywhere" | "local" | "remote";
  viewerId: string | null;
  now: Date;
  onlyMedia: boolean;
}

/** What public timelines show, a condition on `statuses`; as the indexes `statuses_public` and `statuses_public_local` have it. */
const isPublic = (db: Reader, from: PublicFilter["from"], viewer: Viewer | null, now: Instant): SQL | undefined =>
  and(
    sql`${statuses.visibility} = 'public'`,
    isNull(statuses.boostOfId),
    from === "local" ? sql`${statuses.isLocal}` : from === "remote" ? sql`not ${statuses.isLocal}` : undefined,
    notHiddenFrom(db, viewer, now),
  );

const hasMedia = (db: Reader): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(media)
      .where(eq(media.statusId, statuses.id)),
  );

interface PublicShape extends Pick<PublicFilter, "from" | "onlyMedia"> {
  page: PageShape;
  isSignedIn: boolean;
}

// Half a talk is of no use to strangers; whoever goes on from their own post is read.
const isTold = or(isNull(statuses.inReplyToUri), eq(statuses.inReplyToAccountId, statuses.accountId));

const publicIds = prepared(
  ["viewerId", "now", ...bounds],
  (db, { viewerId, now, limit, ...ends }, { page, from, onlyMedia, isSignedIn }: PublicShape) => {
    const shown = and(isPublic(db, from, isSignedIn ? viewerId : null, now), isTold);
    const { where, orderBy } = boundPageOf(onlyMedia ? media.statusId : statuses.id, page, ends);
    if (!onlyMedia)
      return db.select({ id: statuses.id }).from(statuses).where(and(shown, where)).orderBy(orderBy).limit(limit);
    // From the media to their posts: where few posts have some, the others are not looked at.
    return db
      .selectDistinct({ id: sql<string>`${media.statusId}` })
      .from(media)
      .crossJoin(statuses)
      .where(and(eq(statuses.id, media.statusId), isNotNull(media.statusId), where, shown))
      .orderBy(orderBy)
      .limit(limit);
  },
);

/** Public posts, of everybody known here, of this server, or of the others. */
export async function findPublicIds(db: Reader, filter: PublicFilter, page: Page): Promise<string[]> {
  const { viewerId, now, from, onlyMedia } = filter;
  const shape = { page: shapeOf(page), isSignedIn: viewerId !== null, from, onlyMedia };
  const rows = await publicIds(db, { viewerId: viewerId ?? undefined, now, ...boundsOf(page) }, shape);
  return newestFirst(rows, page).map((row) => row.id);
}

/** Public posts with any of `any`, all of `all` and none of `none` (lower-case tag names). */
export async function findTaggedIds(
  db: Reader,
  filter: PublicFilter & { any: readonly string[]; all: readonly string[]; none: readonly string[] },
  page: Page,
): Promise<string[]> {
  const others = aliasedTable(statusTags, "others");
  const isTagged = (name: string): SQL =>
    inArray(
      statusTags.statusId,
      db
        .select({ id: others.statusId })
        .from(others)
        .innerJoin(tags, eq(tags.id, others.tagId))
        .where(eq(tags.name, name)),
    );
  const shown = and(
    ...filter.all.map(isTagged),
    ...filter.none.map((name) => not(isTagged(name))),
    isPublic(db, filter.from, filter.viewerId, filter.now),
    filter.onlyMedia ? hasMedia(db) : undefined,
  );
  const found = new Set<string>();
  // A query for each: of several tags together, the database would sort all posts.
  for (const name of new Set(filter.any)) {
    for (const id of await findPostsOfTag(db, name, shown, page)) found.add(id);
  }
  const ids = [...found].toSorted();
  return (page.minId === undefined ? ids.slice(-page.limit) : ids.slice(0, page.limit)).toReversed();
}

async function findPostsOfTag(db: Reader, name: string, shown: SQL | undefined, page: Page): Promise<string[]> {
  const { where, orderBy, limit } = pageOf(statusTags.statusId, page);
  const tag = db.select({ id: tags.id }).from(tags).where(eq(tags.name, name));
  const rows = await db
    .select({ id: statusTags.statusId })
    .from(statusTags)
    // SQLite keeps the order of a cross join: from the newest post of the tag.
    .crossJoin(statuses)
    .where(and(eq(statusTags.tagId, sql`(${tag})`), eq(statuses.id, statusTags.statusId), where, shown))
    .orderBy(orderBy)
    .limit(limit);
  return rows.map((row) => row.id);
}
