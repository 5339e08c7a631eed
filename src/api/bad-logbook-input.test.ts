import { expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const logbook = "/api/v1/climbs";

interface Form {
  path: string;
  method?: "post" | "patch";
  /** What is asked for at least. */
  good: Record<string, unknown>;
  fields: readonly string[];
}

const wordsOf = (text: string): string[] => text.trim().split(/\s+/);

const forms: readonly Form[] = [
  {
    path: logbook,
    good: { route_name: "Thriller", style: "redpoint" },
    fields: wordsOf(`
      route_name route_url grade grade_system perceived_grade perceived_grade_system discipline style
      attempts rating climbed_on location indoor pitches height_meters notes partners session_id
      session project_id project visibility post grade.value grade.system location.name
      location.sector location.area location.country location.latitude location.longitude
      location.precision
    `),
  },
  {
    path: `${logbook}/sessions`,
    good: {},
    fields: ["day", "location", "indoor", "duration_minutes", "partners", "notes", "visibility", "location.name"],
  },
  {
    path: `${logbook}/projects`,
    good: { route_name: "Thriller" },
    fields: ["route_name", "grade", "grade_system", "discipline", "location", "notes", "visibility", "started_on"],
  },
  {
    path: `${logbook}/goals`,
    good: { kind: "days", target: 3 },
    fields: ["kind", "title", "target", "grade", "steps", "discipline", "indoor", "starts_on", "ends_on"],
  },
  {
    path: `${logbook}/preferences`,
    method: "patch",
    good: {},
    fields: ["grade_systems", "grade_systems.boulder", "hashtags", "nearby"],
  },
];

const junk: readonly unknown[] = [
  -1,
  1e308,
  true,
  null,
  " ",
  "NaN",
  "\0",
  "\ud800",
  "2026-02-30",
  "9999-12-31",
  "x".repeat(200_000),
  [],
  [[["a"]]],
  {},
  { value: {} },
  Array(1_000).fill("a"),
];

/** `{ location: { name: value } }` for `location.name`. */
function place(good: Record<string, unknown>, field: string, value: unknown): Record<string, unknown> {
  const [outer = "", inner] = field.split(".");
  return { ...good, [outer]: inner === undefined ? value : { [inner]: value } };
}

function check(answer: Answer, field: string, value: unknown): void {
  const what = `${field} ${JSON.stringify(value)?.slice(0, 40)} ${answer.text.slice(0, 200)}`;
  expect([200, 422], what).toContain(answer.status);
  if (answer.status === 200) return;
  expect(answer.json.error, what).toMatch(/^Validation failed: /);
  const outer = field.split(".")[0] ?? "";
  expect(Object.keys(answer.json.details), what).not.toEqual([]);
  for (const [name, faults] of Object.entries(answer.json.details)) {
    expect(name.split(".")[0], what).toBe(outer);
    for (const fault of faults as unknown[])
      expect(fault, what).toEqual({ error: expect.stringMatching(/^ERR_/), description: expect.any(String) });
  }
}

const send = (by: TestUser, { path, method = "post" }: Form, body: Record<string, unknown> | URLSearchParams) =>
  method === "post" ? by.post(path, body) : by.patch(path, body);

test("whatever a field of the logbook is given, it is taken or refused by its name", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const form of forms) {
    for (const field of form.fields)
      for (const value of junk) check(await send(ada, form, place(form.good, field, value)), field, value);
  }
});

test("forms that spell a field as a list, an object or not at all are no different", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const spellings = ["", "[]", "[][a]", "[value]"];
  for (const form of forms) {
    const good = Object.entries(form.good).map(([name, value]): [string, string] => [name, String(value)]);
    for (const field of form.fields.filter((name) => !name.includes("."))) {
      const rest = good.filter(([name]) => name !== field);
      for (const spelling of spellings) {
        for (const value of ["", "7a"]) {
          const body = new URLSearchParams([...rest, [`${field}${spelling}`, value]]);
          check(await send(ada, form, body), field, `${spelling}=${value}`);
        }
      }
    }
  }
});

test("what belongs to others is no part of an entry, and no file is taken by a refused one", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const session = (await ben.post(`${logbook}/sessions`, {})).json.id;
  const project = (await ben.post(`${logbook}/projects`, { route_name: "Thriller" })).json.id;
  const good = { route_name: "Thriller", style: "redpoint" };
  for (const post of [false, true]) {
    for (const [field, value] of [
      ["session_id", session],
      ["project_id", project],
    ] as const) {
      const answer = await ada.post(logbook, { ...good, [field]: value, post });
      expect([answer.status, Object.keys(answer.json.details)]).toEqual([422, [field]]);
    }
  }
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toEqual([]);
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/statuses`)).json).toEqual([]);
});

test("a climber ahead of the server's clock logs today, and nobody the day after", async () => {
  const now = new Date("2026-05-01T13:30:00Z");
  await using topout = await startTopout({}, { clock: { now: () => now } });
  const ada = await topout.signUp("ada");
  const good = { route_name: "Thriller", style: "redpoint" };
  // In Auckland it is half past one in the night.
  expect((await ada.post(logbook, { ...good, climbed_on: "2026-05-02" })).status).toBe(200);
  const early = await ada.post(logbook, { ...good, climbed_on: "2026-05-03" });
  expect([early.status, Object.keys(early.json.details)]).toEqual([422, ["climbed_on"]]);
  for (const [climbed_on, fault] of [
    ["May 1st", "must be a date such as 2026-05-01"],
    ["2026-04-31", "is no day of the calendar"],
    ["1799-12-31", "is too long ago"],
  ]) {
    const { json } = await ada.post(logbook, { ...good, climbed_on });
    expect(json.details.climbed_on).toEqual([{ error: "ERR_INVALID", description: fault }]);
  }
});
