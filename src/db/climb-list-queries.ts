import {
  aliasedTable,
  and,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lte,
  or,
  sql,
  type SQL,
} from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { climbVisibleTo } from "./climb-queries.ts";
import { isAscent } from "./climb-styles.ts";
import type { Reader } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { climbs } from "./schema/index.ts";

type Climb = typeof climbs.$inferSelect;

/** A bound on grades: scores compare within the systems of one scale only. */
export interface GradeBound {
  score: number;
  systems: readonly string[];
}

export interface ClimbFilter {
  disciplines?: readonly string[];
  styles?: readonly string[];
  isIndoor?: boolean | undefined;
  /** Parts of names, whatever their case (of letters beyond ASCII on PostgreSQL only). */
  place?: string | undefined;
  routeName?: string | undefined;
  /** YYYY-MM-DD, both included. */
  since?: string | undefined;
  until?: string | undefined;
  hardestAtMost?: GradeBound | undefined;
  easiestAtLeast?: GradeBound | undefined;
}

/** An account's logbook as `viewerId` may see it, last logged first. */
export async function findClimbsOfAccount(
  db: Reader,
  accountId: string,
  viewerId: string | null,
  page: Page,
  filter: ClimbFilter = {},
): Promise<Climb[]> {
  return await findClimbs(db, and(eq(climbs.accountId, accountId), matching(filter)), viewerId, page);
}

export async function findClimbsOfSession(
  db: Reader,
  sessionId: string,
  viewerId: string | null,
  page: Page,
): Promise<Climb[]> {
  return await findClimbs(db, eq(climbs.sessionId, sessionId), viewerId, page);
}

export async function findClimbsOfProject(
  db: Reader,
  projectId: string,
  viewerId: string | null,
  page: Page,
): Promise<Climb[]> {
  return await findClimbs(db, eq(climbs.projectId, projectId), viewerId, page);
}

/** The newest entries of an account without a post. */
export async function findUntoldClimbs(db: Reader, accountId: string, limit: number): Promise<{ uri: string }[]> {
  return await db
    .select({ uri: climbs.uri })
    .from(climbs)
    .where(and(eq(climbs.accountId, accountId), isNull(climbs.statusId)))
    .orderBy(desc(climbs.id))
    .limit(limit);
}

async function findClimbs(
  db: Reader,
  condition: SQL | undefined,
  viewerId: string | null,
  page: Page,
): Promise<Climb[]> {
  const { where, orderBy, limit } = pageOf(climbs.id, page);
  const rows = await db
    .select()
    .from(climbs)
    .where(and(condition, climbVisibleTo(db, viewerId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

function matching(filter: ClimbFilter): SQL | undefined {
  const { disciplines = [], styles = [], isIndoor, place, routeName, since, until } = filter;
  const { easiestAtLeast: least, hardestAtMost: most } = filter;
  return and(
    disciplines.length === 0 ? undefined : inArray(climbs.discipline, [...disciplines]),
    styles.length === 0 ? undefined : inArray(climbs.style, [...styles]),
    isIndoor === undefined ? undefined : eq(climbs.isIndoor, isIndoor),
    place === undefined
      ? undefined
      : or(contains(climbs.locationName, place), contains(climbs.sector, place), contains(climbs.area, place)),
    routeName === undefined ? undefined : contains(climbs.routeName, routeName),
    since === undefined ? undefined : gte(climbs.climbedOn, since),
    until === undefined ? undefined : lte(climbs.climbedOn, until),
    least === undefined
      ? undefined
      : and(gte(climbs.gradeScore, least.score), inArray(climbs.gradeSystem, [...least.systems])),
    most === undefined
      ? undefined
      : and(lte(climbs.gradeScore, most.score), inArray(climbs.gradeSystem, [...most.systems])),
  );
}

function contains(column: typeof climbs.routeName | typeof climbs.locationName, part: string): SQL {
  const pattern = `%${part.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return sql`lower(${column}) like ${pattern} escape '\\'`;
}

/** How many times somebody had topped out on a route by an entry, that one included. */
export interface Ascents {
  /** Of what whoever sees the entry surely sees. */
  open: number;
  /** Of all, for the climber. */
  own: number;
}

const ascentsUpTo = prepared(["climbIds"], (db, { climbIds }) => {
  const earlier = aliasedTable(climbs, "earlier");
  const isSameRoute = and(isNotNull(climbs.routeId), eq(earlier.routeId, climbs.routeId));
  const isSameName = and(
    isNull(climbs.routeId),
    isNull(earlier.routeId),
    eq(earlier.routeName, climbs.routeName),
    sql`coalesce(${earlier.locationName}, '') = coalesce(${climbs.locationName}, '')`,
  );
  const isOpen = or(
    eq(earlier.id, climbs.id),
    inArray(earlier.visibility, ["public", "unlisted"]),
    and(eq(climbs.visibility, "private"), eq(earlier.visibility, "private")),
  );
  // Joined to nothing, so that SQLite does not look through all entries by their day instead of through those of one route.
  const [day, id] = [sql`${earlier.climbedOn} || ''`, sql`${earlier.id} || ''`];
  const isEarlier = sql`(${day} < ${climbs.climbedOn} or (${day} = ${climbs.climbedOn} and ${id} <= ${climbs.id}))`;
  const counted = (isSame: SQL | undefined) =>
    db
      .select({ id: climbs.id, own: count(), open: count(sql`case when ${isOpen} then 1 end`) })
      .from(climbs)
      .innerJoin(earlier, and(eq(earlier.accountId, climbs.accountId), isSame))
      .where(and(isAmong(climbs.id, climbIds), isAscent(climbs), isAscent(earlier), isEarlier))
      .groupBy(climbs.id);
  // Two halves, each by its index: joined by `or` they would use none.
  return counted(isSameRoute).unionAll(counted(isSameName));
});

/**
 * The ascents of the same routes by the same climbers, up to each of these climbs; what is no ascent is left out. The
 * same route is one of the catalogue, or else one of the same name at the same place.
 */
export async function countAscents(db: Reader, climbIds: readonly string[]): Promise<Map<string, Ascents>> {
  const rows = await ascentsUpTo(db, { climbIds });
  return new Map(rows.map(({ id, ...ascents }) => [id, ascents]));
}
