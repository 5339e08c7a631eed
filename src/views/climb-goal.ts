import type { Reader } from "../db/database.ts";
import { tallyClimbs, type Goal } from "../db/goal-queries.ts";
import type { GradePreferences } from "../db/schema/index.ts";
import { readGradePreferences } from "../domain/climbs/preferences.ts";
import { measureGoal, type GoalProgress } from "../domain/climbs/goal-progress.ts";
import { instantOf } from "./account.ts";
import { toGrade } from "./grade.ts";

/** Topout's ClimbGoal, for a page of one climber's goals. How far each is comes from the logbook, in one query. */
export async function loadGoals(db: Reader, accountId: string, goals: readonly Goal[]) {
  const [since] = goals.map((goal) => goal.startsOn).toSorted();
  if (since === undefined) return [];
  const tallies = await tallyClimbs(db, accountId, since);
  const preferences = await readGradePreferences(db, accountId);
  return goals.map((goal) => toGoal(goal, measureGoal(goal, tallies), preferences));
}

const toGoal = (goal: Goal, progress: GoalProgress, preferences: GradePreferences) => ({
  id: goal.id,
  kind: goal.kind,
  title: goal.title,
  target: goal.target,
  grade: toGrade(goal, preferences),
  steps: (goal.steps ?? []).map(({ system, value, score, count }, index) => ({
    grade: toGrade({ gradeSystem: system, gradeValue: value, gradeScore: score }, preferences),
    count,
    done: progress.steps[index] ?? 0,
  })),
  discipline: goal.discipline,
  indoor: goal.isIndoor,
  starts_on: goal.startsOn,
  ends_on: goal.endsOn,
  progress: {
    value: progress.value,
    target: progress.target,
    reached: progress.reachedOn !== null,
    reached_on: progress.reachedOn,
  },
  created_at: instantOf(goal.createdAt),
  updated_at: instantOf(goal.updatedAt),
});
