import { and, asc, count, countDistinct, desc, eq, exists, gte, inArray, notExists, or, sql } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { startsWith } from "./like.ts";
import { featuredTags, followedTags, statusTags, statuses, tags } from "./schema/index.ts";
import { dayOf, type DayUse } from "./trend-queries.ts";
import { visibleTo } from "./visibility.ts";

export interface TagName {
  id: string;
  name: string;
}

/** Null when no post has had it and nobody has followed it. */
export async function findTag(db: Reader, name: string): Promise<TagName | null> {
  const [row] = await db.select({ id: tags.id, name: tags.name }).from(tags).where(eq(tags.name, name));
  return row ?? null;
}

export async function findTagNames(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await inChunks(ids, (chunk) =>
    db.select({ id: tags.id, name: tags.name }).from(tags).where(inArray(tags.id, chunk)),
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Tags whose names start with `term`, of open posts or followed: what only private posts say is nobody's to find. */
export async function searchTags(db: Reader, term: string, limit: number, offset: number): Promise<TagName[]> {
  const openUse = db
    .select({ one: sql`1` })
    .from(statusTags)
    .innerJoin(statuses, eq(statuses.id, statusTags.statusId))
    .where(and(eq(statusTags.tagId, tags.id), visibleTo(db, null)));
  const follow = db
    .select({ one: sql`1` })
    .from(followedTags)
    .where(eq(followedTags.tagId, tags.id));
  return await db
    .select({ id: tags.id, name: tags.name })
    .from(tags)
    .where(and(startsWith(tags.name, term), or(exists(openUse), exists(follow))))
    .orderBy(asc(tags.name))
    .limit(limit)
    .offset(offset);
}

/** How often tags were used in public posts, and by how many accounts, on each day since the id `sinceId`. */
export async function findTagUses(db: Reader, tagIds: readonly string[], sinceId: string): Promise<DayUse[]> {
  const day = dayOf(statusTags.statusId);
  const rows = await inChunks(tagIds, (chunk) =>
    db
      .select({
        id: statusTags.tagId,
        day,
        usesCount: count(),
        accountsCount: countDistinct(statuses.accountId),
      })
      .from(statusTags)
      .innerJoin(statuses, eq(statuses.id, statusTags.statusId))
      .where(
        and(inArray(statusTags.tagId, chunk), gte(statusTags.statusId, sinceId), eq(statuses.visibility, "public")),
      )
      .groupBy(statusTags.tagId, day),
  );
  return rows.map((row) => ({ ...row, day: Number(row.day) }));
}

/** The tags that the most accounts used in public posts since the id `sinceId`. */
export async function findTrendingTags(db: Reader, sinceId: string, limit: number): Promise<TagName[]> {
  const rows = await db
    .select({ id: tags.id, name: tags.name })
    .from(statusTags)
    .innerJoin(statuses, eq(statuses.id, statusTags.statusId))
    .innerJoin(tags, eq(tags.id, statusTags.tagId))
    .where(and(gte(statusTags.statusId, sinceId), eq(statuses.visibility, "public")))
    .groupBy(tags.id, tags.name)
    .orderBy(desc(countDistinct(statuses.accountId)), desc(count()), asc(tags.name))
    .limit(limit);
  return rows;
}

/** What an account has tagged its last posts with most often, without what it features. */
export async function findUsualTags(
  db: Reader,
  accountId: string,
  mostPosts: number,
  limit: number,
): Promise<TagName[]> {
  const latest = db
    .select({ id: statuses.id })
    .from(statuses)
    .where(eq(statuses.accountId, accountId))
    .orderBy(desc(statuses.id))
    .limit(mostPosts)
    .as("latest");
  const featured = db
    .select({ one: sql`1` })
    .from(featuredTags)
    .where(and(eq(featuredTags.tagId, tags.id), eq(featuredTags.accountId, accountId)));
  return await db
    .select({ id: tags.id, name: tags.name })
    .from(latest)
    .innerJoin(statusTags, eq(statusTags.statusId, latest.id))
    .innerJoin(tags, eq(tags.id, statusTags.tagId))
    .where(notExists(featured))
    .groupBy(tags.id, tags.name)
    .orderBy(desc(count()), asc(tags.name))
    .limit(limit);
}
