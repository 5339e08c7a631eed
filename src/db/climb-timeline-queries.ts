import { and, asc, desc, eq, gte, inArray, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { isAt, isAtWalked, isCrowded, isPublic, type AscentPlace } from "./ascent-queries.ts";
import type { Reader } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { climbs, statuses } from "./schema/index.ts";
import { notHiddenFrom } from "./visibility.ts";

export interface ClimbTimelineFilter {
  /** Null for any. */
  readonly discipline: string | null;
  /** Scores, both included, and the systems that they compare. */
  readonly grades: { readonly systems: readonly string[]; readonly from: number; readonly to: number } | null;
  /** All of these, each of them any of its places. */
  readonly places: readonly (readonly AscentPlace[])[];
  readonly isIndoor: boolean | null;
  readonly from: "everywhere" | "local" | "remote";
  readonly viewerId: string | null;
  readonly now: Date;
}

export interface FoundPosts {
  readonly ids: string[];
  /** The id up to which was searched, where posts beyond it were not looked at. */
  readonly searchedTo: string | null;
}

/** So many posts with climbs are looked at for a page: what hardly anything fits must not make SQLite read all of them. */
const mostSearched = 5_000;

/** Public posts with public climbs. */
export async function findClimbPostIds(db: Reader, filter: ClimbTimelineFilter, page: Page): Promise<FoundPosts> {
  const { where, orderBy, limit } = pageOf(climbs.statusId, page);
  const ofDiscipline = filter.discipline === null ? undefined : eq(climbs.discipline, filter.discipline);
  const narrow = await findNarrow(db, filter.places);
  const end = narrow !== null ? null : await findSearchEnd(db, and(ofDiscipline, where), page);
  const rows = await db
    .select({ id: statuses.id })
    .from(climbs)
    .innerJoin(statuses, eq(statuses.id, climbs.statusId))
    .where(
      and(
        sql`${climbs.statusId} is not null`,
        where,
        end === null ? undefined : page.minId === undefined ? gte(climbs.statusId, end) : lte(climbs.statusId, end),
        ofDiscipline,
        filter.grades === null ? undefined : hasGrade(filter.grades),
        ...filter.places.map((places) => or(...places.map(places === narrow ? isAt : isAtWalked))),
        filter.isIndoor === null ? undefined : isIndoor(filter.isIndoor),
        isPublic,
        eq(statuses.visibility, "public"),
        filter.from === "everywhere" ? undefined : eq(statuses.isLocal, filter.from === "local"),
        notHiddenFrom(db, filter.viewerId, filter.now),
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  const ids = newestFirst(rows, page).map((row) => row.id);
  return { ids, searchedTo: ids.length < limit ? end : null };
}

type Places = ClimbTimelineFilter["places"][number];

/** Places with so few entries that these are found by them; null where the newest posts are walked along instead. */
async function findNarrow(db: Reader, asked: readonly Places[]): Promise<Places | null> {
  for (const places of asked) {
    const cragIds = places.map((place) => ("cragIds" in place ? place.cragIds : null));
    if (!cragIds.includes(null) && !(await isCrowded(db, { cragIds: cragIds.flatMap((ids) => ids ?? []) })))
      return places;
  }
  return null;
}

/** Where it is not told, it was outdoors. */
const isIndoor = (asked: boolean): SQL | undefined =>
  asked ? eq(climbs.isIndoor, true) : or(isNull(climbs.isIndoor), eq(climbs.isIndoor, false));

const hasGrade = ({ systems, from, to }: NonNullable<ClimbTimelineFilter["grades"]>): SQL | undefined =>
  and(inArray(climbs.gradeSystem, [...systems]), gte(climbs.gradeScore, from), lte(climbs.gradeScore, to));

/** The last post that is looked at; null when all are. */
async function findSearchEnd(db: Reader, where: SQL | undefined, page: Page): Promise<string | null> {
  const [row] = await db
    .select({ id: climbs.statusId })
    .from(climbs)
    .where(and(sql`${climbs.statusId} is not null`, where))
    .orderBy(page.minId === undefined ? desc(climbs.statusId) : asc(climbs.statusId))
    .limit(1)
    .offset(mostSearched - 1);
  return row?.id ?? null;
}
