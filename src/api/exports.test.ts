import { expect, test } from "vitest";
import { findClimb, updateClimb } from "../db/climb-queries.ts";
import { insertGoal } from "../db/goal-queries.ts";
import { insertProject } from "../db/project-queries.ts";
import { insertSession } from "../db/session-queries.ts";
import { importLogbook, logbookFixture } from "../testing/import-logbook.ts";
import type { Loose } from "../testing/loose.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const whole = {
  route_name: 'Midnight "Lightning", direct; start',
  route_url: "https://www.openbeta.io/climbs/1",
  grade: "V8",
  perceived_grade: { value: "7B+", system: "font" },
  discipline: "boulder",
  style: "redpoint",
  attempts: 12,
  rating: 5,
  climbed_on: "2026-05-01",
  location: {
    name: "Camp 4",
    sector: "Columbia Boulder",
    area: "Yosemite",
    country: "US",
    latitude: 37.74211,
    longitude: -119.60231,
    precision: "hidden",
  },
  indoor: false,
  pitches: 1,
  height_meters: 4.5,
  notes: "The hold stays wet.\n\nNext time: chalk = brush, \u{1f9d7}",
  partners: ["@ben", "Lynn"],
};

const sessionId = "115000000000000001";
const projectId = "115000000000000002";
const goalId = "115000000000000003";

/** A logbook with something in every field; sessions, projects and goals are written past the API. */
async function fillLogbook({ ctx }: TestTopout, ada: TestUser, ben: TestUser): Promise<void> {
  const accountId = ada.account.id;
  const at = { createdAt: new Date("2026-04-01T10:00:00.123Z"), updatedAt: new Date("2026-04-02T10:00:00Z") };
  await ctx.db.write(async (tx) => {
    await insertSession(tx, {
      ...at,
      id: sessionId,
      accountId,
      day: "2026-05-01",
      locationName: "Camp 4",
      country: "US",
      isIndoor: false,
      durationMinutes: 240,
      partners: [
        { accountId: ben.account.id, name: "@ben" },
        { accountId: null, name: "Lynn" },
      ],
      notes: "Windy",
      visibility: "unlisted",
    });
    await insertProject(tx, {
      ...at,
      id: projectId,
      accountId,
      routeName: "Midnight Lightning",
      discipline: "boulder",
      gradeSystem: "vScale",
      gradeValue: "V8",
      gradeScore: 2_050,
      locationName: "Camp 4",
      country: "US",
      state: "sent",
      notes: "Seven seasons",
      visibility: "private",
      startedOn: "2019-05-01",
      endedOn: "2026-05-01",
    });
    await insertGoal(tx, {
      ...at,
      id: goalId,
      accountId,
      kind: "pyramid",
      title: "Ten of V5",
      target: null,
      gradeSystem: "vScale",
      gradeValue: "V5",
      gradeScore: 1_650,
      steps: [{ system: "vScale", value: "V5", score: 1_650, count: 10 }],
      discipline: "boulder",
      isIndoor: true,
      startsOn: "2026-01-01",
      endsOn: "2026-12-31",
    });
  });
  const { id } = (await ada.post("/api/v1/climbs", { ...whole, visibility: "unlisted" })).json;
  await ctx.db.write((tx) => updateClimb(tx, id, { sessionId, projectId }));
  const plain = { style: "flash", climbed_on: "2026-05-01" };
  for (const visibility of ["public", "private", "direct"]) {
    await ada.post("/api/v1/climbs", { ...plain, route_name: `Lap, ${visibility}`, visibility });
  }
  await ada.post("/api/v1/climbs", { ...plain, route_name: "Twice" });
  await ada.post("/api/v1/climbs", { ...plain, route_name: "Twice", grade: "quite hard", partners: ["@ben"] });
  await importLogbook(ada, logbookFixture("thecrag.csv"));
}

// Tests look into it freely.
async function exportOf(by: TestUser): Promise<Loose> {
  const answer = await by.get("/api/v1/climbs/export?format=json");
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  return answer.json;
}

const withNames = ({ partners, ...rest }: Loose) => ({
  ...rest,
  partners: partners.map(({ name }: Loose) => name),
});

/** Without what belongs to a server: addresses, who is known there, and which lines were imported. */
const carriedOf = ({ sessions, projects, goals, climbs }: Loose) => ({
  sessions: sessions.map(withNames),
  projects,
  goals,
  climbs: climbs
    .map(({ id: _i, uri: _u, post_url: _p, media: _m, import_key: _k, ...climb }: Loose) => climb)
    .map(withNames),
});

test("an export has all of the logbook, for its owner alone", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const host = new URL(topout.origin).host;
  await fillLogbook(topout, ada, ben);
  const posted = (await ada.post("/api/v1/statuses", { status: "Sent", climb: { ...whole, rating: 4 } })).json;
  const answer = await ada.get("/api/v1/climbs/export");
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(answer.headers.get("content-disposition")).toMatch(
    /^attachment; filename="topout-logbook-ada-\d{4}-\d\d-\d\d\.json"$/,
  );
  expect(answer.json).toMatchObject({
    format: "topout-logbook",
    version: 1,
    account: { uri: ada.account.uri, handle: `@ada@${host}` },
    sessions: [{ id: sessionId, day: "2026-05-01", visibility: "unlisted", duration_minutes: 240 }],
    projects: [{ id: projectId, state: "sent", grade: { system: "vScale", value: "V8" } }],
    goals: [{ id: goalId, steps: [{ value: "V5", count: 10 }] }],
  });
  expect(answer.json.climbs).toHaveLength(15);
  const entry = answer.json.climbs.find((climb: Loose) => climb.session_id === sessionId);
  expect(entry).toMatchObject({
    ...whole,
    grade: { system: "vScale", value: "V8" },
    partners: [
      { name: `@ben@${host}`, account_uri: ben.account.uri },
      { name: "Lynn", account_uri: null },
    ],
    project_id: projectId,
    visibility: "unlisted",
    post_url: null,
  });
  expect(answer.json.climbs.at(-1)).toMatchObject({ post_url: posted.url, rating: 4 });
  expect((await exportOf(ben)).climbs).toEqual([]);
  expect((await topout.anyone.get("/api/v1/climbs/export")).status).toBe(401);
  expect((await ada.get("/api/v1/climbs/export?format=pdf")).status).toBe(422);
});

test(
  "an export read in on another server gives the same logbook, and again the same export",
  { timeout: 60_000 },
  async () => {
    await using first = await startTopout();
    await using second = await startTopout();
    const [ada, ben] = [await first.signUp("ada"), await first.signUp("ben")];
    await fillLogbook(first, ada, ben);
    const exported = await exportOf(ada);
    const moved = await second.signUp("ada2");
    const done = await importLogbook(moved, JSON.stringify(exported));
    expect(done).toMatchObject({
      format: "topout-json",
      visibility: "public",
      total_count: 17,
      created_count: 17,
      failed_count: 0,
      issues: [],
    });
    const back = await exportOf(moved);
    expect(carriedOf(back)).toEqual(carriedOf(exported));
    // In the order in which they were logged, as before.
    const order = (climbs: Loose) => climbs.map((climb: Loose) => climb.route_name);
    expect(order(back.climbs)).toEqual(order(exported.climbs));
    const [entry] = back.climbs.filter((climb: Loose) => climb.session_id !== null);
    const row = await findClimb(second.ctx.db.read, entry.id);
    const original = exported.climbs.find((climb: Loose) => climb.session_id !== null);
    const before = await findClimb(first.ctx.db.read, original.id);
    const {
      id: _id,
      uri: _uri,
      accountId: _account,
      importKey: _key,
      importId: _import,
      routeId: _route,
      cragId: _crag,
      ...same
    } = before ?? {};
    expect(row).toMatchObject(same);

    // Both again, here and there: nothing is added.
    expect(await importLogbook(moved, JSON.stringify(exported))).toMatchObject({
      created_count: 0,
      duplicate_count: 17,
    });
    expect(await importLogbook(ada, JSON.stringify(exported))).toMatchObject({ created_count: 0, duplicate_count: 17 });
    expect(await importLogbook(ada, JSON.stringify(back))).toMatchObject({ created_count: 0, duplicate_count: 17 });
    // From there to a third it is the same file.
    const third = await second.signUp("third");
    await importLogbook(third, JSON.stringify(back));
    const { climbs: thirdClimbs } = carriedOf(await exportOf(third));
    expect(thirdClimbs.map(({ session_id: _s, project_id: _p, ...climb }: Loose) => climb)).toEqual(
      carriedOf(back).climbs.map(({ session_id: _s, project_id: _p, ...climb }: Loose) => climb),
    );
    // Where the partners are known, they are themselves again.
    const local = await first.signUp("local");
    await importLogbook(local, JSON.stringify(exported));
    const known = await exportOf(local);
    for (const { partners } of [known.sessions[0], known.climbs.find((climb: Loose) => climb.session_id !== null)]) {
      expect(partners[0]).toEqual({ name: `@ben@${new URL(first.origin).host}`, account_uri: ben.account.uri });
    }
    // The same file in a second account of the server: its own logbook.
    const other = await second.signUp("other");
    expect(await importLogbook(other, JSON.stringify(exported))).toMatchObject({ created_count: 17 });
    const copied = await exportOf(other);
    expect(copied.sessions[0].id).not.toBe(sessionId);
    expect(copied.climbs.find((climb: Loose) => climb.session_id !== null).session_id).toBe(copied.sessions[0].id);
    expect(await importLogbook(other, JSON.stringify(exported))).toMatchObject({ duplicate_count: 17 });
  },
);

test("the table of climbs comes back as it went, without sessions and projects", { timeout: 60_000 }, async () => {
  await using first = await startTopout();
  await using second = await startTopout();
  const [ada, ben] = [await first.signUp("ada"), await first.signUp("ben")];
  await fillLogbook(first, ada, ben);
  const answer = await ada.get("/api/v1/climbs/export?format=csv");
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toContain(".csv");
  expect(answer.text.split("\n")[0]).toContain("route_name,grade,grade_system,style,climbed_on");
  const moved = await second.signUp("ada");
  const done = await importLogbook(moved, answer.text);
  expect(done).toMatchObject({ format: "topout-csv", created_count: 14, failed_count: 0, visibility: "public" });
  const bare = ({ session_id: _s, project_id: _p, ...climb }: Loose) => climb;
  expect(carriedOf(await exportOf(moved)).climbs.map(bare)).toEqual(carriedOf(await exportOf(ada)).climbs.map(bare));
  expect((await second.anyone.get(`/api/v1/accounts/${moved.account.id}/climbs`)).json).toHaveLength(4);
});

test(
  "a visibility that is asked for draws entries down to it, and never wider than they were",
  { timeout: 60_000 },
  async () => {
    await using first = await startTopout();
    await using second = await startTopout();
    const [ada, ben] = [await first.signUp("ada"), await first.signUp("ben")];
    await fillLogbook(first, ada, ben);
    const exported = JSON.stringify(await exportOf(ada));
    const moved = await second.signUp("ada");
    await importLogbook(moved, exported, { visibility: "private" });
    const back = await exportOf(moved);
    const seen = new Set(back.climbs.map((climb: Loose) => climb.visibility));
    expect(seen).toEqual(new Set(["private", "direct"]));
    expect(back.sessions[0].visibility).toBe("private");
    expect((await second.anyone.get(`/api/v1/accounts/${moved.account.id}/climbs`)).json).toEqual([]);
  },
);

test("a part that a file has twice is there once, and two accounts can read in one file side by side", async () => {
  await using topout = await startTopout();
  const users = await Promise.all(["ada", "ben", "cleo"].map((name) => topout.signUp(name)));
  const times = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };
  const session = { id: sessionId, day: "2026-05-01", ...times };
  const goal = { id: goalId, kind: "days", title: "", target: 5, starts_on: "2026-01-01", ...times };
  const climb = { route_name: "Good", style: "flash", climbed_on: "2026-05-01", session_id: sessionId };
  const file = { format: "topout-logbook", sessions: [session, session], goals: [goal, goal], climbs: [climb] };
  const done = await Promise.all(users.map((user) => importLogbook(user, JSON.stringify(file))));
  for (const [index, user] of users.entries()) {
    expect(done[index]).toMatchObject({ state: "done", created_count: 3, duplicate_count: 2, failed_count: 0 });
    const { sessions, goals, climbs } = await exportOf(user);
    expect([sessions.length, goals.length, climbs[0].session_id]).toEqual([1, 1, sessions[0].id]);
  }
});

test("an export that was tampered with gives what can be read of it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const climb = { route_name: "Good", style: "flash", climbed_on: "2026-05-01" };
  const file = {
    format: "topout-logbook",
    sessions: [{ id: "999999999999999999", day: "soon" }, "nothing"],
    goals: [{ id: "1", kind: "glory" }],
    climbs: [
      { ...climb, id: "999999999999999999", session_id: "999999999999999999", import_key: "'; drop table" },
      { ...climb, route_name: "Later", climbed_on: "2999-01-01" },
      { ...climb, route_name: "Far", location: { latitude: 300, longitude: 5 } },
      { ...climb, route_name: "Many", attempts: 1e9 },
      { ...climb, route_name: 7 },
      { ...climb, route_name: "Odd \u0000 name", created_at: "2099-01-01T00:00:00Z" },
      null,
    ],
  };
  const done = await importLogbook(ada, JSON.stringify(file));
  expect(done).toMatchObject({ state: "done", created_count: 2, failed_count: 8 });
  const logbook = (await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json;
  expect(logbook).toHaveLength(2);
  for (const { id, created_at: createdAt } of logbook) {
    expect(BigInt(id) >> 16n).toBeLessThanOrEqual(BigInt(Date.now()));
    expect(Date.parse(createdAt)).toBeLessThanOrEqual(Date.now());
  }
});
