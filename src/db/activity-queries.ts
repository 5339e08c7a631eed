import { and, asc, count, countDistinct, gte, isNull, ne, sql, type SQL } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { dialect } from "./dialect.ts";
import { accounts, markers, statuses, users } from "./schema/index.ts";

export type ActivityKind = "statuses" | "logins" | "registrations";

export interface WeekCount {
  kind: ActivityKind;
  /** Weeks since Monday, 5 January 1970, in UTC. */
  week: number;
  count: number;
}

export const weekMs = 7 * 86_400_000;
/** Where the weeks start to count: 1970 began on a Thursday. */
export const firstMondayMs = 4 * 86_400_000;

// Ids carry their time, so the primary keys alone tell which rows are of which week.
const weekOfId = (id: typeof statuses.id | typeof users.accountId): SQL<number> =>
  sql<number>`(cast(${id} as bigint) / 65536 - ${sql.raw(String(firstMondayMs))}) / ${sql.raw(String(weekMs))}`;
const markerMs =
  dialect === "postgres"
    ? sql`cast(extract(epoch from ${markers.updatedAt}) * 1000 as bigint)`
    : sql`${markers.updatedAt}`;
const weekOfMarker = sql<number>`(${markerMs} - ${sql.raw(String(firstMondayMs))}) / ${sql.raw(String(weekMs))}`;

/**
 * Posts, new accounts, and who was here, by week, in one query. When somebody signs in is not kept: whoever posted in a
 * week was here, and so was whoever read last in it.
 */
export async function countWeeks(db: Reader, since: Date, sinceId: string): Promise<WeekCount[]> {
  // As the index `statuses_local` has it.
  const isOwnPost = and(sql`${statuses.isLocal}`, isNull(statuses.boostOfId), gte(statuses.id, sinceId));
  const posts = db
    .select({ kind: sql<ActivityKind>`'statuses'`.as("kind"), week: weekOfId(statuses.id).as("week"), count: count() })
    .from(statuses)
    .where(isOwnPost)
    .groupBy(weekOfId(statuses.id));
  const arrivals = db
    .select({
      kind: sql<ActivityKind>`'registrations'`.as("kind"),
      week: weekOfId(users.accountId).as("week"),
      count: count(),
    })
    .from(users)
    .where(gte(users.accountId, sinceId))
    .groupBy(weekOfId(users.accountId));
  const seen = db
    .select({ accountId: statuses.accountId, week: weekOfId(statuses.id).as("week") })
    .from(statuses)
    .where(isOwnPost)
    .union(
      db
        .select({ accountId: markers.accountId, week: weekOfMarker.as("week") })
        .from(markers)
        .where(gte(markers.updatedAt, since)),
    )
    .as("seen");
  const visits = db
    .select({
      kind: sql<ActivityKind>`'logins'`.as("kind"),
      week: sql<number>`${seen.week}`.as("week"),
      count: countDistinct(seen.accountId),
    })
    .from(seen)
    .groupBy(seen.week);
  const rows = await posts.unionAll(arrivals).unionAll(visits);
  return rows.map((row) => ({ kind: row.kind, week: Number(row.week), count: Number(row.count) }));
}

/** Domains of the servers that are known here. */
export async function findPeerDomains(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ domain: accounts.domain })
    .from(accounts)
    .where(ne(accounts.domain, ""))
    .orderBy(asc(accounts.domain))
    .limit(limit);
  return rows.map((row) => row.domain);
}
