import type { StatRow } from "../../../db/climb-stats-queries.ts";
import { gradeTables, type GradeSystem } from "../grades/table.ts";
import type { CountedGrade, GradeOf } from "./grades.ts";

interface Step {
  readonly value: string;
  /** The middle of what the value covers. */
  readonly score: number;
}

const kindBySystem: ReadonlyMap<string, string> = new Map(
  Object.entries(gradeTables).flatMap(([kind, table]) => table.columns.map((system) => [system, kind] as const)),
);

/** The values of a system, each once, the easiest first. */
function stepsOf(system: GradeSystem): Step[] {
  const table = Object.values(gradeTables).find(({ columns }) => columns.includes(system));
  const column = table?.columns.indexOf(system) ?? -1;
  const cells = (table?.bands ?? []).map(([score, ...values]) => ({ score, value: values[column] ?? null }));
  const byValue = Map.groupBy(cells, (cell) => cell.value);
  return [...byValue].flatMap(([value, some]) => {
    const [first, last] = [some[0], some.at(-1)];
    return value === null || first === undefined || last === undefined
      ? []
      : [{ value, score: (first.score + last.score) / 2 }];
  });
}

function nearest<S extends Step>(steps: readonly S[], score: number): S | undefined {
  let best: S | undefined;
  for (const step of steps) {
    if (best === undefined || Math.abs(step.score - score) < Math.abs(best.score - score)) best = step;
  }
  return best;
}

/**
 * Counts every grade on the steps of one system for its kind: the reader's, else the one in which the climber wrote the
 * most of it. Between two steps a grade falls on the easier one.
 */
export function chooseSteps(
  rows: readonly StatRow[],
  preferred: Readonly<Record<string, string | undefined>>,
): GradeOf {
  const written = new Map<string, number>();
  for (const { gradeSystem } of rows)
    if (gradeSystem !== null) written.set(gradeSystem, (written.get(gradeSystem) ?? 0) + 1);
  const usual = new Map<string, string>();
  for (const [system] of [...written].toSorted((a, b) => b[1] - a[1])) {
    const kind = kindBySystem.get(system);
    if (kind !== undefined && !usual.has(kind)) usual.set(kind, system);
  }
  const scales = new Map(
    [...usual].map(([kind, system]) => {
      const chosen = preferred[kind] ?? system;
      const steps = stepsOf(chosen as GradeSystem).map((step): CountedGrade => ({ kind, system: chosen, ...step }));
      return [kind, { steps, byScore: new Map<number, CountedGrade | undefined>() }];
    }),
  );
  return ({ gradeSystem, gradeScore }) => {
    const scale = scales.get(kindBySystem.get(gradeSystem ?? "") ?? "");
    if (scale === undefined || gradeScore === null) return null;
    if (!scale.byScore.has(gradeScore)) scale.byScore.set(gradeScore, nearest(scale.steps, gradeScore));
    return scale.byScore.get(gradeScore) ?? null;
  };
}
