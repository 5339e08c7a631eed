import type { findOpinions } from "../../db/ascent-queries.ts";
import type { Route } from "../../db/route-queries.ts";
import { columnOf, valueAt } from "./scale.ts";

type Opinion = Awaited<ReturnType<typeof findOpinions>>[number];

export interface Consensus {
  /** What climbers say: the middle of how hard they found it, else of the grades that they gave it. */
  grade: { system: string; value: string; score: number; count: number } | null;
  /** The mean of the stars, to one decimal. */
  stars: { average: number; count: number } | null;
}

/** So many entries are heard: on the most popular routes the newest ones. */
export const mostOpinions = 1_000;

/** What climbers think of a route, each of them once. `opinions` come newest first. */
export function consensusOf(route: Pick<Route, "gradeSystem">, opinions: readonly Opinion[]): Consensus {
  const rated = onePerClimber(opinions, (opinion) => opinion.rating);
  const total = rated.reduce((sum, stars) => sum + stars, 0);
  return {
    grade: middleGrade(route, opinions),
    stars: rated.length === 0 ? null : { average: Math.round((total / rated.length) * 10) / 10, count: rated.length },
  };
}

interface Scored {
  system: string;
  score: number;
}

const scored = (system: string | null, score: number | null): Scored | null =>
  system === null || score === null ? null : { system, score };

function middleGrade(route: Pick<Route, "gradeSystem">, opinions: readonly Opinion[]): Consensus["grade"] {
  const perceived = onePerClimber(opinions, (one) => scored(one.perceivedGradeSystem, one.perceivedGradeScore));
  const given = onePerClimber(opinions, (one) => scored(one.gradeSystem, one.gradeScore));
  const heard = perceived.length > 0 ? perceived : given;
  const system = columnOf(route.gradeSystem ?? "") === null ? mostUsed(heard) : route.gradeSystem;
  const column = system === null ? null : columnOf(system);
  if (system === null || column === null) return null;
  // Scores of boulders and of routes cannot be compared.
  const scores = heard.flatMap((one) => (columnOf(one.system)?.table === column.table ? [one.score] : []));
  const middle = median(scores);
  if (middle === null) return null;
  return { system, value: valueAt(column, middle), score: middle, count: scores.length };
}

function onePerClimber<T>(opinions: readonly Opinion[], read: (opinion: Opinion) => T | null): T[] {
  const byClimber = new Map<string, T>();
  for (const opinion of opinions) {
    const said = read(opinion);
    if (said !== null && !byClimber.has(opinion.accountId)) byClimber.set(opinion.accountId, said);
  }
  return [...byClimber.values()];
}

function mostUsed(heard: readonly Scored[]): string | null {
  const uses = new Map<string, number>();
  for (const { system } of heard) uses.set(system, (uses.get(system) ?? 0) + 1);
  return [...uses].toSorted((one, other) => other[1] - one[1])[0]?.[0] ?? null;
}

function median(scores: readonly number[]): number | null {
  const sorted = scores.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
