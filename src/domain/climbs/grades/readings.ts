import { writingRules } from "./systems.ts";
import { gradeSystems, gradeTables, kindOfSystem, type GradeSystem } from "./table.ts";

/** A value in its system's canonical writing. */
export interface Reading {
  readonly value: string;
  readonly score: number;
  /** The scores of the first and the last band that it covers. */
  readonly lowest: number;
  readonly highest: number;
}

/** Readings by their writing in upper case without spaces. */
export type Readings = ReadonlyMap<string, Reading>;

interface SystemReadings {
  /** The values of the column, easiest first. */
  readonly column: readonly Reading[];
  /** Every single value (not the ranges). */
  readonly values: Readings;
  /** What may follow a value or stand alone, easiest first. */
  readonly seconds: Readings;
}

export const readingsBySystem: ReadonlyMap<string, SystemReadings> = new Map(
  gradeSystems.map((system) => [system, readingsOf(system)]),
);

/** The values of a system's column, easiest first. */
export const valuesOf = (system: GradeSystem): readonly Reading[] => readingsBySystem.get(system)?.column ?? [];

/** The second parts that a system has, easiest first. */
export const secondsOf = (system: GradeSystem): readonly Reading[] => [
  ...(readingsBySystem.get(system)?.seconds.values() ?? []),
];

function readingsOf(system: GradeSystem): SystemReadings {
  const { broad, seconds, aliases, respell } = writingRules[system];
  const column = readColumn(system);
  const byValue = new Map(column.map((reading) => [reading.value, reading]));

  // Later writers never replace earlier ones: a value of the column outranks a broad one, and both a nuance.
  const values = new Map<string, Reading>();
  const add = (reading: Reading, writing = reading.value): void => {
    const key = writing.toUpperCase();
    if (!values.has(key)) values.set(key, reading);
  };

  for (const reading of column) {
    add(reading);
    add(reading, respell(reading.value));
  }
  for (const reading of spread(broad, byValue)) add(reading);
  for (const [writing, value] of Object.entries(aliases)) {
    const reading = byValue.get(value);
    if (reading) add(reading, writing);
  }
  for (const nuance of nuancesOf(column)) {
    add(nuance);
    add(nuance, respell(nuance.value));
  }
  const second = spread(seconds, byValue).map((reading) => [reading.value.toUpperCase(), reading] as const);
  return { column, values, seconds: new Map(second) };
}

function readColumn(system: GradeSystem): readonly Reading[] {
  const kind = kindOfSystem(system);
  if (kind === null) return [];
  const { columns, bands } = gradeTables[kind];
  const byValue = new Map<string, Reading>();
  for (const [score, ...cells] of bands) {
    const value = cells[columns.indexOf(system)] ?? null;
    if (value !== null) byValue.set(value, spanning(value, byValue.get(value)?.lowest ?? score, score));
  }
  return [...byValue.values()];
}

/** Values that reach from one value of the column to another. */
function spread(
  ends: Readonly<Record<string, readonly [from: string, to: string]>>,
  byValue: ReadonlyMap<string, Reading>,
): readonly Reading[] {
  return Object.entries(ends).flatMap(([value, [from, to]]) => {
    const [lowest, highest] = [byValue.get(from)?.lowest, byValue.get(to)?.highest];
    return lowest === undefined || highest === undefined ? [] : [spanning(value, lowest, highest)];
  });
}

/**
 * V4+, 5.9-, 5c-: a plus or minus that is no band of its own leans a quarter of the way to the neighbour, so that it
 * sorts apart from the plain value but short of a slash grade.
 */
function nuancesOf(column: readonly Reading[]): readonly Reading[] {
  return column.flatMap((reading, index) => {
    if (/[-+]$/.test(reading.value)) return [];
    const easier = column[index - 1]?.score ?? reading.score - 100;
    const harder = column[index + 1]?.score ?? reading.score + 100;
    return [
      { ...reading, value: `${reading.value}-`, score: reading.score - (reading.score - easier) / 4 },
      { ...reading, value: `${reading.value}+`, score: reading.score + (harder - reading.score) / 4 },
    ];
  });
}

/** What covers the bands from `lowest` to `highest` scores the middle of them. */
function spanning(value: string, lowest: number, highest: number): Reading {
  return { value, score: (lowest + highest) / 2, lowest, highest };
}
