import type { Grade } from "../domain/climbs/grades/parse.ts";
import { unknownSystem } from "../domain/climbs/grades/parse.ts";
import { secondsOf, valuesOf, type Reading } from "../domain/climbs/grades/readings.ts";
import { writingRules } from "../domain/climbs/grades/systems.ts";
import { kindOfSystem, type GradeSystem } from "../domain/climbs/grades/table.ts";

/** A grade that nobody climbed, for apps that ask how it reads. */
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
