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
export type GradeOf = (row: Pick<StatRow, "gradeSystem" | "gradeValue" | "gradeScore">) => CountedGrade | null;

export const harder = (one: CountedGrade | null, other: CountedGrade | null): CountedGrade | null =>
  one === null || (other !== null && other.score > one.score) ? other : one;

/** Entries by the step that their grade falls on, the hardest step first, within each kind. */
export function groupByGrade<Row extends StatRow>(
  rows: readonly Row[],
  gradeOf: GradeOf,
): { grade: CountedGrade; rows: Row[] }[] {
  const steps = new Map<string, { grade: CountedGrade; rows: Row[] }>();
  for (const row of rows) {
    const grade = gradeOf(row);
    if (grade === null) continue;
    const key = `${grade.system} ${grade.value}`;
    const step = steps.get(key);
    if (step === undefined) steps.set(key, { grade, rows: [row] });
    else step.rows.push(row);
  }
  return [...steps.values()].toSorted((a, b) =>
    a.grade.kind === b.grade.kind ? b.grade.score - a.grade.score : a.grade.kind < b.grade.kind ? -1 : 1,
  );
}
