import { and, asc, count, desc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { moveConversationMutes } from "./mute-queries.ts";
import { boundPageOf, bounds, boundsOf, newestFirst, pageOf, shapeOf, type PageShape } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { removeStatusWords } from "./search-queries.ts";
import { accounts, media, statusTags, statuses, tags, tombstones } from "./schema/index.ts";
import { boostsNoneHiddenFrom, visibleTo } from "./visibility.ts";

type Status = typeof statuses.$inferSelect;

/** Null when its URI, or this boost, is recorded already, or what it boosts is gone. */
export async function insertStatus(tx: Writer, row: typeof statuses.$inferInsert): Promise<Status | null> {
  const { boostOfId = null, inReplyToId = null } = row;
  if (boostOfId !== null && !(await lockStatus(tx, boostOfId))) return null;
  const isOrphan = inReplyToId !== null && !(await lockStatus(tx, inReplyToId));
  const parentless = { ...row, inReplyToId: null, inReplyToAccountId: null };
  const [created] = await tx
    .insert(statuses)
    .values(isOrphan ? parentless : row)
    .onConflictDoNothing()
    .returning();
  return created ?? null;
}

export async function findStatus(db: Reader, id: string): Promise<Status | null> {
  const [row] = await db.select().from(statuses).where(eq(statuses.id, id));
  return row ?? null;
}

/** A post that `viewerId` may see. */
export async function findVisibleStatus(db: Reader, id: string, viewerId: string | null): Promise<Status | null> {
  const [row] = await db
    .select()
    .from(statuses)
    .where(and(eq(statuses.id, id), visibleTo(db, viewerId)));
  return row ?? null;
}

/** Keeps a post as it is until the transaction ends; false when it is gone. */
export async function lockStatus(tx: Writer, id: string): Promise<boolean> {
  // The two databases share no `for update`; a change that changes nothing does the same.
  const locked = await tx.update(statuses).set({ id }).where(eq(statuses.id, id)).returning({ id: statuses.id });
  return locked.length > 0;
}

export async function findStatusByUri(db: Reader, uri: string): Promise<Status | null> {
  const [row] = await db.select().from(statuses).where(eq(statuses.uri, uri));
  return row ?? null;
}

/** By URI or page; the URI wins. */
export async function findStatusByUrl(db: Reader, url: string): Promise<Status | null> {
  const byUri = await findStatusByUri(db, url);
  if (byUri !== null) return byUri;
  const [row] = await db
    .select()
    .from(statuses)
    .where(and(eq(statuses.url, url), isNull(statuses.boostOfId)))
    .limit(1);
  return row ?? null;
}

/** Posts for everybody that have these URIs or pages. */
export async function findOpenStatusesByUrls(db: Reader, urls: readonly string[]): Promise<Status[]> {
  return await inChunks(urls, (chunk) =>
    db
      .select()
      .from(statuses)
      .where(
        and(
          or(inArray(statuses.uri, chunk), inArray(statuses.url, chunk)),
          inArray(statuses.visibility, ["public", "unlisted"]),
          isNull(statuses.boostOfId),
        ),
      ),
  );
}
const statusesOfIds = prepared(["ids"], (db, { ids }) => db.select().from(statuses).where(isAmong(statuses.id, ids)));

export async function findStatusesByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Status>> {
  const rows = await statusesOfIds(db, { ids });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Those of `ids` that `viewerId` may see. */
export async function findVisibleStatuses(
  db: Reader,
  ids: readonly string[],
  viewerId: string | null,
): Promise<Map<string, Status>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select()
      .from(statuses)
      .where(and(inArray(statuses.id, chunk), visibleTo(db, viewerId))),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function findBoost(db: Reader, accountId: string, statusId: string): Promise<Status | null> {
  const [row] = await db
    .select()
    .from(statuses)
    .where(and(eq(statuses.accountId, accountId), eq(statuses.boostOfId, statusId)));
  return row ?? null;
}

export async function findBoostsOf(db: Reader, statusId: string): Promise<Status[]> {
  return await db.select().from(statuses).where(eq(statuses.boostOfId, statusId));
}

export async function updateStatus(
  tx: Writer,
  id: string,
  change: Partial<typeof statuses.$inferInsert>,
): Promise<Status | null> {
  const [row] = await tx.update(statuses).set(change).where(eq(statuses.id, id)).returning();
  return row ?? null;
}

export async function deleteStatuses(tx: Writer, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += 1_000) {
    const chunk = ids.slice(start, start + 1_000);
    await removeStatusWords(tx, chunk);
    await tx.delete(statuses).where(inArray(statuses.id, chunk));
  }
}

type StatusCount = "repliesCount" | "boostsCount" | "favouritesCount" | "dislikesCount" | "quotesCount";
type AccountCount = "statusesCount" | "followersCount" | "followingCount";

const added = (column: PgColumn, by: number) => sql`${column} + ${sql.raw(String(by))}`;

export async function countUpStatus(tx: Writer, id: string, column: StatusCount, by: number): Promise<void> {
  await tx
    .update(statuses)
    .set({ [column]: added(statuses[column], by) })
    .where(eq(statuses.id, id));
}

export async function countUpAccount(tx: Writer, id: string, column: AccountCount, by: number): Promise<void> {
  await tx
    .update(accounts)
    .set({ [column]: added(accounts[column], by) })
    .where(eq(accounts.id, id));
}

/** Replies that came before the post they answer: joins them to it, and tells how many of them count. */
export async function adoptReplies(tx: Writer, parent: Status): Promise<number> {
  const adopted = await tx
    .update(statuses)
    .set({ inReplyToId: parent.id, inReplyToAccountId: parent.accountId })
    .where(and(eq(statuses.inReplyToUri, parent.uri), isNull(statuses.inReplyToId), ne(statuses.id, parent.id)))
    .returning({ visibility: statuses.visibility, conversationId: statuses.conversationId });
  const conversations = [...new Set(adopted.map((row) => row.conversationId))];
  if (conversations.length > 0) {
    await moveConversationMutes(tx, conversations, parent.conversationId);
    await tx
      .update(statuses)
      .set({ conversationId: parent.conversationId })
      .where(inArray(statuses.conversationId, conversations));
  }
  return adopted.filter((row) => countsAsReply(row.visibility)).length;
}

/** A direct post is between two people: it counts for nobody's profile. */
export const countsAsPost = (visibility: Status["visibility"]): boolean => visibility !== "direct";

/** Only what everybody may see is counted, so that a count tells nothing of private answers. */
export const countsAsReply = (visibility: Status["visibility"]): boolean =>
  visibility === "public" || visibility === "unlisted";

/** Before a post goes: its answers stay, without a parent. */
export async function orphanReplies(tx: Writer, parentId: string): Promise<void> {
  await tx
    .update(statuses)
    .set({ inReplyToId: null, inReplyToAccountId: null })
    .where(eq(statuses.inReplyToId, parentId));
}

export async function insertTombstones(tx: Writer, rows: readonly (typeof tombstones.$inferInsert)[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(tombstones)
      .values([...rows])
      .onConflictDoNothing();
}

export async function deleteTombstone(tx: Writer, uri: string): Promise<void> {
  await tx.delete(tombstones).where(eq(tombstones.uri, uri));
}

export async function findTombstone(db: Reader, uri: string): Promise<typeof tombstones.$inferSelect | null> {
  const [row] = await db.select().from(tombstones).where(eq(tombstones.uri, uri));
  return row ?? null;
}

/** What of a post tells its place in a thread. */
export type ThreadPost = Pick<Status, "id" | "accountId" | "inReplyToId">;

const threadPosts = prepared(
  ["conversationId", "viewerId", "limit"],
  (db, { conversationId, viewerId, limit }, { isSignedIn }: { isSignedIn: boolean }) =>
    db
      .select({ id: statuses.id, accountId: statuses.accountId, inReplyToId: statuses.inReplyToId })
      .from(statuses)
      .where(
        and(
          eq(statuses.conversationId, conversationId),
          isNull(statuses.boostOfId),
          visibleTo(db, isSignedIn ? viewerId : null),
        ),
      )
      .orderBy(asc(statuses.id))
      .limit(limit),
);

/** A whole thread that `viewerId` may see, oldest first, bounded. */
export async function findConversation(
  db: Reader,
  conversationId: string,
  viewerId: string | null,
  limit: number,
): Promise<ThreadPost[]> {
  return await threadPosts(
    db,
    { conversationId, viewerId: viewerId ?? undefined, limit },
    { isSignedIn: viewerId !== null },
  );
}

interface AccountStatusFilter {
  viewerId: string | null;
  now: Date;
  excludesReplies: boolean;
  excludesBoosts: boolean;
  onlyMedia: boolean;
  tag: string | null;
}

interface AccountStatusShape extends Pick<AccountStatusFilter, "excludesReplies" | "excludesBoosts" | "onlyMedia"> {
  page: PageShape;
  isSignedIn: boolean;
  isTagged: boolean;
}

const accountStatusIds = prepared(
  ["accountId", "viewerId", "tag", "now", ...bounds],
  (db, { accountId, viewerId, tag, now, limit, ...ends }, shape: AccountStatusShape) => {
    const { where, orderBy } = boundPageOf(statuses.id, shape.page, ends);
    const isOwnThread = eq(statuses.inReplyToAccountId, accountId);
    const viewer = shape.isSignedIn ? viewerId : null;
    return db
      .select({ id: statuses.id })
      .from(statuses)
      .where(
        and(
          eq(statuses.accountId, accountId),
          where,
          visibleTo(db, viewer),
          boostsNoneHiddenFrom(db, viewer, now),
          shape.excludesReplies ? or(isNull(statuses.inReplyToUri), isOwnThread) : undefined,
          shape.excludesBoosts ? isNull(statuses.boostOfId) : undefined,
          shape.onlyMedia ? sql`exists (select 1 from ${media} where ${media.statusId} = ${statuses.id})` : undefined,
          shape.isTagged
            ? sql`exists (select 1 from ${statusTags} join ${tags} on ${tags.id} = ${statusTags.tagId} where ${statusTags.statusId} = ${statuses.id} and ${tags.name} = ${tag})`
            : undefined,
        ),
      )
      .orderBy(orderBy)
      .limit(limit);
  },
);

/** Ids of an account's posts and boosts. */
export async function findAccountStatusIds(
  db: Reader,
  accountId: string,
  filter: AccountStatusFilter,
  page: Page,
): Promise<string[]> {
  const { viewerId, tag, now, excludesReplies, excludesBoosts, onlyMedia } = filter;
  const rows = await accountStatusIds(
    db,
    { accountId, viewerId: viewerId ?? undefined, tag: tag ?? undefined, now, ...boundsOf(page) },
    {
      page: shapeOf(page),
      isSignedIn: viewerId !== null,
      isTagged: tag !== null,
      excludesReplies,
      excludesBoosts,
      onlyMedia,
    },
  );
  return newestFirst(rows, page).map((row) => row.id);
}

/** The newest posts of an account that everybody may see, for its outbox. */
export async function findPublicStatusIds(db: Reader, accountId: string, page: Page): Promise<string[]> {
  const { where, limit } = pageOf(statuses.id, page);
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(and(eq(statuses.accountId, accountId), where, inArray(statuses.visibility, ["public", "unlisted"])))
    .orderBy(desc(statuses.id))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Some posts of an account that is being removed. */
export async function findAccountStatusIdsForRemoval(db: Reader, accountId: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(eq(statuses.accountId, accountId))
    .limit(limit);
  return rows.map((row) => row.id);
}

export async function countPublicStatuses(db: Reader, accountId: string): Promise<number> {
  const [row] = await db
    .select({ value: count() })
    .from(statuses)
    .where(and(eq(statuses.accountId, accountId), inArray(statuses.visibility, ["public", "unlisted"])));
  return row?.value ?? 0;
}
