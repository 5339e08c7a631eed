import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { follow, startPlainScene } from "../../federation/testing/peer-scene.ts";
import { climbOn, createOf, noteBy } from "../../federation/testing/activities.ts";
import { insertJobs } from "../db/job-queries.ts";
import { updateClimb } from "../db/climb-queries.ts";
import { recordCrag } from "../domain/catalogue/record.ts";
import { tieClimb } from "../domain/catalogue/tie-climb.ts";
import { tieClimbsJobType } from "../domain/catalogue/tie-earlier.ts";
import { eventually } from "../testing/eventually.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const lightning = {
  route_name: "Midnight Lightning",
  grade: "V8",
  discipline: "boulder",
  style: "redpoint",
  location: { name: "Camp 4", country: "USA" },
};

interface Tied {
  id: string;
  route_id: string | null;
  crag_id: string | null;
}

/** Logs a climb, public unless told otherwise. */
async function log(user: TestUser, climb: Record<string, unknown> = {}, visibility = "public"): Promise<Tied> {
  const answer = await user.post("/api/v1/climbs", { ...lightning, ...climb, visibility });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

test("entries of one route are tied to it, however its name and its crag's are written", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const first = await log(ada, { location: { ...lightning.location, latitude: 37.7421, longitude: -119.6023 } });
  expect(first).toMatchObject({ route_id: expect.stringMatching(/^\d{18}$/), crag_id: expect.any(String) });
  const same = [
    await log(ben, { route_name: "midnight  LIGHTNING!", location: { name: "camp-4", country: "United States" } }),
    await log(ben, { location: { name: "4 Camp", country: "us" } }),
    await log(ben, { location: "Camp 4" }),
    await log(ben, { location: { name: "Camp 4", country: "USA" } }, "private"),
  ];
  for (const climb of same) expect(climb).toMatchObject({ route_id: first.route_id, crag_id: first.crag_id });

  const others = [
    await log(ben, { route_name: "Thriller" }),
    await log(ben, { discipline: "trad", grade: "5.9" }),
    await log(ben, { location: { name: "Camp 4", country: "DE" } }),
    await log(ben, { location: { name: "Camp 4", country: "USA", latitude: 47.5, longitude: -121.7 } }),
  ];
  expect(new Set([first, ...others].map((climb) => climb.route_id)).size).toBe(5);
  expect((await log(ben, { location: null })).route_id).toBeNull();
  // Now there are several of that name, and no country tells which.
  expect((await log(ben, { location: "Camp 4" }, "private")).route_id).toBeNull();
});

const nose = { route_name: "The Nose", location: { name: "The Roaches", country: "GB" } };
const wall = (name: string, latitude?: number) => ({
  location: { name, country: "ES", ...(latitude === undefined ? {} : { latitude, longitude: 0.93 }) },
});

test.each([
  ["articles", nose, { route_name: "Nose", location: { name: "Roaches", country: "GB" } }],
  ["umlauts", { route_name: "Südkante" }, { route_name: "Suedkante" }],
  ["an elided article", { route_name: "Arc en ciel" }, { route_name: "L'Arc en Ciel" }],
  ["an ampersand", { route_name: "Rock and Roll" }, { route_name: "Rock & Roll" }],
  ["Korean spaces", { route_name: "하늘 길" }, { route_name: "하늘길" }],
  ["a slip, next to it", wall("Siurana Village", 41.25), wall("Siuranna Village", 41.2508)],
  ["a word more, next to it", wall("Stanage", 41.25), wall("Stanage Edge", 41.2508)],
])("%s tell no two routes apart", async (_what, one, other) => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const first = await log(ada, one);
  expect(await log(ben, other)).toMatchObject({ route_id: first.route_id, crag_id: first.crag_id });
});

test.each([
  ["of one script without spaces", { location: "中山" }, { location: "山中" }],
  ["of numbers", { route_name: "Route 1" }, { route_name: "Route 2" }],
  ["of one letter", { route_name: "A" }, { route_name: "B" }],
  ["that differ and are next to each other", wall("North Wall", 41.25), wall("South Wall", 41.2508)],
  ["that differ in a slip and are far away", wall("Siurana Village", 41.25), wall("Siuranna Village", 41.4)],
])("names %s are two", async (_what, one, other) => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  expect((await log(ada, one)).route_id).not.toBe((await log(ada, other)).route_id);
});

test("what is not public finds a route, and adds none", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const secret = { ...lightning.location, name: "Secret Spot", latitude: 37.7421, longitude: -119.6023 };
  for (const visibility of ["unlisted", "private", "direct"]) {
    expect(await log(ada, { location: secret }, visibility)).toMatchObject({ route_id: null, crag_id: null });
  }
  const open = await log(ada);
  expect(await log(ada, { route_name: "New line" }, "direct")).toMatchObject({
    route_id: null,
    crag_id: open.crag_id,
  });
});

test("sectors and areas are parts of one tree", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const at = (location: object) => ({ location: { ...lightning.location, ...location } });
  const inSector = await log(ada, at({ sector: "Columbia Boulder", area: "Yosemite" }));
  const plain = await log(ada);
  expect(plain).toMatchObject({ route_id: inSector.route_id, crag_id: inSector.crag_id });
  const other = await log(ada, at({ sector: "Wine Traverse" }));
  expect(other.route_id).not.toBe(inSector.route_id);
  expect(other.crag_id).not.toBe(inSector.crag_id);
  // In two sectors, and nothing tells in which: the crag itself has one more.
  const unknown = await log(ada);
  expect([inSector.route_id, other.route_id]).not.toContain(unknown.route_id);
  expect((await log(ada, at({ sector: "columbia boulder" }))).route_id).toBe(inSector.route_id);
});

test("a gym and a crag of one name are two", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const outside = await log(ada, { indoor: false });
  const inside = await log(ada, { indoor: true });
  expect(inside.crag_id).not.toBe(outside.crag_id);
  expect((await log(ada, { indoor: true })).route_id).toBe(inside.route_id);
});

test("a crag is found in its country, however many are called so in others", async () => {
  await using topout = await startTopout();
  const { ctx } = topout;
  const ada = await topout.signUp("ada");
  await ctx.db.write(async (tx) => {
    const place = { parentId: null, kind: "crag" as const, name: "Main Wall", coordinates: null };
    for (let number = 0; number < 60; number++) await recordCrag(ctx, tx, { ...place, country: "AU" });
  });
  const location = { name: "Main Wall", country: "ZA" };
  const first = await log(ada, { location });
  expect(await log(ada, { location })).toMatchObject({ route_id: first.route_id, crag_id: first.crag_id });
});

test("an entry is tied by the page that it names", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const page = "https://guide.example/routes/7";
  const first = await log(ada, { route_url: page });
  const linked = { location: null, route_url: page };
  expect((await log(ada, linked)).route_id).toBe(first.route_id);
  // The page may be of the whole crag.
  expect((await log(ada, { ...linked, route_name: "Thriller" })).route_id).toBeNull();
  expect((await log(ada, { ...linked, discipline: "sport" })).route_id).toBeNull();
  const own = { location: null, route_name: "Any name", route_url: `${topout.origin}/routes/${first.route_id}` };
  expect((await log(ada, own, "direct")).route_id).toBe(first.route_id);
  const absent = { ...own, route_url: `${topout.origin}/routes/${"1".repeat(18)}` };
  expect((await log(ada, absent)).route_id).toBeNull();
});

test("an entry that is changed finds another route", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const before = (await log(await topout.signUp("ben"))).route_id;
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Sent", climb: lightning });
  expect(post.climb.route_id).toBe(before);
  const climb = { ...lightning, route_name: "Thriller" };
  const changed = (await ada.put(`/api/v1/statuses/${post.id}`, { status: "Sent", climb })).json.climb;
  expect(changed.route_id).not.toBe(before);
  expect((await ada.put(`/api/v1/statuses/${post.id}`, { status: "Sent!" })).json.climb.route_id).toBe(
    changed.route_id,
  );
  const logged = await log(ada, {}, "private");
  expect(logged.route_id).toBe(before);
  const moved = (await ada.put(`/api/v1/climbs/${logged.id}`, climb)).json;
  expect(moved.route_id).toBe(changed.route_id);
});

test("many at once make one route", { timeout: 30_000 }, async () => {
  await using topout = await startTopout();
  const users = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  const location = { ...lightning.location, sector: "Columbia Boulder", area: "Yosemite" };
  const tied = await Promise.all(
    Array.from({ length: 12 }, (_, index) => log(users[index % 3] as TestUser, { location })),
  );
  expect(new Set(tied.map((climb) => climb.route_id)).size).toBe(1);
  expect(new Set(tied.map((climb) => climb.crag_id)).size).toBe(1);
});

test("a name that two spell differently at the same moment makes one crag", async () => {
  await using topout = await startTopout();
  const { ctx } = topout;
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const { id } = await log(ada, { location: null });
  const isTied = Promise.withResolvers<void>();
  const tying = ctx.db.write(async (tx) => {
    const climb = await updateClimb(tx, id, { locationName: "Südwand" });
    if (climb !== null) await tieClimb(ctx, tx, climb);
    isTied.resolve();
    await setTimeout(300);
  });
  await isTied.promise;
  const other = await log(ben, { location: "Sudwand" });
  await tying;
  const tied = (await ada.get(`/api/v1/climbs/${id}`)).json;
  expect(tied.crag_id).not.toBeNull();
  expect(other).toMatchObject({ route_id: tied.route_id, crag_id: tied.crag_id });
});

test("climbs of other servers are tied as those of this one", async () => {
  await using scene = await startPlainScene();
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const uri = `${nora}/notes/1`;
  const location = { type: "Place", name: "Camp 4", country: "US" };
  await scene.deliver(createOf(noteBy(nora, "Sent", { id: uri, ...climbOn(uri, nora, { location }) })));
  const remote = (await scene.seen(uri)).climb;
  expect(remote.route_id).toMatch(/^\d{18}$/);
  expect(await log(scene.ada)).toMatchObject({ route_id: remote.route_id, crag_id: remote.crag_id });
});

test("climbs that were there before the catalogue are tied by a job", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const climb = await log(ada, { location: { ...lightning.location, name: "Elsewhere" } });
  await topout.ctx.db.write(async (tx) => {
    await updateClimb(tx, climb.id, { routeId: null, cragId: null, locationName: "Old Crag" });
    const now = topout.ctx.clock.now();
    const job = { type: tieClimbsJobType, payload: {}, lane: "background" as const, runAt: now, createdAt: now };
    await insertJobs(tx, [job]);
    tx.afterCommit(topout.ctx.wakeWorker);
  });
  const tied = await eventually(async () => {
    const { json } = await ada.get(`/api/v1/climbs/${climb.id}`);
    return json.route_id === null ? null : json;
  });
  expect(tied.route_id).not.toBe(climb.route_id);
});
