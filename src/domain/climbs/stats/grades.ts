import type { StatRow } from "../../../db/climb-stats-queries.ts";

/** A step of a pyramid: a grade in the system in which it is counted. */
export interface CountedGrade {
  /** What it grades: boulders, routes, ... Scores compare within a kind only. */
  readonly kind: string;
  readonly system: string;
  readonly value: string;
  readonly score: number;
}

/** Finds the step that an entry's grade falls on; null for what is not understood. */
export type GradeOf = (row: Pick<StatRow, "gradeSystem" | "gradeScore">) => CountedGrade | null;

/** An entry, and what every figure asks of it. */
export interface Entry {
  readonly row: StatRow;
  readonly grade: CountedGrade | null;
  /** Topped out clean, for the first time or again. */
  readonly isSent: boolean;
}

/** Entries by the step that their grade falls on, the hardest step first, within each kind. */
export function groupByGrade(entries: readonly Entry[]): { grade: CountedGrade; entries: Entry[] }[] {
  // A step is one object, wherever it was found.
  const steps = new Map<CountedGrade, Entry[]>();
  for (const entry of entries) {
    if (entry.grade === null) continue;
    const step = steps.get(entry.grade);
    if (step === undefined) steps.set(entry.grade, [entry]);
    else step.push(entry);
  }
  return [...steps]
    .map(([grade, own]) => ({ grade, entries: own }))
    .toSorted((a, b) =>
      a.grade.kind === b.grade.kind ? b.grade.score - a.grade.score : a.grade.kind < b.grade.kind ? -1 : 1,
    );
}
