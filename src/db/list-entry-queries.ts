import { and, asc, desc, eq, exists, gt, inArray, isNull, lte, ne, notExists, or, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { wantsLanguage } from "./relationship-queries.ts";
import { follows, homeEntries, listEntries, listMembers, lists, statuses } from "./schema/index.ts";
import { fitForHomeOf } from "./visibility.ts";

const one = { one: sql`1` };

/**
 * The one rule of what a list shows, as a condition on `statuses` joined with `lists`: no direct posts; boosts and
 * languages as in the owner's home; answers to the owner, and to whom the replies policy lets in. As on Mastodon, the answered must be
 * followed in any case.
 */
function belongsInList(db: Reader): SQL | undefined {
  const ownerFollows = (target: PgColumn, condition?: SQL) =>
    exists(
      db
        .select(one)
        .from(follows)
        .where(
          and(
            eq(follows.accountId, lists.accountId),
            eq(follows.targetId, target),
            eq(follows.state, "accepted"),
            condition,
          ),
        ),
    );
  const answered = statuses.inReplyToAccountId;
  const isOther = sql`exists (select 1 from list_members m2 where m2.list_id = ${lists.id} and m2.account_id = ${answered})`;
  return and(
    ne(statuses.visibility, "direct"),
    or(
      isNull(statuses.boostOfId),
      eq(statuses.accountId, lists.accountId),
      ownerFollows(statuses.accountId, eq(follows.showsBoosts, true)),
    ),
    or(eq(statuses.accountId, lists.accountId), ownerFollows(statuses.accountId, wantsLanguage(statuses.language))),
    or(
      isNull(statuses.inReplyToUri),
      eq(answered, statuses.accountId),
      eq(answered, lists.accountId),
      and(eq(lists.repliesPolicy, "followed"), ownerFollows(answered)),
      and(eq(lists.repliesPolicy, "list"), isOther, ownerFollows(answered)),
    ),
  );
}

const listedBy = (db: Reader) =>
  db
    .select({ listId: lists.id, statusId: statuses.id, sourceId: statuses.accountId })
    .from(statuses)
    .innerJoin(listMembers, eq(listMembers.accountId, statuses.accountId))
    .innerJoin(lists, eq(lists.id, listMembers.listId));

/** Puts a post or boost into the lists that its author is in. */
export async function fanOutLists(tx: Writer, statusId: string): Promise<void> {
  const entries = listedBy(tx).where(and(eq(statuses.id, statusId), belongsInList(tx)));
  await tx.insert(listEntries).select(entries).onConflictDoNothing();
}

/** After somebody joined a list: their last posts that would have come. */
export async function backfillList(tx: Writer, listId: string, memberId: string, limit: number): Promise<void> {
  const entries = listedBy(tx)
    .where(and(eq(lists.id, listId), eq(statuses.accountId, memberId), belongsInList(tx)))
    .orderBy(desc(statuses.id))
    .limit(limit);
  await tx.insert(listEntries).select(entries).onConflictDoNothing();
}

/** A list as its owner reads it at `now`: whom they hide is left out as in home. */
export async function findListEntryIds(
  db: Reader,
  list: Pick<typeof lists.$inferSelect, "id" | "accountId">,
  now: Date,
  page: Page,
): Promise<string[]> {
  const { where, orderBy, limit } = pageOf(listEntries.statusId, page);
  const rows = await db
    .select({ id: listEntries.statusId })
    .from(listEntries)
    .innerJoin(statuses, eq(statuses.id, listEntries.statusId))
    .where(and(eq(listEntries.listId, list.id), where, fitForHomeOf(db, list.accountId, now)))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page).map((row) => row.id);
}

/** As `findHomeEnds`, of lists. */
export async function findListEnds(
  db: Reader,
  length: number,
  afterId: string,
  limit: number,
): Promise<{ id: string; tooOldId: string | null }[]> {
  const tooOld = db
    .select({ id: listEntries.statusId })
    .from(listEntries)
    .where(eq(listEntries.listId, lists.id))
    .orderBy(desc(listEntries.statusId))
    .limit(1)
    .offset(length);
  return await db
    .select({ id: lists.id, tooOldId: sql<string | null>`(${tooOld})` })
    .from(lists)
    .where(gt(lists.id, afterId))
    .orderBy(asc(lists.id))
    .limit(limit);
}

/** Drops `tooOldId` and what is below it in a list. */
export async function cutList(tx: Writer, listId: string, tooOldId: string): Promise<void> {
  await tx.delete(listEntries).where(and(eq(listEntries.listId, listId), lte(listEntries.statusId, tooOldId)));
}

/** That no exclusive list of the owner has this member: only then their posts come into the owner's home. */
export function notListedExclusively(db: Reader, ownerId: PgColumn | string, memberId: PgColumn | string): SQL {
  return notExists(
    db
      .select(one)
      .from(listMembers)
      .innerJoin(lists, eq(lists.id, listMembers.listId))
      .where(and(eq(listMembers.accountId, memberId), eq(lists.accountId, ownerId), eq(lists.isExclusive, true))),
  );
}

/** Takes what others wrote or boosted who are in an exclusive list out of its owner's home. */
export async function removeExclusiveFromHome(tx: Writer, ownerId: string): Promise<void> {
  const members = tx
    .select({ id: listMembers.accountId })
    .from(listMembers)
    .innerJoin(lists, eq(lists.id, listMembers.listId))
    .where(and(eq(lists.accountId, ownerId), eq(lists.isExclusive, true), ne(listMembers.accountId, ownerId)));
  // What a followed tag brought is there under the tag, not under its author.
  const isTheirs = exists(
    tx
      .select(one)
      .from(statuses)
      .where(and(eq(statuses.id, homeEntries.statusId), inArray(statuses.accountId, members))),
  );
  await tx.delete(homeEntries).where(and(eq(homeEntries.accountId, ownerId), isTheirs));
}

/** Those of `memberIds` whom the owner follows and has in no exclusive list. */
export async function findWelcomeAtHome(db: Reader, ownerId: string, memberIds: readonly string[]): Promise<string[]> {
  const rows = await inChunks(memberIds, (chunk) =>
    db
      .select({ id: follows.targetId })
      .from(follows)
      .where(
        and(
          eq(follows.accountId, ownerId),
          eq(follows.state, "accepted"),
          inArray(follows.targetId, chunk),
          notListedExclusively(db, ownerId, follows.targetId),
        ),
      ),
  );
  return rows.map((row) => row.id);
}
