import type { StatRow } from "../../../db/climb-stats-queries.ts";
import { isSend } from "../climb.ts";
import { groupByGrade, harder, type CountedGrade, type GradeOf } from "./grades.ts";
import { findStreaks, type Streak } from "./streaks.ts";

export interface Totals {
  /** Entries, tries included. */
  climbs: number;
  sends: number;
  /** Different routes that were sent. */
  routes: number;
  days: number;
  /** Of what was climbed to its top; a route without a number has one. */
  pitches: number;
  meters: number;
  /** As far as they were counted. */
  attempts: number;
}

/** How much of what was sent for the first time went at the first try. */
export interface FirstTries {
  discipline: string;
  sends: number;
  onsights: number;
  flashes: number;
}

export interface PyramidStep {
  grade: CountedGrade;
  /** Sends but for repeats, in all and by style. */
  total: number;
  byStyle: Record<string, number>;
}

export interface MonthOfGrades {
  /** YYYY-MM. */
  month: string;
  discipline: string;
  /** Null: all that send. */
  style: string | null;
  sends: number;
  hardest: CountedGrade;
  /** Scores compare within the kind of the hardest. */
  averageScore: number;
}

export interface DayOfClimbs {
  day: string;
  climbs: number;
  sends: number;
  hardest: CountedGrade | null;
}

export interface PlaceCount {
  name: string;
  country: string | null;
  cragId: string | null;
  climbs: number;
  sends: number;
  days: number;
}

export interface AttemptsOfGrade {
  grade: CountedGrade;
  /** Sends whose attempts are known: the first try of an onsight and a flash is. */
  sends: number;
  average: number;
}

export interface ClimbStats {
  totals: Totals;
  pyramid: PyramidStep[];
  progression: MonthOfGrades[];
  calendar: DayOfClimbs[];
  crags: PlaceCount[];
  firstTries: FirstTries[];
  attempts: AttemptsOfGrade[];
  streaks: { days: Streak; weeks: Streak };
}

const mostCrags = 50;

/** Everything that the statistics of a logbook say, from its entries in any order. `today` is YYYY-MM-DD. */
export function computeStats(rows: readonly StatRow[], gradeOf: GradeOf, today: string): ClimbStats {
  const sent = rows.filter((row) => isSend(row.style));
  const fresh = sent.filter((row) => row.style !== "repeat");
  return {
    totals: totalsOf(rows, sent),
    pyramid: groupByGrade(fresh, gradeOf).map((step) => ({
      grade: step.grade,
      total: step.rows.length,
      byStyle: countBy(step.rows, (row) => row.style),
    })),
    progression: progressionOf(sent, gradeOf),
    calendar: calendarOf(rows, gradeOf),
    crags: cragsOf(rows),
    firstTries: firstTriesOf(fresh),
    attempts: attemptsOf(fresh, gradeOf),
    streaks: findStreaks(new Set(rows.map((row) => row.climbedOn)), today),
  };
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

function countBy<Row>(rows: readonly Row[], key: (row: Row) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[key(row)] = (counts[key(row)] ?? 0) + 1;
  return counts;
}

const fold = (text: string | null): string => (text ?? "").trim().toLowerCase();

/** The catalogue's route, or what has the same name at the same place. */
const routeKeyOf = (row: StatRow): string => row.routeId ?? `${fold(row.routeName)}\n${fold(row.locationName)}`;

/** To the top, with or without help. */
const isClimbed = (row: StatRow): boolean => row.style !== "attempt" && row.style !== "project";

function totalsOf(rows: readonly StatRow[], sent: readonly StatRow[]): Totals {
  const climbed = rows.filter(isClimbed);
  return {
    climbs: rows.length,
    sends: sent.length,
    routes: new Set(sent.map(routeKeyOf)).size,
    days: new Set(rows.map((row) => row.climbedOn)).size,
    pitches: sum(climbed, (row) => row.pitches ?? 1),
    meters: sum(climbed, (row) => row.heightMeters ?? 0),
    attempts: sum(rows, (row) => row.attempts ?? 1),
  };
}

function progressionOf(sent: readonly StatRow[], gradeOf: GradeOf): MonthOfGrades[] {
  const months = Map.groupBy(sent, (row) => `${row.climbedOn.slice(0, 7)} ${row.discipline}`);
  const all = [...months].flatMap(([key, rows]) => {
    const [month = "", discipline = ""] = key.split(" ");
    const byStyle = [...Map.groupBy(rows, (row) => row.style)];
    return [[null, rows] as const, ...byStyle].flatMap(([style, some]) => {
      const summed = summariseGrades(some, gradeOf);
      return summed === null ? [] : [{ month, discipline, style, ...summed }];
    });
  });
  const orderOf = (row: MonthOfGrades): string => `${row.month} ${row.discipline} ${row.style ?? ""}`;
  return all.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** Of one kind, that of most: a boulder problem graded as a route does not average with boulders. */
function summariseGrades(rows: readonly StatRow[], gradeOf: GradeOf) {
  const graded = rows.flatMap((row) => gradeOf(row) ?? []);
  const kinds = [...Map.groupBy(graded, (grade) => grade.kind).values()];
  const [most] = kinds.toSorted((a, b) => b.length - a.length);
  const hardest = most?.reduce<CountedGrade | null>(harder, null) ?? null;
  if (most === undefined || hardest === null) return null;
  return { sends: most.length, hardest, averageScore: sum(most, (grade) => grade.score) / most.length };
}

function calendarOf(rows: readonly StatRow[], gradeOf: GradeOf): DayOfClimbs[] {
  return [...Map.groupBy(rows, (row) => row.climbedOn)]
    .map(([day, some]) => {
      const sent = some.filter((row) => isSend(row.style));
      return {
        day,
        climbs: some.length,
        sends: sent.length,
        hardest: summariseGrades(sent, gradeOf)?.hardest ?? null,
      };
    })
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

function cragsOf(rows: readonly StatRow[]): PlaceCount[] {
  const placed = rows.filter((row) => row.locationName !== null);
  const keyOf = (row: StatRow): string => row.cragId ?? `${fold(row.locationName)}\n${fold(row.country)}`;
  return [...Map.groupBy(placed, keyOf).values()]
    .map((some) => {
      const last = some.at(-1);
      return {
        name: last?.locationName ?? "",
        country: last?.country ?? null,
        cragId: last?.cragId ?? null,
        climbs: some.length,
        sends: some.filter((row) => isSend(row.style)).length,
        days: new Set(some.map((row) => row.climbedOn)).size,
      };
    })
    .toSorted((a, b) => b.climbs - a.climbs || (a.name < b.name ? -1 : 1))
    .slice(0, mostCrags);
}

function firstTriesOf(fresh: readonly StatRow[]): FirstTries[] {
  const count = (rows: readonly StatRow[], style: string) => rows.filter((row) => row.style === style).length;
  return [...Map.groupBy(fresh, (row) => row.discipline)]
    .map(([discipline, rows]) => ({
      discipline,
      sends: rows.length,
      onsights: count(rows, "onsight"),
      flashes: count(rows, "flash"),
    }))
    .toSorted((a, b) => b.sends - a.sends || (a.discipline < b.discipline ? -1 : 1));
}

function attemptsOf(fresh: readonly StatRow[], gradeOf: GradeOf): AttemptsOfGrade[] {
  const known = fresh.flatMap((row) => {
    const attempts = row.style === "onsight" || row.style === "flash" ? 1 : row.attempts;
    return attempts === null ? [] : [{ ...row, attempts }];
  });
  return groupByGrade(known, gradeOf).map(({ grade, rows }) => ({
    grade,
    sends: rows.length,
    average: sum(rows, (row) => row.attempts) / rows.length,
  }));
}
