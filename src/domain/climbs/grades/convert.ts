import type { Grade } from "./parse.ts";
import { readGrade, type WrittenGrade } from "./read.ts";
import { valuesOf, type Reading } from "./readings.ts";
import { writingRules } from "./systems.ts";
import { isGradeSystem, kindOfSystem, type GradeSystem } from "./table.ts";

const halfBand = 50;

/**
 * A grade in another system of its kind: the value that `nearestValue` finds. Both ends of a range are converted, and
 * stay a range unless they become one value; a remark goes along where the other system knows it. Null for another kind,
 * without a score, and where the other system has no grade so easy or so hard.
 */
export function convertGrade(grade: Grade, to: GradeSystem): Grade | null {
  const { system, value, score } = grade;
  if (score === null || !isGradeSystem(system) || kindOfSystem(system) !== kindOfSystem(to)) return null;
  if (system === to) return grade;
  const written = readGrade(value, system);
  const converted = written && convertWritten(written, to);
  const reading = converted === undefined ? undefined : readGrade(converted, to);
  return reading === undefined ? null : { system: to, value: reading.value, score: reading.score };
}

function convertWritten({ range, score, remark }: WrittenGrade, to: GradeSystem): string | undefined {
  const low = nearestValue(to, range?.low.score ?? score);
  const high = range === null ? low : nearestValue(to, range.high.score);
  if (low === undefined || high === undefined) return undefined;
  const value = range === null || low === high ? low.value : `${low.value}${range.joint}${high.value}`;
  return remark !== null && writingRules[to].remarks.has(remark) ? `${value} ${remark}` : value;
}

const distanceOf = ({ lowest, highest }: Reading, score: number): number =>
  Math.max(lowest - score, score - highest, 0);

/** The value that covers a score, else the nearest, between two the easier; undefined beyond the ends of the system. */
function nearestValue(system: GradeSystem, score: number): Reading | undefined {
  const nearest = nearestOf(valuesOf(system), score);
  return nearest === undefined || distanceOf(nearest, score) > halfBand ? undefined : nearest;
}

/** As `nearestValue`, and beyond the ends the last one. */
export function nearestOf(values: readonly Reading[], score: number): Reading | undefined {
  let nearest: Reading | undefined;
  for (const value of values) {
    if (nearest === undefined || distanceOf(value, score) < distanceOf(nearest, score)) nearest = value;
  }
  return nearest;
}
