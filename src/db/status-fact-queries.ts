import { asc, eq } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { groupBy } from "./in-chunks.ts";
import { isAmong, prepared } from "./prepared.ts";
import { media, mentions, statusTags, tags } from "./schema/index.ts";

export type Media = typeof media.$inferSelect;

export interface StatusFactRows {
  mediaByStatusId: Map<string, Media[]>;
  mentionedIdsByStatusId: Map<string, string[]>;
  tagsByStatusId: Map<string, string[]>;
}

const mediaOfStatuses = prepared(["statusIds"], (db, { statusIds }) =>
  db.select().from(media).where(isAmong(media.statusId, statusIds)).orderBy(asc(media.position)),
);

const mentionsOfStatuses = prepared(["statusIds"], (db, { statusIds }) =>
  db
    .select()
    .from(mentions)
    .where(isAmong(mentions.statusId, statusIds))
    .orderBy(asc(mentions.statusId), asc(mentions.accountId)),
);

const tagsOfStatuses = prepared(["statusIds"], (db, { statusIds }) =>
  db
    .select({ statusId: statusTags.statusId, name: tags.name })
    .from(statusTags)
    .innerJoin(tags, eq(tags.id, statusTags.tagId))
    .where(isAmong(statusTags.statusId, statusIds))
    .orderBy(asc(statusTags.statusId), asc(tags.name)),
);

/** What hangs on posts, in three queries. */
export async function findStatusFacts(db: Reader, statusIds: readonly string[]): Promise<StatusFactRows> {
  const mentionRows = await mentionsOfStatuses(db, { statusIds });
  const tagRows = await tagsOfStatuses(db, { statusIds });
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
  const rows = await mediaOfStatuses(db, { statusIds });
  return groupBy(
    rows,
    (row) => row.statusId ?? "",
    (row) => row,
  );
}
