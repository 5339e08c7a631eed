import { and, eq, inArray, isNull, or, type SQL } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { notListedExclusively } from "./list-entry-queries.ts";
import { wantsLanguage } from "./relationship-queries.ts";
import { newestFirst, pageOf } from "./page.ts";
import { followedTags, follows, homeEntries, statusTags, statuses, tags } from "./schema/index.ts";
import type { TagName } from "./tag-queries.ts";

/** Following twice is following once. */
export async function insertFollowedTag(tx: Writer, row: typeof followedTags.$inferInsert): Promise<void> {
  await tx.insert(followedTags).values(row).onConflictDoNothing();
}

/** Tags that an account follows, newest follow first; the follow's id is the cursor. */
export async function findFollowedTags(
  db: Reader,
  accountId: string,
  page: Page,
): Promise<(TagName & { cursor: string })[]> {
  const { where, orderBy, limit } = pageOf(followedTags.id, page);
  const rows = await db
    .select({ cursor: followedTags.id, id: tags.id, name: tags.name })
    .from(followedTags)
    .innerJoin(tags, eq(tags.id, followedTags.tagId))
    .where(and(eq(followedTags.accountId, accountId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** Those of `tagIds` that an account follows. */
export async function findFollowedTagIds(
  db: Reader,
  accountId: string,
  tagIds: readonly string[],
): Promise<Set<string>> {
  const rows = await inChunks(tagIds, (chunk) =>
    db
      .select({ id: followedTags.tagId })
      .from(followedTags)
      .where(and(eq(followedTags.accountId, accountId), inArray(followedTags.tagId, chunk))),
  );
  return new Set(rows.map((row) => row.id));
}

/** Public posts joined with the follows of their tags: for home, where the tag is what brought them. */
const brought = (db: Reader) =>
  db
    .select({ accountId: followedTags.accountId, statusId: statuses.id, sourceId: followedTags.tagId })
    .from(statuses)
    .innerJoin(statusTags, eq(statusTags.statusId, statuses.id))
    .innerJoin(followedTags, eq(followedTags.tagId, statusTags.tagId));

/** As everywhere, whom the reader blocks or mutes is left out when home is read. */
const isWelcome = (db: Reader): SQL | undefined =>
  and(
    eq(statuses.visibility, "public"),
    isNull(statuses.boostOfId),
    notListedExclusively(db, followedTags.accountId, statuses.accountId),
  );

/** Puts a public post into the home timelines of those who follow one of its tags, unless it came there already. */
export async function fanOutToTagFollowers(tx: Writer, statusId: string): Promise<void> {
  const entries = brought(tx).where(and(eq(statuses.id, statusId), isWelcome(tx)));
  await tx.insert(homeEntries).select(entries).onConflictDoNothing();
}

/** Ends the follow of a tag, and takes away what it alone brought home. */
export async function deleteFollowedTag(tx: Writer, accountId: string, tagId: string): Promise<void> {
  await tx.delete(followedTags).where(and(eq(followedTags.accountId, accountId), eq(followedTags.tagId, tagId)));
  const gone = await tx
    .delete(homeEntries)
    .where(and(eq(homeEntries.accountId, accountId), eq(homeEntries.sourceId, tagId)))
    .returning({ id: homeEntries.statusId });
  for (let start = 0; start < gone.length; start += 1_000) {
    const ids = gone.slice(start, start + 1_000).map((row) => row.id);
    await returnFollowed(tx, accountId, ids);
    const byOtherTags = brought(tx).where(
      and(inArray(statuses.id, ids), eq(followedTags.accountId, accountId), isWelcome(tx)),
    );
    await tx.insert(homeEntries).select(byOtherTags).onConflictDoNothing();
  }
}

/** Who was followed after the tag had brought their posts: these are there for their author from now on. */
async function returnFollowed(tx: Writer, accountId: string, statusIds: readonly string[]): Promise<void> {
  const followed = tx
    .select({ accountId: follows.accountId, statusId: statuses.id, sourceId: statuses.accountId })
    .from(statuses)
    .innerJoin(follows, eq(follows.targetId, statuses.accountId))
    .where(
      and(
        inArray(statuses.id, [...statusIds]),
        eq(follows.accountId, accountId),
        eq(follows.state, "accepted"),
        or(isNull(statuses.inReplyToUri), eq(statuses.inReplyToAccountId, statuses.accountId)),
        wantsLanguage(statuses.language),
        notListedExclusively(tx, accountId, statuses.accountId),
      ),
    );
  await tx.insert(homeEntries).select(followed).onConflictDoNothing();
}
