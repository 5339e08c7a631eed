import { expect, test } from "vitest";
import { checkCounts } from "../testing/check-counts.ts";
import type { Answer } from "../testing/client.ts";
import { cldfFixture, importEnd, importLogbook, logbookFixture, sendLogbook } from "../testing/import-logbook.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { openSocket } from "./streaming/testing/open-streams.ts";

const logbookOf = async (by: TestUser, query = "limit=40"): Promise<Answer["json"]> =>
  (await by.get(`/api/v1/accounts/${by.account.id}/climbs?${query}`)).json;

const namesOf = async (by: TestUser): Promise<string[]> =>
  (await logbookOf(by)).map((climb: { route_name: string }) => climb.route_name);

async function importFiles({ ctx }: TestTopout): Promise<string[]> {
  const files = await Array.fromAsync(ctx.storage.list("imports/"));
  return files.map(({ key }) => key);
}

const header = "Date,Route,Rating,Style,Lead Style,Location";
const manyTicks = (count: number): string =>
  [
    header,
    ...Array.from({ length: count }, (_, at) => {
      const day = new Date(Date.UTC(2010, 0, 1 + (at % 5_000))).toISOString().slice(0, 10);
      return `${day},Route ${at},5.9,Lead,Redpoint,Utah > Indian Creek`;
    }),
  ].join("\n");

test("a logbook of another site is previewed, and the preview writes nothing", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.post("/api/v1/climbs", { route_name: "kachoong", style: "redpoint", climbed_on: "2025-11-02" });
  const preview = await sendLogbook(ada, logbookFixture("thecrag.csv"), { dry_run: "true", limit: "9" });
  expect(preview.status, preview.text).toBe(200);
  expect(preview.json).toMatchObject({
    format: "thecrag",
    visibility: "private",
    total_count: 10,
    created_count: 7,
    duplicate_count: 1,
    failed_count: 2,
  });
  expect(preview.json.lines).toHaveLength(9);
  expect(preview.json.lines[0]).toMatchObject({
    line: 2,
    outcome: "create",
    kind: "climb",
    climb: { route_name: "Cos que cau", grade: "5c", style: "onsight", climbed_on: "2026-03-06" },
  });
  expect(preview.json.lines[2]).toMatchObject({ line: 4, outcome: "duplicate" });
  expect(preview.json.lines[7]).toMatchObject({ line: 9, outcome: "failed", reason: expect.stringContaining("Mark") });
  expect(preview.json.issues).toMatchObject([
    { line: 9, taken: false },
    { line: 10, taken: true, reason: expect.stringContaining("Ghost") },
    { line: 11, taken: false, reason: "It has no day" },
  ]);
  const next = await sendLogbook(ada, logbookFixture("thecrag.csv"), { dry_run: "1", after_line: "10" });
  expect(next.json.lines).toMatchObject([{ line: 11 }]);
  expect(await namesOf(ada)).toEqual(["kachoong"]);
  expect((await ada.get("/api/v1/climbs/imports")).json).toEqual([]);
  expect(await importFiles(topout)).toEqual([]);
});

test("an import fills the logbook in the background, tells its progress, and tells nobody else", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`, { notify: true });
  await using stream = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  await using bens = await openSocket(topout.origin, { access_token: ben.token, stream: "user" });
  const sent = await sendLogbook(ada, logbookFixture("mountain-project.csv"));
  expect(sent.status, sent.text).toBe(202);
  expect(sent.json).toMatchObject({ format: "mountain-project", state: "waiting", percent: 0, visibility: "private" });
  expect(sent.json).toMatchObject({ file_name: "logbook.csv", total_count: 10, finished_at: null });
  const done = await importEnd(ada, sent.json.id);
  expect(done).toMatchObject({
    state: "done",
    percent: 100,
    done_count: 10,
    created_count: 10,
    duplicate_count: 0,
    failed_count: 0,
    issues: [],
    failure: null,
  });
  const told = await stream.next("topout.import");
  expect(told).toMatchObject({ stream: ["user"], payload: { id: sent.json.id } });
  await expect.poll(() => stream.heard.at(-1)?.payload, { timeout: 10_000 }).toEqual(done);
  expect(bens.heard).toEqual([]);

  const logbook = await logbookOf(ada);
  // By the day of each climb, however the file has them.
  expect(logbook.map((climb: { climbed_on: string }) => climb.climbed_on)).toEqual(
    logbook
      .map((climb: { climbed_on: string }) => climb.climbed_on)
      .toSorted()
      .toReversed(),
  );
  expect(logbook.find((climb: { route_name: string }) => climb.route_name === "Midnight Lightning")).toMatchObject({
    status_id: null,
    visibility: "private",
    discipline: "boulder",
    grade: { system: "vScale", value: "V8" },
    location: { name: "Camp 4 Boulders", sector: "Columbia Boulder" },
  });
  expect(logbook.filter((climb: { route_name: string }) => climb.route_name === "Bear's Reach")).toHaveLength(2);
  expect(await logbookOf(ben)).toEqual([]);
  expect((await topout.anyone.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toEqual([]);
  expect((await ben.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toHaveLength(10);
  expect((await ben.get("/api/v1/notifications")).json).toEqual([]);
  expect((await ada.get("/api/v1/accounts/verify_credentials")).json.statuses_count).toBe(0);
  expect((await topout.anyone.get("/")).text).not.toContain("Midnight Lightning");
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
  await expect.poll(() => importFiles(topout)).toEqual([]);
});

test("the same file twice adds nothing, and two laps of one day stay two", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const lap = "2025-10-12,Bear's Reach,5.7,Lead,,California";
  const first = await importLogbook(ada, [header, lap, lap].join("\n"));
  expect(first).toMatchObject({ created_count: 2, duplicate_count: 0 });
  const again = await importLogbook(ada, [header, lap, lap].join("\n"));
  expect(again).toMatchObject({ created_count: 0, duplicate_count: 2 });
  // The export grew, its stars and notes changed, and the order too.
  const wider = `Notes,${header},Avg Stars`;
  const grown = [wider, `new,2026-01-01,Aloha,5.10a,TR,,Utah,3`, `edited,${lap},4`, `,${lap},4`, `,${lap},4`].join(
    "\n",
  );
  expect(await importLogbook(ada, grown)).toMatchObject({ created_count: 2, duplicate_count: 2 });
  expect(await importLogbook(ada, grown)).toMatchObject({ created_count: 0, duplicate_count: 4 });
  expect(await logbookOf(ada)).toHaveLength(4);
});

test("what was typed in, or came from another site, is not there twice", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const typed = { route_name: "Cos  qué cau!", style: "onsight", climbed_on: "2026-03-06" };
  expect((await ada.post("/api/v1/climbs", { ...typed, post: true })).status).toBe(200);
  const crag = await importLogbook(ada, logbookFixture("thecrag.csv"));
  expect(crag).toMatchObject({ created_count: 7, duplicate_count: 1, failed_count: 2 });
  const tick = `${header}\n2025-09-14,Nando,V3,Send,,Spain\n2025-09-14,Nando,V3,Send,,Spain\n`;
  expect(await importLogbook(ada, tick)).toMatchObject({ created_count: 1, duplicate_count: 1 });
  // An entry that was corrected after its import is still that line's.
  const [nando] = (await logbookOf(ada)).filter((climb: { route_name: string }) => climb.route_name === "Nando");
  await ada.put(`/api/v1/climbs/${nando.id}`, { route_name: "Fernando", style: "flash", climbed_on: "2025-09-13" });
  expect(await importLogbook(ada, tick)).toMatchObject({ created_count: 0, duplicate_count: 2 });
});

test("every format is taken, by its header, or as it is said to be", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  expect(await importLogbook(ada, logbookFixture("8a.csv"), { visibility: "unlisted" })).toMatchObject({
    format: "8a",
    visibility: "unlisted",
    created_count: 5,
  });
  const dlog = await importLogbook(ada, logbookFixture("ukclimbing.csv"), { format: "ukclimbing" });
  expect(dlog).toMatchObject({ format: "ukclimbing", created_count: 6, failed_count: 1 });
  const cldf = await importLogbook(ada, await cldfFixture());
  expect(cldf).toMatchObject({ format: "cldf", total_count: 6, created_count: 5, failed_count: 1 });
  expect(await importLogbook(ada, await cldfFixture())).toMatchObject({ created_count: 0, duplicate_count: 5 });
  const text = `route_name,climbed_on,style\nMy own table,2026-05-01,flash\n`;
  const sent = await ada.post("/api/v1/climbs/imports", { text, file_name: "own.csv", visibility: "public" });
  expect(sent.status, sent.text).toBe(202);
  expect(sent.json).toMatchObject({ format: "topout-csv", file_name: "own.csv" });
  expect(await importEnd(ada, sent.json.id)).toMatchObject({ created_count: 1 });
  const open = (await topout.anyone.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json;
  expect(open.map((climb: { route_name: string }) => climb.route_name).toSorted()).toEqual([
    "Biographie",
    "Kalea Borroka",
    "Karma",
    "La Rambla",
    "My own table",
    "Warm-up",
  ]);
});

test("imports are listed page by page, each for its owner alone", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const ids = [];
  for (const name of ["8a.csv", "thecrag.csv", "ukclimbing.csv"]) {
    ids.unshift((await importLogbook(ada, logbookFixture(name))).id);
  }
  const first = await ada.get("/api/v1/climbs/imports?limit=2");
  expect(first.json.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
  expect(first.headers.get("link")).toContain(`max_id=${ids[1]}`);
  const second = await ada.get(`/api/v1/climbs/imports?limit=2&max_id=${ids[1]}`);
  expect(second.json.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
  expect((await ben.get("/api/v1/climbs/imports")).json).toEqual([]);
  for (const path of [`/api/v1/climbs/imports/${ids[0]}`, "/api/v1/climbs/imports/1"]) {
    expect((await ben.get(path)).status).toBe(404);
    expect((await ben.delete(path)).status).toBe(404);
  }
  const reader = await topout.signUp("cleo", { scopes: ["read"] });
  expect((await sendLogbook(reader, logbookFixture("8a.csv"))).status).toBe(403);
  expect((await topout.anyone.get("/api/v1/climbs/imports")).status).toBe(401);
});

test("one import runs at a time; it can be cancelled, and what it wrote stays", { timeout: 90_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: running } = await sendLogbook(ada, manyTicks(3_000));
  const second = await sendLogbook(ada, logbookFixture("8a.csv"));
  expect(second.status).toBe(422);
  expect(second.json.error).toContain("another import has not ended yet");
  expect((await sendLogbook(ada, logbookFixture("8a.csv"), { dry_run: "true" })).status).toBe(200);
  const ofBen = await sendLogbook(ben, logbookFixture("8a.csv"));
  expect(ofBen.status).toBe(202);
  const cancelled = await ada.delete(`/api/v1/climbs/imports/${running.id}`);
  expect(cancelled.json).toMatchObject({ id: running.id, state: "cancelled", finished_at: expect.any(String) });
  const again = await ada.delete(`/api/v1/climbs/imports/${running.id}`);
  expect(again.status).toBe(422);
  // Somebody else's went on beside it.
  expect(await importEnd(ben, ofBen.json.id)).toMatchObject({ state: "done", created_count: 5 });
  expect((await importLogbook(ada, logbookFixture("8a.csv"))).created_count).toBe(5);
  const { json: ended } = await ada.get(`/api/v1/climbs/imports/${running.id}`);
  expect(ended).toMatchObject({ state: "cancelled", created_count: cancelled.json.created_count });
  expect(ended.created_count).toBeLessThan(3_000);
  await expect.poll(() => importFiles(topout)).toEqual([]);
  // The rest comes when the file comes again.
  const rest = await importLogbook(ada, manyTicks(3_000));
  expect(rest).toMatchObject({ created_count: 3_000 - ended.created_count, duplicate_count: ended.created_count });
});

test("an entry that was changed after the export is not added again as it was", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const { json: entry } = await ada.post("/api/v1/climbs", {
    route_name: "Slab",
    style: "flash",
    climbed_on: "2025-01-01",
  });
  const backup = (await ada.get("/api/v1/climbs/export")).text;
  const table = (await ada.get("/api/v1/climbs/export?format=csv")).text;
  const packed = await fetch(new URL("/api/v1/climbs/export?format=cldf", topout.origin), {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  const archive = Buffer.from(await packed.arrayBuffer());
  await ada.patch(`/api/v1/climbs/${entry.id}`, { route_name: "The Slab", climbed_on: "2025-01-02" });
  for (const file of [backup, table, archive])
    expect(await importLogbook(ada, file)).toMatchObject({ created_count: 0, duplicate_count: 1 });
  expect(await logbookOf(ada)).toMatchObject([{ id: entry.id, route_name: "The Slab", climbed_on: "2025-01-02" }]);
  // Somebody else's logbook is another one.
  expect(await importLogbook(ben, backup)).toMatchObject({ created_count: 1, duplicate_count: 0 });
  expect(await namesOf(ben)).toEqual(["Slab"]);
});

test("a row of an exported table that was copied for another route is that other climb", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const slab = { route_name: "Slab", style: "flash", climbed_on: "2025-01-01" };
  expect((await ada.post("/api/v1/climbs", slab)).status).toBe(200);
  const table = (await ada.get("/api/v1/climbs/export?format=csv")).text;
  const [header, row = ""] = table.split("\n");
  const edited = [header, row, row, row.replace("Slab", "Arête"), row.replace("Slab", "Roof")].join("\n");
  expect(await importLogbook(ada, edited)).toMatchObject({ created_count: 2, duplicate_count: 2, failed_count: 0 });
  expect((await namesOf(ada)).toSorted()).toEqual(["Arête", "Roof", "Slab"]);
  expect(await importLogbook(ada, edited)).toMatchObject({ created_count: 0, duplicate_count: 4 });
});
