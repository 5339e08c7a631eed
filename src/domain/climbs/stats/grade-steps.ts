import type { StatRow } from "../../../db/climb-stats-queries.ts";
import type { GradePreferences } from "../../../db/schema/index.ts";
import { nearestOf } from "../grades/convert.ts";
import { valuesOf } from "../grades/readings.ts";
import { isGradeSystem, kindOfSystem, type GradeKind, type GradeSystem } from "../grades/table.ts";
import type { CountedGrade, GradeOf } from "./grades.ts";

/**
 * Counts every grade on the steps of one system for its kind: the reader's, else the one in which the climber wrote the
 * most of it. Between two steps a grade falls on the easier one.
 */
export function chooseSteps(rows: readonly StatRow[], preferred: GradePreferences): GradeOf {
  const scales = new Map([...findUsualSystems(rows)].map(([kind, usual]) => [kind, scaleOf(kind, preferred, usual)]));
  return ({ gradeSystem, gradeScore }) => {
    const kind = gradeSystem === null || gradeScore === null ? null : kindOfSystem(gradeSystem);
    return kind === null || gradeScore === null ? null : (scales.get(kind)?.(gradeScore) ?? null);
  };
}

function findUsualSystems(rows: readonly StatRow[]): Map<GradeKind, GradeSystem> {
  const written = new Map<string, number>();
  for (const { gradeSystem } of rows)
    if (gradeSystem !== null) written.set(gradeSystem, (written.get(gradeSystem) ?? 0) + 1);
  const usual = new Map<GradeKind, GradeSystem>();
  for (const [system] of [...written].toSorted((a, b) => b[1] - a[1])) {
    const kind = kindOfSystem(system);
    if (kind !== null && isGradeSystem(system) && !usual.has(kind)) usual.set(kind, system);
  }
  return usual;
}

function scaleOf(kind: GradeKind, preferred: GradePreferences, usual: GradeSystem) {
  const wanted = preferred[kind] ?? usual;
  const system = isGradeSystem(wanted) ? wanted : usual;
  const values = valuesOf(system);
  const stepByValue = new Map(
    values.map(({ value, score }) => [value, { kind, system, value, score } satisfies CountedGrade]),
  );
  const stepByScore = new Map<number, CountedGrade | null>();
  return (score: number): CountedGrade | null => {
    let step = stepByScore.get(score);
    if (step === undefined) {
      step = stepByValue.get(nearestOf(values, score)?.value ?? "") ?? null;
      stepByScore.set(score, step);
    }
    return step;
  };
}
