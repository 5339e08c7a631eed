import { and, countDistinct, desc, eq, gte, inArray, isNull, lte, not, notExists, sql, type SQL } from "drizzle-orm";
import { isAscent, isPublic } from "./ascent-queries.ts";
import type { Reader } from "./database.ts";
import { accounts, blocks, climbs } from "./schema/index.ts";
import { hides } from "./visibility.ts";

export interface Race {
  /** Days, both included. */
  readonly from: string;
  readonly to: string;
  /** Null for any. */
  readonly discipline: string | null;
  readonly isLocal: boolean;
}

export interface GradedRace extends Race {
  /** Systems whose scores compare. */
  readonly systems: readonly string[];
  /** What counts as led. */
  readonly styles: readonly string[];
}

/** Public entries of a time, of accounts that want to be discovered. */
const takesPart = ({ from, to, discipline, isLocal }: Race): SQL | undefined =>
  and(
    isPublic,
    gte(climbs.climbedOn, from),
    lte(climbs.climbedOn, to),
    discipline === null ? undefined : eq(climbs.discipline, discipline),
    isLocal ? eq(accounts.domain, "") : undefined,
    eq(accounts.isDiscoverable, true),
    isNull(accounts.suspendedAt),
  );

const isGraded = ({ systems, styles }: GradedRace): SQL | undefined =>
  and(
    inArray(climbs.style, [...styles]),
    inArray(climbs.gradeSystem, [...systems]),
    sql`${climbs.gradeScore} is not null`,
  );

export interface Place {
  accountId: string;
  value: number;
  /** The hardest one, where that is asked. */
  climbId: string | null;
}

/** Who was out on the most days. */
export async function rankByDays(db: Reader, race: Race, limit: number): Promise<Place[]> {
  const days = countDistinct(climbs.climbedOn);
  const rows = await db
    .select({ accountId: climbs.accountId, value: days })
    .from(climbs)
    .innerJoin(accounts, eq(accounts.id, climbs.accountId))
    .where(and(takesPart(race), isAscent))
    .groupBy(climbs.accountId)
    .orderBy(desc(days), climbs.accountId)
    .limit(limit);
  return rows.map((row) => ({ ...row, climbId: null }));
}

/** Whose hardest ascent is the hardest; of two alike, who was first. */
export async function rankByHardest(db: Reader, race: GradedRace, limit: number): Promise<Place[]> {
  const order = sql`${climbs.gradeScore} desc, ${climbs.climbedOn}, ${climbs.id}`;
  const best = db
    .select({
      accountId: climbs.accountId,
      climbId: climbs.id,
      climbedOn: climbs.climbedOn,
      value: sql<number>`${climbs.gradeScore}`.as("value"),
      place: sql<number>`row_number() over (partition by ${climbs.accountId} order by ${order})`.as("place"),
    })
    .from(climbs)
    .innerJoin(accounts, eq(accounts.id, climbs.accountId))
    .where(and(takesPart(race), isGraded(race)))
    .as("best");
  return await db
    .select({ accountId: best.accountId, value: best.value, climbId: best.climbId })
    .from(best)
    .where(eq(best.place, 1))
    .orderBy(desc(best.value), best.climbedOn, best.accountId)
    .limit(limit);
}

/** Whose best `counting` routes make the most points together. `points` is an expression on `climbs`. */
export async function rankByPoints(
  db: Reader,
  race: GradedRace,
  { bonuses, counting }: { bonuses: Readonly<Record<string, number>>; counting: number },
  limit: number,
): Promise<Place[]> {
  const cases = Object.entries(bonuses).map(([style, bonus]) => sql`when ${climbs.style} = ${style} then ${bonus}`);
  const points = sql`${climbs.gradeScore} + case ${sql.join(cases, sql` `)} else 0 end`;
  const route = sql<string>`coalesce(${climbs.routeId}, lower(${climbs.routeName}))`;
  const byRoute = db
    .select({ accountId: climbs.accountId, points: sql<number>`max(${points})`.as("points") })
    .from(climbs)
    .innerJoin(accounts, eq(accounts.id, climbs.accountId))
    .where(and(takesPart(race), isGraded(race)))
    .groupBy(climbs.accountId, route)
    .as("by_route");
  const ranked = db
    .select({
      accountId: byRoute.accountId,
      points: byRoute.points,
      place: sql<number>`row_number() over (partition by ${byRoute.accountId} order by ${byRoute.points} desc)`.as(
        "place",
      ),
    })
    .from(byRoute)
    .as("ranked");
  const total = sql<number>`sum(${ranked.points})`.mapWith(Number);
  const rows = await db
    .select({ accountId: ranked.accountId, value: total })
    .from(ranked)
    .where(lte(ranked.place, counting))
    .groupBy(ranked.accountId)
    .orderBy(desc(total), ranked.accountId)
    .limit(limit);
  return rows.map((row) => ({ ...row, climbId: null }));
}

/** Those of some accounts whom the viewer neither hides nor is blocked by. */
export async function leaveOutHiddenAccounts(
  db: Reader,
  ids: readonly string[],
  viewerId: string,
  now: Date,
): Promise<Set<string>> {
  const blocksViewer = db
    .select({ one: sql`1` })
    .from(blocks)
    .where(and(eq(blocks.accountId, accounts.id), eq(blocks.targetId, viewerId)));
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(inArray(accounts.id, [...ids]), not(hides(db, viewerId, now, accounts.id)), notExists(blocksViewer)));
  return new Set(rows.map((row) => row.id));
}
