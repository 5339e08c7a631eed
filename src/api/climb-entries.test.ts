import { expect, test } from "vitest";
import { checkCounts } from "../testing/check-counts.ts";
import type { Answer } from "../testing/client.ts";
import { startTopout } from "../testing/start-topout.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);
const path = "/api/v1/climbs";

const lightning = {
  route_name: "Midnight Lightning",
  route_url: "https://example.org/routes/1",
  grade: "V8",
  perceived_grade: "V7",
  style: "flash",
  attempts: 1,
  rating: 5,
  climbed_on: "2026-05-01",
  location: {
    name: "Camp 4",
    sector: "Columbia Boulder",
    area: "Yosemite",
    country: "US",
    latitude: 37.7421,
    longitude: -119.6023,
    precision: "rounded",
  },
  indoor: false,
  pitches: 1,
  height_meters: 4.5,
  partners: ["Lynn"],
  notes: "The hold stays wet.",
};

test("somebody did it too: the route and its place are theirs to log, how it went is not", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  const climb = (await ada.post(path, lightning)).json;
  const key = { "idempotency-key": "k1" };
  const did = { style: "redpoint", attempts: 4, climbed_on: "2026-05-09", notes: "Dry!" };
  const logged = await ben.post(`${path}/${climb.id}/log`, did, key);
  expect(logged.json).toMatchObject({
    account_id: ben.account.id,
    route_name: "Midnight Lightning",
    route_url: "https://example.org/routes/1",
    grade: { system: "vScale", value: "V8" },
    perceived_grade: null,
    discipline: "boulder",
    style: "redpoint",
    attempts: 4,
    rating: null,
    climbed_on: "2026-05-09",
    location: { name: "Camp 4", sector: "Columbia Boulder", area: "Yosemite", country: "US", latitude: 37.74 },
    indoor: false,
    pitches: 1,
    height_meters: 4.5,
    notes: "Dry!",
    partners: [],
    status_id: null,
  });
  expect((await ben.post(`${path}/${climb.id}/log`, did, key)).json.id).toBe(logged.json.id);
  const plain = (await ben.post(`${path}/${climb.id}/log`, { grade: "V9", post: true })).json;
  expect(plain).toMatchObject({ style: "redpoint", attempts: null, notes: "", grade: { value: "V9" } });
  expect(plain.status_id).not.toBeNull();
  const hidden = { ...lightning, location: { ...lightning.location, precision: "hidden" } };
  const secret = (await ada.post(path, { ...hidden, discipline: "top-rope" })).json;
  const redone = (await ben.post(`${path}/${secret.id}/log`)).json;
  expect(redone).toMatchObject({ style: "top-rope", location: { name: "Camp 4", latitude: null } });

  const closed = (await ada.post(path, { ...lightning, visibility: "private" })).json;
  expect((await eve.post(`${path}/${closed.id}/log`, did)).status).toBe(404);
  expect((await ada.post(`${path}/${closed.id}/log`, did)).json.visibility).toBe("private");
  expect((await ada.post(`${path}/${closed.id}/log`, { ...did, visibility: "public" })).json.visibility).toBe("public");
  expect((await topout.anyone.post(`${path}/${climb.id}/log`, did)).status).toBe(401);
  const faulty = await ben.post(`${path}/${climb.id}/log`, { style: "dreamt" });
  expect([faulty.status, faulty.json.details]).toMatchObject([422, { style: [{}] }]);
});

test("the same key logs a climb once, with a post and without", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const more of [{}, { post: true }]) {
    const headers = { "idempotency-key": JSON.stringify(more) };
    const log = () => ada.post(path, { ...lightning, ...more }, headers);
    const answers = [...(await Promise.all([log(), log(), log()])), await log()];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
  }
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toHaveLength(2);
  expect((await ada.get("/api/v1/timelines/home")).json).toHaveLength(1);
});

test("a climb that was only logged is told once, and goes on with its post", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const climb = (await ada.post(path, { ...lightning, partners: ["@ben"], visibility: "unlisted" })).json;
  expect((await ben.get("/api/v1/timelines/home")).json).toEqual([]);
  const tell = () => ada.post(`${path}/${climb.id}/post`, { status: "Look #climbing", spoiler_text: "beta" });
  const [first, second] = await Promise.all([tell(), tell()]);
  expect(first.json).toMatchObject({ ...climb, status_id: expect.any(String), updated_at: expect.any(String) });
  expect(second.json.status_id).toBe(first.json.status_id);
  const [post, ...others] = (await ben.get("/api/v1/timelines/home")).json;
  expect(others).toEqual([]);
  expect(post).toMatchObject({
    visibility: "unlisted",
    spoiler_text: "beta",
    climb: { id: climb.id, grade: climb.grade },
  });
  expect(post.content).toContain("Look");
  expect((await ben.get("/api/v1/notifications")).json).toMatchObject([{ type: "mention" }]);
  expect((await ada.put(`${path}/${climb.id}`, { ...lightning, visibility: "public" })).json.details).toHaveProperty(
    "visibility",
  );
  expect((await ada.put(`${path}/${climb.id}`, { ...lightning, rating: 4 })).json.rating).toBe(4);
  expect((await ben.get(`/api/v1/statuses/${post.id}`)).json.climb.rating).toBe(4);
  expect((await ben.post(`${path}/${climb.id}/post`)).status).toBe(404);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("the post of a climb says what its climber wrote, and is as they have chosen for posts where nothing is said", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const postOf = async (climb: { status_id: string }) => (await ada.get(`/api/v1/statuses/${climb.status_id}`)).json;
  const public_ = (await ben.post(path, { ...lightning, visibility: "public" })).json;
  const source = { privacy: "private", language: "de", sensitive: true };
  expect((await ada.patch("/api/v1/accounts/update_credentials", { source })).status).toBe(200);

  const words = { status: "Endlich! #heimspiel", spoiler_text: "Beta" };
  const told = (await ada.post(path, { ...lightning, ...words, post: true })).json;
  expect(told.visibility).toBe("private");
  const post = await postOf(told);
  expect(post).toMatchObject({ visibility: "private", spoiler_text: "Beta", language: "de", sensitive: true });
  expect(post.content).toContain("Endlich!");
  expect(post.tags).toContainEqual(expect.objectContaining({ name: "heimspiel" }));
  const asked = { visibility: "unlisted", language: "fr", sensitive: false };
  expect(await postOf((await ada.post(path, { ...lightning, ...asked, post: true })).json)).toMatchObject(asked);
  const later = (await ada.post(path, lightning)).json;
  expect(later.visibility).toBe("private");
  expect(await postOf((await ada.post(`${path}/${later.id}/post`)).json)).toMatchObject({
    visibility: "private",
    language: "de",
  });

  const visibilityOf = async (answer: Promise<Answer>) => (await answer).json.visibility;
  expect(await visibilityOf(ada.post(`${path}/${public_.id}/log`))).toBe("private");
  expect(await visibilityOf(ben.post(`${path}/${told.id}/log`))).toBe("private");
  const project = (await ada.post(`${path}/projects`, { route_name: "Silence" })).json;
  expect(project.visibility).toBe("private");
  expect(await visibilityOf(ada.put(`${path}/projects/${project.id}`, { route_name: "Silence!" }))).toBe("private");
  expect(await visibilityOf(ada.post(`${path}/sessions`, { location: "Hueco" }))).toBe("private");

  // Words that nobody would read.
  expect((await ada.post(path, { ...lightning, status: "Endlich!" })).json.details).toHaveProperty("status");
});

test("a private entry is its climber's alone until they show or tell it", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const climb = (await ada.post(path, { ...lightning, partners: ["@ben"], visibility: "direct" })).json;
  const seen = async () => (await ben.get(`${path}/${climb.id}`)).status;
  expect(await seen()).toBe(404);
  expect((await ada.post(`${path}/${climb.id}/post`)).json.details).toHaveProperty("visibility");
  expect((await ada.patch(`${path}/${climb.id}`, { rating: 3 })).json).toMatchObject({
    ...lightning,
    grade: { value: "V8" },
    perceived_grade: { value: "V7" },
    rating: 3,
    visibility: "direct",
    partners: [{ name: "@ben" }],
  });
  expect((await ada.patch(`${path}/${climb.id}`, { visibility: "private" })).json.visibility).toBe("private");
  expect(await seen()).toBe(200);
  const told = (await ada.post(`${path}/${climb.id}/post`, { visibility: "public" })).json;
  expect(told.visibility).toBe("public");

  // Its post is deleted: private again, gone for other servers, until it is told once more.
  const served = async () =>
    (await topout.anyone.get(new URL(climb.uri).pathname, { accept: "application/activity+json" })).status;
  expect(await served()).toBe(200);
  await ada.delete(`/api/v1/statuses/${told.status_id}`);
  expect([await seen(), await served()]).toEqual([404, 410]);
  const again = (await ada.post(`${path}/${climb.id}/post`, { visibility: "public" })).json;
  expect(again.status_id).not.toBe(told.status_id);
  expect([await seen(), await served()]).toEqual([200, 200]);
});

test("a climb tells how often its climber has done the route by then, and nothing of what is hidden", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const log = async (day: string, more: Record<string, unknown> = {}) =>
    (await ada.post(path, { ...lightning, style: "redpoint", climbed_on: day, ...more })).json;
  const second = await log("2026-05-02");
  expect(second.ascent_number).toBe(1);
  const first = await log("2026-05-01", { visibility: "direct" });
  const tried = await log("2026-04-01", { style: "attempt" });
  const repeated = await log("2026-05-03", { style: "repeat", post: true });
  const elsewhere = await log("2026-05-04", { location: "Hueco Tanks", route_url: "" });
  const numberOf = async (by: typeof ada, { id }: { id: string }) => (await by.get(`${path}/${id}`)).json.ascent_number;
  const numbers = async (by: typeof ada) =>
    Promise.all([second, repeated, elsewhere, tried].map((climb) => numberOf(by, climb)));
  expect(await numbers(ada)).toEqual([2, 3, 1, null]);
  expect(await numbers(ben)).toEqual([1, 2, 1, null]);
  expect(await numberOf(ada, first)).toBe(1);
  const post = (await ben.get(`/api/v1/statuses/${repeated.status_id}`)).json;
  expect(post.climb.ascent_number).toBe(2);
});

test("a logbook is looked through by discipline, style, place, route, day and grade, page by page", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const log = async (route: string, more: Record<string, unknown>) =>
    (await ada.post(path, { route_name: route, style: "redpoint", climbed_on: "2026-05-01", ...more })).json.id;
  const slab = await log("Blue Slab 100%", { grade: "V3", indoor: true, location: "Boulderhaus", style: "flash" });
  const nose = await log("The Nose", { grade: "5.9", location: { name: "El Capitan", area: "Yosemite" } });
  const hard = await log("Thriller", { grade: "7B", location: { name: "Camp 4", area: "Yosemite" }, indoor: false });
  const old = await log("Old_one", { grade: "nonsense", climbed_on: "2020-01-01", style: "attempt" });
  const found = async (query: string) => {
    const answer = await topout.anyone.get(`/api/v1/accounts/${ada.account.id}/climbs?${query}`);
    expect(answer.status, query).toBe(200);
    return idsOf(answer);
  };
  expect(await found("discipline=boulder")).toEqual([hard, slab]);
  expect(await found("discipline[]=boulder&discipline[]=sport")).toEqual([old, hard, nose, slab]);
  expect(await found("style[]=flash&style[]=attempt")).toEqual([old, slab]);
  expect(await found("indoor=true")).toEqual([slab]);
  expect(await found("indoor=false")).toEqual([hard]);
  expect(await found("crag=yosem")).toEqual([hard, nose]);
  expect(await found("route=nose")).toEqual([nose]);
  expect(await found("route=100%25")).toEqual([slab]);
  expect(await found("route=_")).toEqual([old]);
  expect(await found("since=2026-01-01&until=2026-05-01")).toEqual([hard, nose, slab]);
  expect(await found("until=2020-01-01")).toEqual([old]);
  expect(await found("min_grade=V8")).toEqual([hard]);
  expect(await found("max_grade=V8")).toEqual([hard, slab]);
  expect(await found("max_grade=6a&discipline=boulder")).toEqual([]);
  expect(await found("min_grade=5c&grade_system=french")).toEqual([nose]);
  expect(await found("crag=yosemite&limit=1")).toEqual([hard]);
  const link = (await ada.get(`/api/v1/accounts/${ada.account.id}/climbs?crag=yosemite&limit=1`)).headers.get("link");
  expect(link).toContain(`crag=yosemite&limit=1&max_id=${hard}`);
  expect(await found(`crag=yosemite&limit=1&max_id=${hard}`)).toEqual([nose]);
  for (const [field, query] of Object.entries({
    since: "since=may",
    min_grade: "min_grade=hard",
    indoor: "indoor[]=1",
  })) {
    const answer = await ada.get(`/api/v1/accounts/${ada.account.id}/climbs?${query}`);
    expect([answer.status, Object.keys(answer.json.details)], query).toEqual([422, [field]]);
  }
});

test("a partner who is named twice was along once", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await topout.signUp("ben");
  const partners = ["Lynn", "@ben", " lynn ", "ben", `@BEN@${new URL(topout.origin).host}`];
  const climb = (await ada.post(path, { ...lightning, partners })).json;
  expect(climb.partners.map(({ name }: { name: string }) => name)).toEqual(["Lynn", "@ben", "ben"]);
  const { json } = await ada.get(`/api/v1/accounts/${ada.account.id}/climbs/stats`);
  expect(json.partners).toHaveLength(3);
});
