import { and, asc, count, desc, eq, gt, gte, inArray, lte, sql, type SQL } from "drizzle-orm";
import { isAscent } from "./climb-styles.ts";
import { climbVisibleTo } from "./climb-queries.ts";
import type { Reader } from "./database.ts";
import { inPieces, pieceLength } from "./in-pieces.ts";
import { named, plainRows } from "./plain-rows.ts";
import { climbPartners, climbs } from "./schema/index.ts";

/** Which entries of a logbook are counted. */
export interface StatFilter {
  accountId: string;
  /** Whoever reads: what they may not see is not counted for them. */
  viewerId: string | null;
  /** YYYY-MM-DD, both included. */
  since: string | null;
  until: string | null;
  /** None: all. */
  disciplines: readonly string[];
  isIndoor: boolean | null;
}

const counted = (db: Reader, filter: StatFilter): SQL | undefined =>
  and(
    eq(climbs.accountId, filter.accountId),
    // One's own logbook is all one's own.
    filter.viewerId === filter.accountId ? undefined : climbVisibleTo(db, filter.viewerId),
    filter.since === null ? undefined : gte(climbs.climbedOn, filter.since),
    filter.until === null ? undefined : lte(climbs.climbedOn, filter.until),
    filter.disciplines.length === 0 ? undefined : inArray(climbs.discipline, [...filter.disciplines]),
    filter.isIndoor === null ? undefined : eq(climbs.isIndoor, filter.isIndoor),
  );

/** One entry, as statistics count it. */
export type StatRow = Awaited<ReturnType<typeof readStatPage>>[number];

/** All entries that are counted, in the order in which they were logged. */
export async function findStatRows(db: Reader, filter: StatFilter): Promise<StatRow[]> {
  const where = counted(db, filter);
  return await inPieces((afterId) => readStatPage(db, where, afterId));
}

const statColumns = named({
  id: climbs.id,
  climbedOn: climbs.climbedOn,
  discipline: climbs.discipline,
  style: climbs.style,
  attempts: climbs.attempts,
  rating: climbs.rating,
  gradeSystem: climbs.gradeSystem,
  gradeScore: climbs.gradeScore,
  routeId: climbs.routeId,
  routeName: climbs.routeName,
  cragId: climbs.cragId,
  locationName: climbs.locationName,
  country: climbs.country,
  pitches: climbs.pitches,
  heightMeters: climbs.heightMeters,
});

const readStatPage = (db: Reader, where: SQL | undefined, afterId: string) =>
  plainRows(
    db,
    db
      .select(statColumns)
      .from(climbs)
      .where(and(where, gt(climbs.id, afterId)))
      .orderBy(asc(climbs.id))
      .limit(pieceLength),
  );

/** With whom the counted entries were climbed, those with the most first. */
export async function findStatPartners(db: Reader, filter: StatFilter, limit: number) {
  const climbsCount = count();
  return await db
    .select({
      name: climbPartners.name,
      accountId: climbPartners.accountId,
      climbsCount,
      sendsCount: count(sql`case when ${isAscent(climbs)} then 1 end`),
      daysCount: sql<number>`count(distinct ${climbs.climbedOn})`.mapWith(Number),
    })
    .from(climbPartners)
    .innerJoin(climbs, eq(climbs.id, climbPartners.climbId))
    // By their ids, as they lie in the table: SQLite would take the index of names, and jump about.
    .where(and(counted(db, filter), gt(climbs.id, "")))
    .groupBy(climbPartners.accountId, climbPartners.name)
    .orderBy(desc(climbsCount), asc(climbPartners.name))
    .limit(limit);
}
