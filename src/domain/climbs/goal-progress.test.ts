import fc from "fast-check";
import { expect, test } from "vitest";
import type { Goal, Tally } from "../../db/goal-queries.ts";
import { measureGoal } from "./goal-progress.ts";

const scores = [1_000, 1_600, 1_800, 2_000];
const steps = fc
  .uniqueArray(fc.record({ score: fc.constantFrom(...scores), count: fc.integer({ min: 1, max: 3 }) }), {
    selector: (step) => step.score,
    minLength: 1,
  })
  .map((given) =>
    given
      .map((step) => ({ ...step, system: "font", value: `at ${step.score}` }))
      .toSorted((one, other) => other.score - one.score),
  );
const climbs = fc.array(
  fc.record({ score: fc.constantFrom(500, ...scores, 3_000), day: fc.integer({ min: 10, max: 28 }) }),
  { maxLength: 14 },
);

const pyramid = (given: Goal["steps"]): Goal => ({
  id: "1",
  accountId: "1",
  kind: "pyramid",
  title: "",
  target: null,
  gradeSystem: null,
  gradeValue: null,
  gradeScore: null,
  steps: given,
  discipline: null,
  isIndoor: null,
  startsOn: "2026-01-01",
  endsOn: null,
  importId: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

const tally = ({ score, day }: { score: number; day: number }): Tally => ({
  day: `2026-05-${day}`,
  discipline: "boulder",
  isIndoor: null,
  gradeSystem: "font",
  gradeScore: score,
  isAscent: true,
  isSend: true,
});

/** As a climber would do it with pencil and paper: the hardest climb into the hardest step that it fits and that lacks. */
function fillByHand(wanted: readonly { score: number; count: number }[], done: readonly { score: number }[]): number {
  const left = wanted.map((step) => step.count);
  for (const { score } of [...done].toSorted((one, other) => other.score - one.score)) {
    const step = wanted.findIndex((candidate, index) => candidate.score <= score && (left[index] ?? 0) > 0);
    if (step >= 0) left[step] = (left[step] ?? 0) - 1;
  }
  return wanted.reduce((sum, step) => sum + step.count, 0) - left.reduce((sum, count) => sum + count, 0);
}

test("a pyramid is filled as by hand, and stands on the first day on which it is full", () => {
  fc.assert(
    fc.property(steps, climbs, (wanted, done) => {
      const byDay = done.toSorted((one, other) => one.day - other.day);
      const measured = measureGoal(pyramid(wanted), byDay.map(tally));
      expect(measured.value).toBe(fillByHand(wanted, done));
      expect(measured.steps.reduce((sum, count) => sum + count, 0)).toBe(measured.value);
      const full = byDay.find(({ day }) => {
        const until = byDay.filter((climb) => climb.day <= day);
        return fillByHand(wanted, until) === measured.target;
      });
      expect(measured.reachedOn).toBe(full === undefined ? null : `2026-05-${full.day}`);
    }),
    { numRuns: 300 },
  );
});
