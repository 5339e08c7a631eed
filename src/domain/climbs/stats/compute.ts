import type { StatRow } from "../../../db/climb-stats-queries.ts";
import { wasAscent } from "../../../db/climb-styles.ts";
import { groupByGrade, type CountedGrade, type Entry, type GradeOf } from "./grades.ts";
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
  const entries = rows.map((row): Entry => ({ row, grade: gradeOf(row), isSent: wasAscent(row) }));
  const sent = entries.filter((entry) => entry.isSent);
  const fresh = sent.filter(({ row }) => row.style !== "repeat");
  const calendar = calendarOf(entries);
  return {
    totals: { ...totalsOf(entries, sent), days: calendar.length },
    pyramid: groupByGrade(fresh).map((step) => ({
      grade: step.grade,
      total: step.entries.length,
      byStyle: countStyles(step.entries),
    })),
    progression: progressionOf(sent),
    calendar,
    crags: cragsOf(entries),
    firstTries: firstTriesOf(fresh),
    attempts: attemptsOf(fresh),
    streaks: findStreaks(
      calendar.map(({ day }) => day),
      today,
    ),
  };
}

const sum = <T>(given: readonly T[], of: (one: T) => number): number =>
  given.reduce((total, one) => total + of(one), 0);

function countStyles(entries: readonly Entry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { row } of entries) counts[row.style] = (counts[row.style] ?? 0) + 1;
  return counts;
}

const fold = (text: string | null): string => (text ?? "").trim().toLowerCase();

/** The catalogue's route, or what has the same name at the same place. */
const routeKeyOf = ({ row }: Entry): string => row.routeId ?? `${fold(row.routeName)}\n${fold(row.locationName)}`;

/** To the top, with or without help. */
const isClimbed = ({ row }: Entry): boolean => row.style !== "attempt" && row.style !== "project";

function totalsOf(entries: readonly Entry[], sent: readonly Entry[]): Omit<Totals, "days"> {
  const climbed = entries.filter(isClimbed);
  return {
    climbs: entries.length,
    sends: sent.length,
    routes: new Set(sent.map(routeKeyOf)).size,
    pitches: sum(climbed, ({ row }) => row.pitches ?? 1),
    meters: sum(climbed, ({ row }) => row.heightMeters ?? 0),
    attempts: sum(entries, ({ row }) => row.attempts ?? 1),
  };
}

function progressionOf(sent: readonly Entry[]): MonthOfGrades[] {
  const months = Map.groupBy(sent, ({ row }) => `${row.climbedOn.slice(0, 7)} ${row.discipline}`);
  return inOrder(months).flatMap(([key, entries]) => {
    const [month = "", discipline = ""] = key.split(" ");
    const byStyle = inOrder(Map.groupBy(entries, ({ row }) => row.style));
    return [[null, entries] as const, ...byStyle].flatMap(([style, some]) => {
      const summed = summariseGrades(some);
      return summed === undefined ? [] : [{ month, discipline, style, ...summed }];
    });
  });
}

const inOrder = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Of one kind, that of most: a boulder problem graded as a route does not average with boulders. */
function summariseGrades(entries: readonly Entry[]) {
  const kinds = new Map<string, { sends: number; score: number; hardest: CountedGrade }>();
  for (const { grade } of entries) {
    if (grade === null) continue;
    const known = kinds.get(grade.kind);
    if (known === undefined) {
      kinds.set(grade.kind, { sends: 1, score: grade.score, hardest: grade });
      continue;
    }
    known.sends++;
    known.score += grade.score;
    if (grade.score > known.hardest.score) known.hardest = grade;
  }
  const [most] = [...kinds.values()].toSorted((a, b) => b.sends - a.sends);
  return most && { sends: most.sends, hardest: most.hardest, averageScore: most.score / most.sends };
}

function calendarOf(entries: readonly Entry[]): DayOfClimbs[] {
  const days = new Map<string, DayOfClimbs>();
  for (const { row, isSent } of entries) {
    let day = days.get(row.climbedOn);
    if (day === undefined) days.set(row.climbedOn, (day = { day: row.climbedOn, climbs: 0, sends: 0 }));
    day.climbs++;
    if (isSent) day.sends++;
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

function cragsOf(entries: readonly Entry[]): PlaceCount[] {
  const places = new Map<string, Omit<PlaceCount, "days"> & { days: Set<string> }>();
  for (const { row, isSent } of entries) {
    const { locationName: name, country, cragId } = row;
    if (name === null) continue;
    const key = cragId ?? `${fold(name)}\n${fold(country)}`;
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = { name, country, cragId, climbs: 0, sends: 0, days: new Set() }));
    // As it was called last.
    place.name = name;
    place.country = country;
    place.climbs++;
    if (isSent) place.sends++;
    place.days.add(row.climbedOn);
  }
  return [...places.values()]
    .map((place) => ({ ...place, days: place.days.size }))
    .toSorted((a, b) => b.climbs - a.climbs || (a.name < b.name ? -1 : 1))
    .slice(0, mostCrags);
}

function firstTriesOf(fresh: readonly Entry[]): FirstTries[] {
  return [...Map.groupBy(fresh, ({ row }) => row.discipline)]
    .map(([discipline, entries]) => {
      const { onsight = 0, flash = 0 } = countStyles(entries);
      return { discipline, sends: entries.length, onsights: onsight, flashes: flash };
    })
    .toSorted((a, b) => b.sends - a.sends || (a.discipline < b.discipline ? -1 : 1));
}

const attemptsFor = ({ row }: Entry): number | null =>
  row.style === "onsight" || row.style === "flash" ? 1 : row.attempts;

function attemptsOf(fresh: readonly Entry[]): AttemptsOfGrade[] {
  return groupByGrade(fresh.filter((entry) => attemptsFor(entry) !== null)).map(({ grade, entries }) => ({
    grade,
    sends: entries.length,
    average: sum(entries, (entry) => attemptsFor(entry) ?? 0) / entries.length,
  }));
}
