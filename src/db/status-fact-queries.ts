import { asc, eq, inArray } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { groupBy, inChunks } from "./in-chunks.ts";
import { media, mentions, statusTags, tags } from "./schema/index.ts";

export type Media = typeof media.$inferSelect;

export interface StatusFactRows {
  mediaByStatusId: Map<string, Media[]>;
  mentionedIdsByStatusId: Map<string, string[]>;
  tagsByStatusId: Map<string, string[]>;
}

/** What hangs on posts, in three queries. */
export async function findStatusFacts(db: Reader, statusIds: readonly string[]): Promise<StatusFactRows> {
  const mentionRows = await inChunks(statusIds, (ids) =>
    db
      .select()
      .from(mentions)
      .where(inArray(mentions.statusId, ids))
      .orderBy(asc(mentions.statusId), asc(mentions.accountId)),
  );
  const tagRows = await inChunks(statusIds, (ids) =>
    db
      .select({ statusId: statusTags.statusId, name: tags.name })
      .from(statusTags)
      .innerJoin(tags, eq(tags.id, statusTags.tagId))
      .where(inArray(statusTags.statusId, ids))
      .orderBy(asc(statusTags.statusId), asc(tags.name)),
  );
  return {
    mediaByStatusId: await findMediaOfStatuses(db, statusIds),
    mentionedIdsByStatusId: groupBy(
      mentionRows,
      (row) => row.statusId,
      (row) => row.accountId,
    ),
    tagsByStatusId: groupBy(
      tagRows,
      (row) => row.statusId,
      (row) => row.name,
    ),
  };
}

export async function findMediaOfStatuses(db: Reader, statusIds: readonly string[]): Promise<Map<string, Media[]>> {
  const rows = await inChunks(statusIds, (ids) =>
    db.select().from(media).where(inArray(media.statusId, ids)).orderBy(asc(media.position)),
  );
  return groupBy(
    rows,
    (row) => row.statusId ?? "",
    (row) => row,
  );
}
