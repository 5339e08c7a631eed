import { expect, test } from "vitest";
import { checkCounts } from "../testing/check-counts.ts";
import type { Answer } from "../testing/client.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { startTopout } from "../testing/start-topout.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);

const lightning = {
  route_name: "Midnight Lightning",
  grade: "V8",
  style: "redpoint",
  attempts: 12,
  rating: 5,
  climbed_on: "2026-05-01",
  location: { name: "Camp 4", country: "US", latitude: 37.7421, longitude: -119.6023, precision: "rounded" },
  partners: ["@ben", "Lynn"],
  notes: "The hold stays wet.",
};

test("a post carries a climb, which its text tells to everybody else", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const posted = await ada.post("/api/v1/statuses", { status: "Third season.", climb: lightning });
  expect(posted.json.climb).toMatchObject({
    route_name: "Midnight Lightning",
    status_id: posted.json.id,
    account_id: ada.account.id,
    discipline: "boulder",
    grade: { system: "vScale", value: "V8", score: expect.any(Number) },
    climbed_on: "2026-05-01",
    location: { latitude: 37.7421, longitude: -119.6023 },
    partners: [
      { name: "@ben", account: { id: ben.account.id, acct: "ben" } },
      { name: "Lynn", account: null },
    ],
  });
  for (const word of ["Midnight Lightning", "V8", "redpoint", "★★★★★", "Camp 4", "Third season."]) {
    expect(posted.json.content).toContain(word);
  }
  const seen = await topout.anyone.get(`/api/v1/statuses/${posted.json.id}`);
  expect(seen.json.climb.location).toMatchObject({ latitude: 37.74, longitude: -119.6 });
  expect((await ben.get("/api/v1/notifications")).json).toMatchObject([{ type: "mention" }]);
  expect((await ada.post("/api/v1/statuses", { climb: lightning })).status).toBe(200);
  const hidden = { ...lightning, location: { ...lightning.location, precision: "hidden" } };
  const secret = (await ada.post("/api/v1/statuses", { climb: hidden })).json;
  expect(secret.climb.location.latitude).toBe(37.7421);
  const stranger = (await topout.anyone.get(`/api/v1/statuses/${secret.id}`)).json;
  expect(stranger.climb.location).toMatchObject({ name: "Camp 4", latitude: null, longitude: null });
});

test("a post tells the day of its climb where that is another, and does so however late it is edited", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const ada = await topout.signUp("ada");
  const dayMs = 86_400_000;
  const day = (from: number) => new Date(clock.now().getTime() + from * dayMs).toISOString().slice(0, 10);
  const firstLine = ({ content }: { content: string }) => /^<p>(.*?)<\/p>/.exec(content)?.[1];
  const brief = { route_name: "Karma", style: "flash", location: { name: "Rumney" } };
  const log = async (climbed_on: string) =>
    (await ada.post("/api/v1/statuses", { climb: { ...brief, climbed_on } })).json;
  const [today, early] = [await log(day(0)), day(-3)];
  expect(firstLine(today)).toBe("Karma, flash · Rumney");
  expect(firstLine(await log(early))).toBe(`Karma, flash · Rumney · ${early}`);
  clock.pass(7 * dayMs);
  const edited = await ada.put(`/api/v1/statuses/${today.id}`, { status: "Look" });
  expect(firstLine(edited.json)).toBe("Karma, flash · Rumney");
});

test("a climb is logged without a post, changed, and removed", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const logged = await ada.post("/api/v1/climbs", { ...lightning, visibility: "public" });
  expect(logged.json).toMatchObject({ status_id: null, visibility: "public", notes: "The hold stays wet." });
  const path = `/api/v1/climbs/${logged.json.id}`;
  expect((await ada.get("/api/v1/timelines/home")).json).toEqual([]);
  expect((await topout.anyone.get(path)).json.route_name).toBe("Midnight Lightning");
  const changed = await ada.put(path, {
    route_name: "Thriller",
    style: "flash",
    grade: { value: "7B", system: "font" },
  });
  expect(changed.json).toMatchObject({ route_name: "Thriller", style: "flash", rating: null, partners: [] });
  for (const answer of [await ben.put(path, lightning), await ben.delete(path)]) expect(answer.status).toBe(404);
  expect((await ada.delete(path)).json.id).toBe(logged.json.id);
  expect((await ada.get(path)).status).toBe(404);
  expect((await ada.delete(path)).status).toBe(404);
});

test("a climb that is posted from the logbook changes and goes together with its post", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const logged = await ada.post("/api/v1/climbs", { climb: lightning, post: "true", visibility: "unlisted" });
  const status = logged.json.status_id;
  expect((await ada.get(`/api/v1/statuses/${status}`)).json).toMatchObject({
    visibility: "unlisted",
    climb: { id: logged.json.id },
  });
  await ada.patch(`/api/v1/climbs/${logged.json.id}`, { ...lightning, route_name: "Thriller" });
  const edited = (await ada.get(`/api/v1/statuses/${status}`)).json;
  expect(edited).toMatchObject({
    edited_at: expect.any(String),
    climb: { id: logged.json.id, route_name: "Thriller" },
  });
  expect(edited.content).toContain("Thriller");
  await ada.delete(`/api/v1/climbs/${logged.json.id}`);
  expect((await ada.get(`/api/v1/statuses/${status}`)).status).toBe(404);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("a deleted post leaves its climb in the logbook, for its climber alone", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const posted = (await ada.post("/api/v1/statuses", { status: "Sent", climb: lightning })).json;
  const logbook = `/api/v1/accounts/${ada.account.id}/climbs`;
  expect(idsOf(await ben.get(logbook))).toEqual([posted.climb.id]);
  const gone = await ada.delete(`/api/v1/statuses/${posted.id}`);
  expect(gone.json).toMatchObject({ text: "Sent", climb: { route_name: "Midnight Lightning" } });
  expect((await ada.get(logbook)).json).toMatchObject([{ id: posted.climb.id, status_id: null, visibility: "direct" }]);
  for (const stranger of [ben, topout.anyone]) {
    expect((await stranger.get(logbook)).json).toEqual([]);
    expect((await stranger.get(`/api/v1/climbs/${posted.climb.id}`)).status).toBe(404);
  }
});

test("an edit keeps the climb unless told, changes it in place, or takes it off the post", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const posted = (await ada.post("/api/v1/statuses", { status: "Sent", climb: lightning })).json;
  const edit = async (body: Record<string, unknown>) => (await ada.put(`/api/v1/statuses/${posted.id}`, body)).json;
  expect((await edit({ status: "Sent!" })).climb).toMatchObject({ id: posted.climb.id, partners: [{}, {}] });
  expect((await edit({ status: "", climb: { ...lightning, rating: 4 } })).climb).toMatchObject({
    id: posted.climb.id,
    rating: 4,
  });
  const off = await edit({ status: "No climb", climb: null });
  expect(off.climb).toBeNull();
  expect(off.content).not.toContain("Midnight");
  expect((await ada.get(`/api/v1/climbs/${posted.climb.id}`)).json.status_id).toBeNull();
  expect((await edit({ status: "x", climb: lightning })).climb.id).not.toBe(posted.climb.id);
  expect((await ada.put(`/api/v1/statuses/${posted.id}`, { status: "", climb: null })).status).toBe(422);
});

test("a logbook shows each viewer what its climber shares with them, page by page", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const log = async (visibility: string) =>
    (await ada.post("/api/v1/climbs", { ...lightning, partners: [], visibility })).json.id;
  const [open, unlisted, closed, own] = [
    await log("public"),
    await log("unlisted"),
    await log("private"),
    await log("direct"),
  ];
  const path = `/api/v1/accounts/${ada.account.id}/climbs`;
  expect(idsOf(await ada.get(path))).toEqual([own, closed, unlisted, open]);
  expect(idsOf(await ben.get(path))).toEqual([closed, unlisted, open]);
  for (const stranger of [eve, topout.anyone]) expect(idsOf(await stranger.get(path))).toEqual([unlisted, open]);
  const first = await ada.get(`${path}?limit=2`);
  expect(first.headers.get("link")).toContain(`max_id=${closed}`);
  expect(idsOf(await ada.get(`${path}?limit=2&max_id=${closed}`))).toEqual([unlisted, open]);
  expect((await topout.anyone.get("/api/v1/accounts/1/climbs")).status).toBe(404);
});

test("a grade is understood however it is spelled, and kept as written when it is not", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const graded = async (climb: Record<string, unknown>) =>
    (await ada.post("/api/v1/climbs", { route_name: "x", style: "flash", ...climb })).json;
  expect((await graded({ grade: "v5" })).grade).toMatchObject({ system: "vScale", value: "V5" });
  expect((await graded({ grade: "7b+", grade_system: "french" })).grade).toMatchObject({ system: "french" });
  expect((await graded({ grade: 24, grade_system: "ewbank" })).grade).toMatchObject({ system: "ewbank", value: "24" });
  expect((await graded({ grade: "quite hard" })).grade).toEqual({
    system: null,
    value: "quite hard",
    score: null,
    preferred: null,
  });
  expect((await graded({ grade: null })).grade).toBeNull();
  expect((await graded({ perceived_grade: "V4" })).perceived_grade).toMatchObject({ value: "V4" });
});

test("a grade that its system does not have is refused, in the logbook and in a post", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const slip = { route_name: "x", style: "flash", grade: "V99", grade_system: "vScale" };
  const refused = await ada.post("/api/v1/climbs", slip);
  expect([refused.status, refused.json]).toEqual([
    422,
    {
      error: "Validation failed: grade is no grade of vScale",
      details: { grade: [{ error: "ERR_INVALID", description: "is no grade of vScale" }] },
    },
  ]);
  const inPost = await ada.post("/api/v1/statuses", { status: "Sent", climb: slip });
  expect([inPost.status, Object.keys(inPost.json.details)]).toEqual([422, ["climb.grade"]]);
  const perceived = { ...slip, grade: "V9", perceived_grade: { value: "7D", system: "font" } };
  expect(Object.keys((await ada.post("/api/v1/climbs", perceived)).json.details)).toEqual(["perceived_grade"]);
  expect((await ada.get("/api/v1/timelines/home")).json).toEqual([]);
  const logged = async (grade: object) => (await ada.post("/api/v1/climbs", { ...slip, ...grade })).json;
  expect((await logged({ grade_system: undefined })).grade).toMatchObject({ system: null, value: "V99", score: null });
  const foreign = await logged({ grade: "VI.5", grade_system: "kurtyka" });
  expect(foreign.grade).toMatchObject({ system: "kurtyka", value: "VI.5", score: null });
  const put = await ada.put(`/api/v1/climbs/${foreign.id}`, slip);
  expect([put.status, (await ada.get(`/api/v1/climbs/${foreign.id}`)).json.grade.value]).toEqual([422, "VI.5"]);
});

test("a climb without a discipline gets that of its grade", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const guessed = async (grade: string) =>
    (await ada.post("/api/v1/climbs", { route_name: "x", style: "flash", grade })).json.discipline;
  expect(await Promise.all(["7B", "7b", "E2 5c", "WI4", "M8", "A2+", "hard"].map(guessed))).toEqual([
    "boulder",
    "sport",
    "trad",
    "ice",
    "mixed",
    "aid",
    "sport",
  ]);
});
