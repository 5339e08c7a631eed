import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import {
  accounts,
  conversations,
  homeEntries,
  listEntries,
  media,
  notifications,
  statusTags,
  statuses,
  tags,
  tokens,
} from "./schema/index.ts";

function group<Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
  value: (row: Row) => string,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const of = groups.get(key(row));
    if (of === undefined) groups.set(key(row), [value(row)]);
    else of.push(value(row));
  }
  return groups;
}

/** What of each post decides on which public streams it is, in three queries. */
export async function findPublicTraits(db: Reader, statusIds: readonly string[]) {
  const rows = await inChunks(statusIds, (ids) =>
    db
      .select({
        id: statuses.id,
        accountId: statuses.accountId,
        visibility: statuses.visibility,
        isLocal: statuses.isLocal,
        boostOfId: statuses.boostOfId,
        inReplyToUri: statuses.inReplyToUri,
        inReplyToAccountId: statuses.inReplyToAccountId,
      })
      .from(statuses)
      .where(inArray(statuses.id, ids)),
  );
  const openIds = rows.filter((row) => row.visibility === "public" && row.boostOfId === null).map((row) => row.id);
  const withMedia = await inChunks(openIds, (ids) =>
    db
      .selectDistinct({ statusId: media.statusId })
      .from(media)
      .where(and(inArray(media.statusId, ids), isNotNull(media.statusId))),
  );
  const tagRows = await inChunks(openIds, (ids) =>
    db
      .select({ statusId: statusTags.statusId, name: tags.name })
      .from(statusTags)
      .innerJoin(tags, eq(tags.id, statusTags.tagId))
      .where(inArray(statusTags.statusId, ids)),
  );
  const mediaIds = new Set(withMedia.map((row) => row.statusId));
  const names = group(
    tagRows,
    (row) => row.statusId,
    (row) => row.name,
  );
  return new Map(
    rows.map((row) => [row.id, { ...row, hasMedia: mediaIds.has(row.id), tags: names.get(row.id) ?? [] }] as const),
  );
}

/** Who has the posts in their home timeline, by post; of `among` only, when given. */
export async function findHomesOf(
  db: Reader,
  statusIds: readonly string[],
  among?: readonly string[],
): Promise<Map<string, string[]>> {
  const some = [...statusIds];
  const select = (accountIds?: string[]) =>
    db
      .select({ statusId: homeEntries.statusId, accountId: homeEntries.accountId })
      .from(homeEntries)
      .where(
        and(
          inArray(homeEntries.statusId, some),
          accountIds === undefined ? undefined : inArray(homeEntries.accountId, accountIds),
        ),
      );
  const rows = some.length === 0 ? [] : among === undefined ? await select() : await inChunks(among, select);
  return group(
    rows,
    (row) => row.statusId,
    (row) => row.accountId,
  );
}

/** Which lists have the posts, by post; of `among` only, when given. */
export async function findListsOf(
  db: Reader,
  statusIds: readonly string[],
  among?: readonly string[],
): Promise<Map<string, string[]>> {
  const some = [...statusIds];
  const select = (listIds?: string[]) =>
    db
      .select({ statusId: listEntries.statusId, listId: listEntries.listId })
      .from(listEntries)
      .where(
        and(
          inArray(listEntries.statusId, some),
          listIds === undefined ? undefined : inArray(listEntries.listId, listIds),
        ),
      );
  const rows = some.length === 0 ? [] : among === undefined ? await select() : await inChunks(among, select);
  return group(
    rows,
    (row) => row.statusId,
    (row) => row.listId,
  );
}

/** In the order in which they were made. */
export async function findNotificationsByIds(db: Reader, ids: readonly string[]) {
  const rows = await inChunks(ids, (chunk) => db.select().from(notifications).where(inArray(notifications.id, chunk)));
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Conversations of `accountIds` that end with one of the posts. */
export async function findConversationsOf(db: Reader, accountIds: readonly string[], statusIds: readonly string[]) {
  const some = [...statusIds];
  return await inChunks(accountIds, (ids) =>
    db
      .select()
      .from(conversations)
      .where(and(inArray(conversations.lastStatusId, some), inArray(conversations.accountId, ids))),
  );
}

/** Those of the tokens that still speak for somebody. */
export async function findLiveTokenIds(db: Reader, tokenIds: readonly string[]): Promise<Set<string>> {
  const rows = await inChunks(tokenIds, (ids) =>
    db
      .select({ id: tokens.id, suspendedAt: accounts.suspendedAt })
      .from(tokens)
      .innerJoin(accounts, eq(accounts.id, tokens.accountId))
      .where(inArray(tokens.id, ids)),
  );
  return new Set(rows.filter((row) => row.suspendedAt === null).map((row) => row.id));
}
