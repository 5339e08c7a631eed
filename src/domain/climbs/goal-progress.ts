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

/** How far a goal is, from its climber's tallies, the earliest day first. */
export function measureGoal(goal: Goal, tallies: readonly Tally[]): GoalProgress {
  const counted = tallies.filter((tally) => counts(goal, tally));
  switch (goal.kind) {
    case "days":
      return reach(counted, goal.target ?? 0, countDays);
    case "climbs":
      return reach(counted, goal.target ?? 0, (climbed) => sum(climbed, "ascents"));
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

const countDays = (tallies: readonly Tally[]): number => new Set(tallies.map((tally) => tally.day)).size;
const sum = (tallies: readonly Tally[], of: "ascents" | "sends"): number =>
  tallies.reduce((total, tally) => total + tally[of], 0);

function reach(tallies: readonly Tally[], target: number, count: (tallies: readonly Tally[]) => number): GoalProgress {
  return { value: count(tallies), target, reachedOn: dayOf(tallies, target, count), steps: [] };
}

/** The first day by whose end the count is there; found by halving, since counts only rise. */
function dayOf(tallies: readonly Tally[], target: number, count: (tallies: readonly Tally[]) => number): string | null {
  let [low, high] = [0, tallies.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (count(tallies.slice(0, middle + 1)) >= target) high = middle;
    else low = middle + 1;
  }
  return tallies[low]?.day ?? null;
}

function sendsOf(tallies: readonly Tally[], { system, value, score }: Omit<PyramidStep, "count">): Tally[] {
  const systems = systemsLike(system);
  const { least } = spanOf(system, value, score);
  return tallies.filter(
    (tally) => tally.gradeScore !== null && tally.gradeScore >= least && systems.includes(tally.gradeSystem ?? ""),
  );
}

function measureGrade({ gradeSystem, gradeValue, gradeScore }: Goal, tallies: readonly Tally[]): GoalProgress {
  const grade = { system: gradeSystem ?? "", value: gradeValue ?? "", score: gradeScore ?? 0 };
  const { value, ...progress } = reach(sendsOf(tallies, grade), 1, (climbed) => sum(climbed, "sends"));
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
    const done = Math.min(step.count, sum(hard, "sends") - used);
    used += done;
    filled.push(done);
    const day = dayOf(hard, wanted, (climbed) => sum(climbed, "sends"));
    reachedOn = day === null || reachedOn === null ? null : day > reachedOn ? day : reachedOn;
  }
  return { value: used, target: wanted, reachedOn, steps: filled };
}
