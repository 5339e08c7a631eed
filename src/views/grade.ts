import type { GradePreferences } from "../db/schema/index.ts";
import { convertGrade } from "../domain/climbs/grades/convert.ts";
import { unknownSystem, type Grade } from "../domain/climbs/grades/parse.ts";
import { secondsOf, valuesOf, type Reading } from "../domain/climbs/grades/readings.ts";
import { writingRules } from "../domain/climbs/grades/systems.ts";
import { isGradeSystem, kindOfSystem, type GradeSystem } from "../domain/climbs/grades/table.ts";

interface GradeColumns {
  gradeSystem: string | null;
  gradeValue: string | null;
  gradeScore: number | null;
}

/**
 * A grade as it was given. `preferred` is what it is in the system that the viewer has chosen for its kind; null when
 * none is chosen, when it is in that system, and when it does not convert to it.
 */
export function toGrade({ gradeSystem, gradeValue, gradeScore }: GradeColumns, preferences: GradePreferences) {
  if (gradeValue === null) return null;
  return toReadGrade({ system: gradeSystem ?? unknownSystem, value: gradeValue, score: gradeScore }, preferences);
}

export const toReadGrade = (grade: Grade, preferences: GradePreferences) => ({
  ...toPlainGrade(grade),
  preferred: toPreferred(grade, preferences),
});

function toPreferred(grade: Grade, preferences: GradePreferences) {
  const kind = kindOfSystem(grade.system);
  const system = kind === null ? undefined : preferences[kind];
  if (system === undefined || system === grade.system || !isGradeSystem(system)) return null;
  const converted = convertGrade(grade, system);
  return converted === null ? null : { system: converted.system, value: converted.value };
}

/** A grade that nobody climbed. */
export const toPlainGrade = ({ system, value, score }: Grade) => ({
  system: system === unknownSystem ? null : system,
  value,
  score,
});

const toValue = ({ value, score }: Reading) => ({ value, score });

/** A system with all of its values, the easiest first. */
export const toGradeSystem = (system: GradeSystem) => ({
  system,
  name: writingRules[system].name,
  kind: kindOfSystem(system),
  values: valuesOf(system).map(toValue),
  second_values: secondsOf(system).map(toValue),
});
