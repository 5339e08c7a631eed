import { and, desc, eq, exists, gte, inArray, isNull, notInArray, not, or, sql, type SQL } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { climbVisibleTo } from "./climb-queries.ts";
import { isBelow } from "./crag-tree-queries.ts";
import type { Reader } from "./database.ts";
import { dialect } from "./dialect.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { accounts, climberPreferences, climbs, follows, statuses } from "./schema/index.ts";
import { hides } from "./visibility.ts";

/** As the partial indexes have it. */
export const isPublic: SQL = sql`${climbs.visibility} = 'public'`;
/** Whoever only tried has not been up. */
export const isAscent: SQL = notInArray(climbs.style, ["attempt", "project", "hangdog"]);

export interface AscentCounts {
  ascents: number;
  climbers: number;
}

const counts = {
  ascents: sql<number>`count(*)`.mapWith(Number),
  climbers: sql<number>`count(distinct ${climbs.accountId})`.mapWith(Number),
};

/** Public ascents and who made them, by route; those of nobody are missing. */
export async function countAscentsOfRoutes(db: Reader, ids: readonly string[]): Promise<Map<string, AscentCounts>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({ id: sql<string>`${climbs.routeId}`, ...counts })
      .from(climbs)
      .where(and(inArray(climbs.routeId, chunk), isPublic, isAscent))
      .groupBy(climbs.routeId),
  );
  return new Map(rows.map(({ id, ...counted }) => [id, counted]));
}

/** How popular routes or crags are: their public ascents alone, which is quick for hundreds of them. */
export async function findPopularity(
  db: Reader,
  kind: "routes" | "crags",
  ids: readonly string[],
): Promise<Map<string, number>> {
  const column = kind === "routes" ? climbs.routeId : climbs.cragId;
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({ id: sql<string>`${column}`, ascents: counts.ascents })
      .from(climbs)
      .where(and(inArray(column, chunk), isPublic, isAscent))
      .groupBy(column),
  );
  return new Map(rows.map(({ id, ascents }) => [id, ascents]));
}

/** Public ascents at several crags together; at most as many as fit into one statement. */
export async function countAscentsAt(db: Reader, cragIds: readonly string[]): Promise<AscentCounts> {
  const [row] = await db
    .select(counts)
    .from(climbs)
    .where(and(inArray(climbs.cragId, [...cragIds]), isPublic, isAscent));
  return row ?? { ascents: 0, climbers: 0 };
}

/** Where ascents are asked for: on a route, at some crags, or at a crag with all that is below it. */
export type AscentPlace = { routeId: string } | { cragIds: readonly string[] } | { belowCragId: string };

export const isAt = (place: AscentPlace): SQL | undefined =>
  "routeId" in place
    ? eq(climbs.routeId, place.routeId)
    : "cragIds" in place
      ? inArray(climbs.cragId, [...place.cragIds])
      : and(sql`${climbs.cragId} is not null`, isBelow(climbs.cragId, place.belowCragId));

/** From so many entries on, one of twenty that are walked along belongs to the place: sorting them would take longer. */
const mostSorted = 1_000;

export async function isCrowded(db: Reader, place: { cragIds: readonly string[] }): Promise<boolean> {
  const rows = await db
    .select({ one: sql`1` })
    .from(climbs)
    .where(isAt(place))
    .limit(1)
    .offset(mostSorted - 1);
  return rows.length > 0;
}

/** As `isAt`, for entries that are found newest first and not by their crags. */
export const isAtWalked = (place: AscentPlace): SQL | undefined =>
  "cragIds" in place
    ? // An expression and not the bare column: SQLite would ask its index for each crag, and sort.
      inArray(dialect === "postgres" ? sql`${climbs.cragId}` : sql`+${climbs.cragId}`, [...place.cragIds])
    : isAt(place);

/** Entries of this and other servers, with their climbers: what is public, and what the viewer may see of those they follow. */
export async function findClimbsAt(
  db: Reader,
  place: AscentPlace,
  viewer: { id: string | null; now: Date },
  page: Page,
  { withTries = true } = {},
) {
  const { where, orderBy, limit } = pageOf(climbs.id, page);
  const isWide = "cragIds" in place && place.cragIds.length > 1 && (await isCrowded(db, place));
  const isThere = isWide ? isAtWalked(place) : isAt(place);
  const rows = await db
    .select({ climb: climbs, account: accounts, statusUrl: statuses.url })
    .from(climbs)
    .innerJoin(accounts, eq(accounts.id, climbs.accountId))
    .leftJoin(statuses, eq(statuses.id, climbs.statusId))
    .where(
      and(
        isThere,
        where,
        withTries ? undefined : isAscent,
        isListedFor(db, viewer.id, viewer.now),
        isNull(accounts.suspendedAt),
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** Unlisted entries are found by those alone who follow their climber. A condition on `climbs`. */
function isListedFor(db: Reader, viewerId: string | null, now: Date): SQL | undefined {
  if (viewerId === null) return isPublic;
  const isOwn = eq(climbs.accountId, viewerId);
  const isWanted = or(isOwn, not(hides(db, viewerId, now, climbs.accountId)));
  return and(climbVisibleTo(db, viewerId), isWanted, or(isPublic, isOwn, followsClimber(db, viewerId)));
}

const followsClimber = (db: Reader, viewerId: string): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(follows)
      .where(
        and(eq(follows.accountId, viewerId), eq(follows.targetId, climbs.accountId), eq(follows.state, "accepted")),
      ),
  );

/** What the last `limit` public entries of a route say of it, the newest first. */
export async function findOpinions(db: Reader, routeId: string, limit: number) {
  return await db
    .select({
      accountId: climbs.accountId,
      rating: climbs.rating,
      gradeSystem: climbs.gradeSystem,
      gradeScore: climbs.gradeScore,
      perceivedGradeSystem: climbs.perceivedGradeSystem,
      perceivedGradeScore: climbs.perceivedGradeScore,
    })
    .from(climbs)
    .where(and(eq(climbs.routeId, routeId), isPublic))
    .orderBy(desc(climbs.id))
    .limit(limit);
}

/** Ids of those whom the viewer follows and who have been up, as far as the viewer may see that. */
export async function findFollowedClimberIds(
  db: Reader,
  routeId: string,
  viewer: { id: string; now: Date },
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: climbs.accountId })
    .from(climbs)
    .innerJoin(follows, and(eq(follows.targetId, climbs.accountId), eq(follows.accountId, viewer.id)))
    .where(
      and(
        eq(climbs.routeId, routeId),
        eq(follows.state, "accepted"),
        isAscent,
        climbVisibleTo(db, viewer.id),
        not(hides(db, viewer.id, viewer.now, climbs.accountId)),
      ),
    )
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Entries of one climber on a route, the newest first. */
export async function findClimbsOn(db: Reader, routeId: string, accountId: string, limit: number) {
  return await db
    .select()
    .from(climbs)
    .where(and(eq(climbs.routeId, routeId), eq(climbs.accountId, accountId)))
    .orderBy(desc(climbs.id))
    .limit(limit);
}

/**
 * Ids of the climbers who want to be found and who climbed at one of the crags, publicly and since a day, the last
 * first. `sinceId`: the lowest id of that day, since nobody logs before they climb.
 */
export async function findNearbyClimberIds(
  db: Reader,
  asked: { cragIds: readonly string[]; sinceDay: string; sinceId: string; viewerId: string | null; now: Date },
  page: { limit: number; offset: number },
): Promise<string[]> {
  const { cragIds, sinceDay, sinceId, viewerId, now } = asked;
  if (cragIds.length === 0) return [];
  const last = sql`max(${climbs.climbedOn})`;
  const rows = await db
    .select({ id: climbs.accountId })
    .from(climbs)
    .innerJoin(climberPreferences, eq(climberPreferences.accountId, climbs.accountId))
    .innerJoin(accounts, eq(accounts.id, climbs.accountId))
    .where(
      and(
        inArray(climbs.cragId, [...cragIds]),
        gte(climbs.id, sinceId),
        gte(climbs.climbedOn, sinceDay),
        isPublic,
        sql`${climberPreferences.isNearby}`,
        isNull(accounts.suspendedAt),
        climbVisibleTo(db, viewerId),
        viewerId === null ? undefined : not(hides(db, viewerId, now, climbs.accountId)),
      ),
    )
    .groupBy(climbs.accountId)
    .orderBy(desc(last), desc(climbs.accountId))
    .limit(page.limit)
    .offset(page.offset);
  return rows.map((row) => row.id);
}
