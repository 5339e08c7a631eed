import { and, asc, eq, gt, inArray, or } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { climbs, media, statuses } from "./schema/index.ts";

/** Everything that an account has logged, page by page in the order of the ids; for the account itself. */
export async function findOwnClimbsAfter(db: Reader, accountId: string, afterId: string, limit: number) {
  return await db
    .select()
    .from(climbs)
    .where(and(eq(climbs.accountId, accountId), gt(climbs.id, afterId)))
    .orderBy(asc(climbs.id))
    .limit(limit);
}

/** Pages of posts, by their id. At most a page of ids is asked for. */
export async function findStatusUrls(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: statuses.id, url: statuses.url })
    .from(statuses)
    .where(inArray(statuses.id, [...ids]));
  return new Map(rows.map(({ id, url }) => [id, url]));
}

/** Attachments of entries and of the posts that tell of them. At most a page of each is asked for. */
export async function findMediaOfEntries(db: Reader, climbIds: readonly string[], statusIds: readonly string[]) {
  if (climbIds.length === 0) return [];
  return await db
    .select()
    .from(media)
    .where(
      or(
        inArray(media.climbId, [...climbIds]),
        statusIds.length === 0 ? undefined : inArray(media.statusId, [...statusIds]),
      ),
    )
    .orderBy(asc(media.position));
}
