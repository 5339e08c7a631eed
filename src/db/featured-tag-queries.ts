import { and, asc, count, desc, eq, inArray, max, ne, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { featuredTags, statusTags, statuses, tags } from "./schema/index.ts";

export type FeaturedTag = Pick<typeof featuredTags.$inferSelect, "id" | "statusesCount" | "lastStatusAt"> & {
  name: string;
};

const shown = {
  id: featuredTags.id,
  name: tags.name,
  statusesCount: featuredTags.statusesCount,
  lastStatusAt: featuredTags.lastStatusAt,
};

/** What a profile features, the most used tag first. */
export async function findFeaturedTags(db: Reader, accountId: string, limit: number): Promise<FeaturedTag[]> {
  return await db
    .select(shown)
    .from(featuredTags)
    .innerJoin(tags, eq(tags.id, featuredTags.tagId))
    .where(eq(featuredTags.accountId, accountId))
    .orderBy(desc(featuredTags.statusesCount), asc(featuredTags.id))
    .limit(limit);
}

export async function findFeaturedTag(db: Reader, accountId: string, tagId: string): Promise<FeaturedTag | null> {
  const [row] = await db
    .select(shown)
    .from(featuredTags)
    .innerJoin(tags, eq(tags.id, featuredTags.tagId))
    .where(and(eq(featuredTags.accountId, accountId), eq(featuredTags.tagId, tagId)));
  return row ?? null;
}

/** Those of `tagIds` that an account features. */
export async function findFeaturedTagIds(
  db: Reader,
  accountId: string,
  tagIds: readonly string[],
): Promise<Set<string>> {
  const rows = await inChunks(tagIds, (chunk) =>
    db
      .select({ id: featuredTags.tagId })
      .from(featuredTags)
      .where(and(eq(featuredTags.accountId, accountId), inArray(featuredTags.tagId, chunk))),
  );
  return new Set(rows.map((row) => row.id));
}

export async function countFeaturedTags(db: Reader, accountId: string): Promise<number> {
  const [row] = await db.select({ value: count() }).from(featuredTags).where(eq(featuredTags.accountId, accountId));
  return row?.value ?? 0;
}

export async function insertFeaturedTag(tx: Writer, row: typeof featuredTags.$inferInsert): Promise<void> {
  await tx.insert(featuredTags).values(row).onConflictDoNothing();
}

/** By its own id or by its tag's; false when there was none of this account's. */
export async function deleteFeaturedTag(
  tx: Writer,
  accountId: string,
  by: { id: string } | { tagId: string },
): Promise<boolean> {
  const gone = await tx
    .delete(featuredTags)
    .where(
      and(
        eq(featuredTags.accountId, accountId),
        "id" in by ? eq(featuredTags.id, by.id) : eq(featuredTags.tagId, by.tagId),
      ),
    )
    .returning({ id: featuredTags.id });
  return gone.length > 0;
}

/** The posts of an account with a tag that everybody may see. */
const isCounted = (accountId: string, tagId: PgColumn | string): SQL | undefined =>
  and(
    eq(statuses.accountId, accountId),
    eq(statusTags.tagId, tagId),
    inArray(statuses.visibility, ["public", "unlisted"]),
  );

/** How many posts of an account have a tag, and when the last of them was made. */
export async function countTagged(
  db: Reader,
  accountId: string,
  tagId: string,
): Promise<{ statusesCount: number; lastStatusAt: Date | null }> {
  const [row] = await db
    .select({ statusesCount: count(), lastStatusAt: max(statuses.createdAt) })
    .from(statuses)
    .innerJoin(statusTags, eq(statusTags.statusId, statuses.id))
    .where(isCounted(accountId, tagId));
  return row ?? { statusesCount: 0, lastStatusAt: null };
}

/** A post got these tags. */
export async function countUpFeatured(
  tx: Writer,
  accountId: string,
  tagIds: readonly string[],
  createdAt: Date,
): Promise<void> {
  if (tagIds.length === 0) return;
  const at = sql.param(createdAt, featuredTags.lastStatusAt);
  await tx
    .update(featuredTags)
    .set({
      statusesCount: sql`${featuredTags.statusesCount} + 1`,
      lastStatusAt: sql`case when ${featuredTags.lastStatusAt} > ${at} then ${featuredTags.lastStatusAt} else ${at} end`,
    })
    .where(and(eq(featuredTags.accountId, accountId), inArray(featuredTags.tagId, [...tagIds])));
}

/** A post goes, or loses these tags. */
export async function countDownFeatured(
  tx: Writer,
  accountId: string,
  tagIds: readonly string[],
  statusId: string,
): Promise<void> {
  if (tagIds.length === 0) return;
  const last = tx
    .select({ at: max(statuses.createdAt) })
    .from(statuses)
    .innerJoin(statusTags, eq(statusTags.statusId, statuses.id))
    .where(and(isCounted(accountId, featuredTags.tagId), ne(statuses.id, statusId)));
  await tx
    .update(featuredTags)
    .set({
      // Never below none: a post of the moment in which the tag was featured may have been missed.
      statusesCount: sql`case when ${featuredTags.statusesCount} > 0 then ${featuredTags.statusesCount} - 1 else 0 end`,
      lastStatusAt: sql`(${last})`,
    })
    .where(and(eq(featuredTags.accountId, accountId), inArray(featuredTags.tagId, [...tagIds])));
}

export async function findStatusTagIds(db: Reader, statusId: string): Promise<string[]> {
  const rows = await db.select({ id: statusTags.tagId }).from(statusTags).where(eq(statusTags.statusId, statusId));
  return rows.map((row) => row.id);
}
