import { expect, test } from "vitest";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const path = "/api/v1/climbs/goals";

async function log(by: TestUser, day: string, grade: string, more: Record<string, unknown> = {}) {
  const climb = { route_name: `${day} ${grade}`, climbed_on: day, grade, style: "redpoint", ...more };
  return (await by.post("/api/v1/climbs", climb)).json;
}

const goal = async (by: TestUser, wish: Record<string, unknown>) => {
  const answer = await by.post(path, { starts_on: "2026-01-01", ends_on: "2026-12-31", ...wish });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

test("goals tell how far they are from the logbook, and on which day they were reached", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await log(ada, "2025-12-31", "V9");
  await log(ada, "2026-01-05", "V3", { indoor: true });
  await log(ada, "2026-01-05", "V4", { indoor: true });
  await log(ada, "2026-02-01", "V8", { style: "attempt" });
  await log(ada, "2026-02-02", "V6", { indoor: false, visibility: "direct" });
  const hard = await log(ada, "2026-03-03", "7B");
  await log(ada, "2026-03-04", "5.12a", { discipline: "sport" });
  await log(ada, "2026-03-05", "V6", { style: "repeat" });

  const progress = async (wish: Record<string, unknown>) => (await goal(ada, wish)).progress;
  expect(await progress({ kind: "days", target: 4 })).toEqual({
    value: 6,
    target: 4,
    reached: true,
    reached_on: "2026-03-03",
  });
  expect(await progress({ kind: "days", target: 5, indoor: true })).toMatchObject({ value: 1, reached_on: null });
  expect(await progress({ kind: "climbs", target: 6 })).toMatchObject({ value: 6, reached_on: "2026-03-05" });
  expect(await progress({ kind: "climbs", target: 2, discipline: "sport" })).toMatchObject({
    value: 1,
    reached: false,
  });
  const grade = await goal(ada, { kind: "grade", grade: "V8", title: "My first V8" });
  expect(grade).toMatchObject({
    title: "My first V8",
    grade: { system: "vScale", value: "V8" },
    progress: { value: 1, target: 1, reached: true, reached_on: "2026-03-03" },
  });
  expect(await progress({ kind: "grade", grade: "7a+", grade_system: "french" })).toMatchObject({
    reached_on: "2026-03-04",
  });
  const steps = [
    { grade: "V3", count: 2 },
    { grade: "7B", count: 1 },
    { grade: "V6", count: 1 },
  ];
  const pyramid = await goal(ada, { kind: "pyramid", steps });
  expect(pyramid.steps.map((step: { done: number; count: number }) => [step.done, step.count])).toEqual([
    [1, 1],
    [1, 1],
    [2, 2],
  ]);
  expect(pyramid.progress).toEqual({ value: 4, target: 4, reached: true, reached_on: "2026-03-03" });

  // Computed, not stored: the logbook's change is the goals'.
  await ada.delete(`/api/v1/climbs/${hard.id}`);
  expect((await ada.get(`${path}/${grade.id}`)).json.progress).toMatchObject({ value: 0, reached: false });
  expect((await ada.get(`${path}/${pyramid.id}`)).json.progress).toMatchObject({ value: 3, reached_on: null });
});

test("goals are their climber's alone, are changed, listed by page and removed", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const first = await goal(ada, { kind: "days", target: 50, title: "Fifty days" });
  const second = await goal(ada, { kind: "climbs", target: 100, ends_on: null });
  expect(second.ends_on).toBeNull();
  expect((await ada.get(`${path}?limit=1`)).json).toMatchObject([{ id: second.id }]);
  const older = await ada.get(`${path}?limit=1&max_id=${second.id}`);
  expect(older.json).toMatchObject([{ id: first.id }]);
  expect((await ben.get(path)).json).toEqual([]);
  const one = `${path}/${first.id}`;
  for (const answer of [await ben.get(one), await ben.put(one, {}), await ben.delete(one)])
    expect(answer.status).toBe(404);
  expect((await topout.anyone.get(one)).status).toBe(401);
  expect((await ada.patch(one, { target: 60 })).json).toMatchObject({ title: "Fifty days", target: 60 });
  const put = { kind: "grade", grade: "7a", starts_on: "2026-01-01", discipline: "sport" };
  expect((await ada.put(one, put)).json).toMatchObject({ kind: "grade", target: null, title: "", ends_on: null });
  expect((await ada.delete(one)).status).toBe(200);
  expect((await ada.get(one)).status).toBe(404);
});

test("a goal that cannot be measured is refused, naming the field", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const faults: [string, Record<string, unknown>][] = [
    ["kind", { kind: "fame" }],
    ["target", { kind: "days" }],
    ["target", { kind: "climbs", target: 0 }],
    ["grade", { kind: "grade" }],
    ["grade", { kind: "grade", grade: "quite hard" }],
    ["steps", { kind: "pyramid" }],
    [
      "steps",
      {
        kind: "pyramid",
        steps: [
          { grade: "V4", count: 1 },
          { grade: "5.12a", count: 2 },
        ],
      },
    ],
    ["steps", { kind: "pyramid", steps: Array.from({ length: 21 }, () => ({ grade: "V4", count: 1 })) }],
    ["steps.0.grade", { kind: "pyramid", steps: [{ grade: "hard", count: 1 }] }],
    ["steps.0.count", { kind: "pyramid", steps: [{ grade: "V4" }] }],
    ["ends_on", { kind: "days", target: 1, starts_on: "2026-05-02", ends_on: "2026-05-01" }],
    ["discipline", { kind: "days", target: 1, discipline: "chess" }],
  ];
  for (const [field, wish] of faults) {
    const answer = await ada.post(path, wish);
    expect([answer.status, Object.keys(answer.json.details ?? {})], JSON.stringify(wish)).toEqual([422, [field]]);
  }
  expect((await ada.get(path)).json).toEqual([]);
});
