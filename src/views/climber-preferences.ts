import { gradeKinds } from "../domain/climbs/grades/table.ts";
import type { ClimberPreferences } from "../domain/climbs/preferences.ts";

export const toClimberPreferences = ({ gradeSystems, hashtags, isNearby }: ClimberPreferences) => ({
  grade_systems: Object.fromEntries(gradeKinds.map((kind) => [kind, gradeSystems[kind] ?? null])),
  hashtags,
  nearby: isNearby,
});
