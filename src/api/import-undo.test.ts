import { expect, test } from "vitest";
import { updateClimb } from "../db/climb-queries.ts";
import { checkCounts } from "../testing/check-counts.ts";
import type { Answer } from "../testing/client.ts";
import { importLogbook, logbookFixture, sendLogbook, undoImport, untilUndone } from "../testing/import-logbook.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";
import { openSocket } from "./streaming/testing/open-streams.ts";

interface Entry {
  id: string;
  route_name: string;
  style: string;
  climbed_on: string;
}

const logbookOf = async (by: TestUser): Promise<Entry[]> =>
  (await by.get(`/api/v1/accounts/${by.account.id}/climbs?limit=40`)).json;
const namesOf = async (by: TestUser): Promise<string[]> =>
  (await logbookOf(by)).map(({ route_name: name }) => name).toSorted();
const exportOf = async (by: TestUser): Promise<Answer["json"]> => (await by.get("/api/v1/climbs/export")).json;

test("an import is taken back with its progress, other entries stay, and the file comes in again", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.post("/api/v1/climbs", { route_name: "My own", style: "flash", climbed_on: "2025-01-01" });
  const file = logbookFixture("thecrag.csv");
  const made = await importLogbook(ada, file, { visibility: "public" });
  expect(made).toMatchObject({ created_count: 8, removed_count: 0 });
  const [{ uri }] = (await exportOf(ada)).climbs.filter((climb: Entry) => climb.route_name === "Nando");
  await using stream = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  const sent = await ada.post(`/api/v1/climbs/imports/${made.id}/undo`);
  expect(sent.status, sent.text).toBe(202);
  expect(sent.json).toMatchObject({ id: made.id, state: "undoing", percent: 0, finished_at: made.finished_at });
  const undone = await untilUndone(ada, made.id);
  expect(undone).toMatchObject({ percent: 100, created_count: 8, removed_count: 8, total_count: made.total_count });
  await expect
    .poll(() => stream.heard.at(-1), { timeout: 10_000 })
    .toMatchObject({
      event: "topout.import",
      payload: undone,
    });
  expect(await namesOf(ada)).toEqual(["My own"]);
  const gone = await topout.anyone.get(new URL(uri).pathname, { accept: "application/activity+json" });
  expect(gone.status).toBe(410);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
  const again = await ada.post(`/api/v1/climbs/imports/${made.id}/undo`);
  expect([again.status, again.json.error]).toEqual([422, expect.stringContaining("has been undone already")]);
  expect(await importLogbook(ada, file)).toMatchObject({ created_count: 8, duplicate_count: 0 });
});

test("what was told, given files or changed since stays, and is counted", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const file = logbookFixture("8a.csv");
  const made = await importLogbook(ada, file);
  const byName = new Map((await logbookOf(ada)).map((entry) => [entry.route_name, entry]));
  const pathOf = (name: string): string => `/api/v1/climbs/${byName.get(name)?.id}`;
  const form = new FormData();
  form.set("file", new File([new Uint8Array(await samplePhoto())], "a.jpg"));
  const { json: media } = await ada.post("/api/v2/media", form);
  expect((await ada.post(`${pathOf("La Rambla")}/post`, {})).status).toBe(200);
  expect((await ada.patch(pathOf("Karma"), { media_ids: [media.id] })).status).toBe(200);
  expect((await ada.patch(pathOf("Warm-up"), { notes: "Cold" })).status).toBe(200);
  expect(await undoImport(ada, made.id)).toMatchObject({ created_count: 5, removed_count: 2 });
  expect(await namesOf(ada)).toEqual(["Karma", "La Rambla", "Warm-up"]);
  expect((await ada.get(pathOf("Karma"))).json.media_attachments).toMatchObject([{ id: media.id }]);
  expect(await importLogbook(ada, file)).toMatchObject({ created_count: 2, duplicate_count: 3 });
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("sessions, projects and goals of an import go with it, unless a climb is in them", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const post = async (path: string, body: Record<string, unknown>) => (await ada.post(path, body)).json;
  const goal = { kind: "days", title: "Out", target: 50, starts_on: "2026-01-01" };
  expect((await ada.post("/api/v1/climbs/goals", goal)).status).toBe(200);
  const tried = { route_name: "Slab", style: "attempt", climbed_on: "2026-01-02", location: { name: "Camp 4" } };
  await post("/api/v1/climbs", { ...tried, session: "auto", project: "auto" });
  const other = { route_name: "Arête", style: "attempt", climbed_on: "2026-01-03", location: { name: "Bleau" } };
  await post("/api/v1/climbs", { ...other, session: "auto", project: "auto" });
  const file = JSON.stringify(await exportOf(ada));
  const made = await importLogbook(ben, file);
  expect(made).toMatchObject({ created_count: 7, failed_count: 0 });
  const before = await exportOf(ben);
  const own = before.climbs.find((climb: Entry) => climb.route_name === "Slab");
  const send = { route_name: "Slab", style: "redpoint", climbed_on: "2026-01-02", location: { name: "Camp 4" } };
  const ties = { session_id: own.session_id, project_id: own.project_id };
  expect((await ben.post("/api/v1/climbs", { ...send, ...ties })).status).toBe(200);
  expect(await undoImport(ben, made.id)).toMatchObject({ created_count: 7, removed_count: 5 });
  const after = await exportOf(ben);
  expect(after.goals).toEqual([]);
  expect(after.sessions).toMatchObject([{ id: own.session_id }]);
  expect(after.projects).toMatchObject([{ id: own.project_id, state: "sent" }]);
  expect(after.climbs).toMatchObject([{ style: "redpoint", ...ties }]);
  expect(await importLogbook(ben, file)).toMatchObject({ created_count: 5, duplicate_count: 2 });
  expect((await exportOf(ada)).climbs).toHaveLength(2);
});

test("sessions, projects and goals that were changed since stay, with or without their climbs", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  for (const title of ["Out", "In"]) {
    const goal = { kind: "days", title, target: 50, starts_on: "2026-01-01" };
    expect((await ada.post("/api/v1/climbs/goals", goal)).status).toBe(200);
  }
  for (const [route_name, day] of [
    ["Slab", "02"],
    ["Arête", "03"],
  ]) {
    const tried = { route_name, location: { name: route_name }, session: "auto", project: "auto" };
    for (const style of ["attempt", "redpoint"])
      expect((await ada.post("/api/v1/climbs", { ...tried, style, climbed_on: `2026-01-${day}` })).status).toBe(200);
  }
  const file = JSON.stringify(await exportOf(ada));
  const made = await importLogbook(ben, file);
  expect(made).toMatchObject({ created_count: 10, failed_count: 0 });
  const { sessions, projects, goals } = await exportOf(ben);
  const idOf = (rows: Answer["json"][], key: string, value: string) => rows.find((row) => row[key] === value).id;
  const changes = {
    [`sessions/${idOf(sessions, "day", "2026-01-02")}`]: { day: "2026-01-02", notes: "Cold" },
    [`projects/${idOf(projects, "route_name", "Slab")}`]: { route_name: "Slab", notes: "Heel first" },
    [`goals/${idOf(goals, "title", "Out")}`]: { kind: "days", title: "Out", target: 60, starts_on: "2026-01-01" },
  };
  for (const [path, change] of Object.entries(changes))
    expect((await ben.put(`/api/v1/climbs/${path}`, change)).status, path).toBe(200);
  expect(await undoImport(ben, made.id)).toMatchObject({ created_count: 10, removed_count: 7 });
  expect(await exportOf(ben)).toMatchObject({
    climbs: [],
    sessions: [{ notes: "Cold" }],
    projects: [{ notes: "Heel first", state: "open" }],
    goals: [{ target: 60 }],
  });
  expect(await importLogbook(ben, file)).toMatchObject({ created_count: 7, duplicate_count: 3 });
});

test("an import is taken back by its owner alone, after its end, and while nothing else is read in", async () => {
  await using topout = await startTopout({ TOPOUT_WORKER_CONCURRENCY: "1" });
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const undo = (by: TestUser, id: string) => by.post(`/api/v1/climbs/imports/${id}/undo`);
  const first = await importLogbook(ada, logbookFixture("8a.csv"));
  expect((await undo(ben, first.id)).status).toBe(404);
  expect((await undo(ada, "1")).status).toBe(404);
  expect((await topout.anyone.post(`/api/v1/climbs/imports/${first.id}/undo`)).status).toBe(401);
  // The one worker waits for a file: what is asked for meanwhile goes on after it.
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<boolean>()];
  topout.ctx.storage.fetchTo = async () => {
    asked.resolve();
    return await answered.promise;
  };
  expect((await sendLogbook(ben, logbookFixture("8a.csv"))).status).toBe(202);
  await asked.promise;
  const isBusy = ({ status, json }: Answer) =>
    expect([status, json.error]).toEqual([422, expect.stringContaining("another import has not ended yet")]);
  const { json: second } = await sendLogbook(ada, logbookFixture("thecrag.csv"));
  expect((await undo(ada, second.id)).json.error).toContain("the import has not ended yet");
  isBusy(await undo(ada, first.id));
  expect((await ada.delete(`/api/v1/climbs/imports/${second.id}`)).json.state).toBe("cancelled");
  expect((await undo(ada, first.id)).json).toMatchObject({ id: first.id, state: "undoing" });
  isBusy(await sendLogbook(ada, logbookFixture("thecrag.csv")));
  isBusy(await undo(ada, second.id));
  answered.resolve(false);
  expect(await untilUndone(ada, first.id)).toMatchObject({ created_count: 5, removed_count: 5 });
  expect((await undo(ada, second.id)).status).toBe(202);
});

test("of an import that was cancelled on the way, all that it wrote goes", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const rows = Array.from({ length: 3_000 }, (_, at) => `2024-01-01,Route ${at},5.9,Lead,Onsight`);
  const file = ["Date,Route,Rating,Style,Lead Style", ...rows].join("\n");
  // It may end within a piece that is being written, or between two.
  for (let round = 0; round < 4; round++) {
    const { json: running } = await sendLogbook(ada, file);
    const path = `/api/v1/climbs/imports/${running.id}`;
    await expect.poll(async () => (await ada.get(path)).json.done_count, { interval: 20, timeout: 20_000 }).not.toBe(0);
    const { json: cancelled } = await ada.delete(path);
    expect(cancelled).toMatchObject({ state: "cancelled", removed_count: 0 });
    expect(cancelled.created_count).toBeGreaterThan(0);
    const undone = await undoImport(ada, running.id);
    expect(undone.removed_count).toBe(undone.created_count);
    expect((await exportOf(ada)).climbs).toEqual([]);
  }
});

test("an import of which nothing is known to be left is not said to be undone", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const made = await importLogbook(ada, logbookFixture("8a.csv"));
  const path = `/api/v1/climbs/imports/${made.id}`;
  const [first, ...others] = await logbookOf(ada);
  for (const { id } of others) expect((await ada.delete(`/api/v1/climbs/${id}`)).status).toBe(200);
  // As entries are that were read in before each was noted with its import.
  await topout.ctx.db.write((tx) => updateClimb(tx, first?.id ?? "", { importId: null }));
  const undo = await ada.post(`${path}/undo`);
  expect([undo.status, undo.json.error]).toEqual([422, expect.stringContaining("nothing in the logbook is known")]);
  expect((await ada.get(path)).json).toMatchObject({ state: "done", created_count: 5, removed_count: 0 });
  expect(await logbookOf(ada)).toHaveLength(1);
});
