import type { Goal, Tally } from "../../db/goal-queries.ts";
import type { PyramidStep } from "../../db/schema/index.ts";
import { spanOf, systemsLike } from "./grades/alike.ts";

export interface GoalProgress {
  /** Days, climbs, or what a pyramid's steps have of theirs; of a grade: 1 once it is climbed. */
  value: number;
  target: number;
  /** YYYY-MM-DD, the day on which it was reached; null until then. */
  reachedOn: string | null;
  /** Of a pyramid: what each step has, the hardest first. */
  steps: readonly number[];
}

/** How far a goal is, from its climber's entries, the earliest day first. */
export function measureGoal(goal: Goal, tallies: readonly Tally[]): GoalProgress {
  const counted = tallies.filter((tally) => counts(goal, tally));
  const ascents = counted.filter(({ isAscent }) => isAscent);
  switch (goal.kind) {
    case "days":
      return reach(onePerDay(counted), goal.target ?? 0);
    case "climbs":
      return reach(ascents, goal.target ?? 0);
    case "grade":
      return measureGrade(goal, counted);
    case "pyramid":
      return measurePyramid(goal.steps ?? [], counted);
  }
}

function counts(goal: Goal, tally: Tally): boolean {
  return (
    tally.day >= goal.startsOn &&
    (goal.endsOn === null || tally.day <= goal.endsOn) &&
    (goal.discipline === null || tally.discipline === goal.discipline) &&
    (goal.isIndoor === null || tally.isIndoor === goal.isIndoor)
  );
}

const onePerDay = (tallies: readonly Tally[]): Tally[] =>
  tallies.filter((tally, index) => tally.day !== tallies[index - 1]?.day);

/** The day of that which makes them enough. */
const reach = (tallies: readonly Tally[], target: number): GoalProgress => ({
  value: tallies.length,
  target,
  reachedOn: tallies[Math.max(target, 1) - 1]?.day ?? null,
  steps: [],
});

function sendsOf(tallies: readonly Tally[], { system, value, score }: Omit<PyramidStep, "count">): Tally[] {
  const systems = systemsLike(system);
  const { least } = spanOf(system, value, score);
  return tallies.filter(
    ({ isSend, gradeScore, gradeSystem }) =>
      isSend && gradeScore !== null && gradeScore >= least && systems.includes(gradeSystem ?? ""),
  );
}

function measureGrade({ gradeSystem, gradeValue, gradeScore }: Goal, tallies: readonly Tally[]): GoalProgress {
  const grade = { system: gradeSystem ?? "", value: gradeValue ?? "", score: gradeScore ?? 0 };
  const { value, ...progress } = reach(sendsOf(tallies, grade), 1);
  return { ...progress, value: Math.min(value, 1) };
}

/**
 * Each send fills one step, a harder one also an easier step that lacks it. So the pyramid stands once, for each step, as
 * hard sends are there as it and all above it want.
 */
function measurePyramid(steps: readonly PyramidStep[], tallies: readonly Tally[]): GoalProgress {
  let [wanted, used] = [0, 0];
  let reachedOn: string | null = "";
  const filled: number[] = [];
  for (const step of steps) {
    const hard = sendsOf(tallies, step);
    wanted += step.count;
    const done = Math.min(step.count, hard.length - used);
    used += done;
    filled.push(done);
    const { reachedOn: day } = reach(hard, wanted);
    reachedOn = day === null || reachedOn === null ? null : day > reachedOn ? day : reachedOn;
  }
  return { value: used, target: wanted, reachedOn, steps: filled };
}
