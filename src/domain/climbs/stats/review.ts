import type { StatRow } from "../../../db/climb-stats-queries.ts";
import { wasAscent } from "../../../db/climb-styles.ts";
import { computeStats, type ClimbStats, type Totals } from "./compute.ts";
import type { CountedGrade, GradeOf } from "./grades.ts";

export interface YearInReview {
  stats: ClimbStats;
  /** Of the year before. */
  before: Totals;
  /** The month with the most climbs, the earlier of two. */
  busiestMonth: { month: string; climbs: number } | null;
  /** Entries to look back at: the hardest send of each kind, and those with five stars. */
  hardestIds: string[];
  bestRatedIds: string[];
}

const mostBestRated = 5;
const allStars = 5;

/** `rows` are those of the year and of the one before it. */
export function reviewYear(rows: readonly StatRow[], year: number, gradeOf: GradeOf, today: string): YearInReview {
  const ofYear = (wanted: number) => rows.filter((row) => row.climbedOn.startsWith(`${wanted}-`));
  const own = ofYear(year);
  const { totals: before } = computeStats(ofYear(year - 1), gradeOf, today);
  const rated = own.filter((row) => row.rating === allStars);
  return {
    stats: computeStats(own, gradeOf, today),
    before,
    busiestMonth: busiestOf(own),
    hardestIds: hardestOf(own, gradeOf),
    bestRatedIds: rated.slice(-mostBestRated).map((row) => row.id),
  };
}

function busiestOf(rows: readonly StatRow[]): { month: string; climbs: number } | null {
  const months = [...Map.groupBy(rows, (row) => row.climbedOn.slice(0, 7))]
    .map(([month, some]) => ({ month, climbs: some.length }))
    .toSorted((a, b) => b.climbs - a.climbs || (a.month < b.month ? -1 : 1));
  return months[0] ?? null;
}

function hardestOf(rows: readonly StatRow[], gradeOf: GradeOf): string[] {
  const best = new Map<string, { id: string; grade: CountedGrade; score: number }>();
  for (const row of rows) {
    const grade = wasAscent(row) ? gradeOf(row) : null;
    if (grade === null) continue;
    // The step is coarser than the grade: 7a+/7b is harder than 7a+ on the same step.
    const score = row.gradeScore ?? grade.score;
    const known = best.get(grade.kind);
    if (known === undefined || score > known.score) best.set(grade.kind, { id: row.id, grade, score });
  }
  return [...best.values()].map(({ id }) => id);
}
