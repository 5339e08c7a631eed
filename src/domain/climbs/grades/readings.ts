import { gradeSystems, gradeTables, type GradeSystem } from "./table.ts";
import { writingRules } from "./systems.ts";

/** A value in its system's canonical writing. */
export interface Reading {
  readonly value: string;
  readonly score: number;
}

/** Every single value (not the ranges) of one system, by its writing in upper case without spaces. */
export type Readings = ReadonlyMap<string, Reading>;

interface Span extends Reading {
  readonly lowest: number;
  readonly highest: number;
}

export const readingsBySystem: ReadonlyMap<string, Readings> = new Map(
  gradeSystems.map((system) => [system, readingsOf(system)]),
);

function readingsOf(system: GradeSystem): Readings {
  const { broad, aliases, respell } = writingRules[system];
  const spans = columnSpans(system);
  const spanByValue = new Map(spans.map((span) => [span.value, span]));

  // Later writers never replace earlier ones: a value of the column outranks a broad one, and both a nuance.
  const readings = new Map<string, Reading>();
  const add = (reading: Reading, writing = reading.value): void => {
    const key = writing.toUpperCase();
    if (!readings.has(key)) readings.set(key, { value: reading.value, score: reading.score });
  };

  for (const span of spans) {
    add(span);
    add(span, respell(span.value));
  }
  for (const [value, [from, to]] of Object.entries(broad)) {
    const lowest = spanByValue.get(from);
    const highest = spanByValue.get(to);
    if (lowest && highest) add({ value, score: middle(lowest.lowest, highest.highest) });
  }
  for (const [writing, value] of Object.entries(aliases)) {
    const span = spanByValue.get(value);
    if (span) add(span, writing);
  }
  for (const nuance of nuancesOf(spans)) {
    add(nuance);
    add(nuance, respell(nuance.value));
  }
  return readings;
}

/** The values of a system's column, easiest first, each with the bands it covers. */
function columnSpans(system: GradeSystem): readonly Span[] {
  const spanByValue = new Map<string, Span>();
  for (const { columns, bands } of Object.values(gradeTables)) {
    const column = columns.indexOf(system);
    if (column === -1) continue;
    for (const [score, ...cells] of bands) {
      const value = cells[column] ?? null;
      if (value === null) continue;
      const lowest = spanByValue.get(value)?.lowest ?? score;
      spanByValue.set(value, { value, lowest, highest: score, score: middle(lowest, score) });
    }
  }
  return [...spanByValue.values()];
}

/**
 * V4+, 5.9-, 5c-: a plus or minus that is no band of its own leans a quarter of the way to the neighbour, so that it
 * sorts apart from the plain value but short of a slash grade.
 */
function nuancesOf(spans: readonly Span[]): readonly Reading[] {
  return spans.flatMap((span, index) => {
    if (/[-+]$/.test(span.value)) return [];
    const easier = spans[index - 1]?.score ?? span.score - 100;
    const harder = spans[index + 1]?.score ?? span.score + 100;
    return [
      { value: `${span.value}-`, score: span.score - (span.score - easier) / 4 },
      { value: `${span.value}+`, score: span.score + (harder - span.score) / 4 },
    ];
  });
}

export function middle(lowest: number, highest: number): number {
  return (lowest + highest) / 2;
}
