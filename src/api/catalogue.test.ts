import { expect, test } from "vitest";
import { follow, startPlainScene } from "../../federation/testing/peer-scene.ts";
import { climbOn, createOf, noteBy } from "../../federation/testing/activities.ts";
import { updateCrag } from "../db/crag-queries.ts";
import { climberPreferences } from "../db/schema/index.ts";
import { recordCrag } from "../domain/catalogue/record.ts";
import type { Answer } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const namesOf = (answer: Answer): string[] => {
  expect(answer.status, answer.text).toBe(200);
  return answer.json.map((entity: { name: string }) => entity.name);
};

async function log(user: TestUser, routeName: string, climb: Record<string, unknown> = {}) {
  const location = { name: "Camp 4", country: "US" };
  const answer = await user.post("/api/v1/climbs", {
    route_name: routeName,
    style: "redpoint",
    discipline: "boulder",
    visibility: "public",
    location,
    ...climb,
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

test("routes are completed while their names are typed: exact ones first, then what begins so, then what is climbed", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const name of ["Le Toit", "Nose Job", "Big Nosé", "Lurking Nose", "Nose", "Noise"]) await log(ada, name);
  for (let times = 0; times < 3; times++) await log(ada, "Lurking Nose");
  const complete = async (query: string) => namesOf(await topout.anyone.get(`/api/v1/routes?${query}`));
  expect(await complete("q=nose")).toEqual(["Nose", "Nose Job", "Lurking Nose", "Big Nosé"]);
  expect(await complete("q=NOS%20BI")).toEqual(["Big Nosé"]);
  expect(await complete("q=nose&limit=2&offset=1")).toEqual(["Nose Job", "Lurking Nose"]);
  expect(await complete("q=l%C3%A9")).toEqual(["Le Toit"]);
  expect(await complete("q=%25")).toEqual([]);
  expect(await complete("q=osen")).toEqual([]);
  const first = await topout.anyone.get("/api/v1/routes?q=nose&limit=2");
  expect(first.headers.get("link")).toContain("offset=2");
});

test("completion keeps to a crag and what is below it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const inSector = { location: { name: "Camp 4", sector: "Columbia", country: "US", area: "Yosemite" } };
  const here = await log(ada, "Midnight Lightning", inSector);
  await log(ada, "Midnight Express", { location: { name: "Elsewhere", country: "DE" } });
  const sector = (await ada.get(`/api/v1/crags/${here.crag_id}`)).json;
  expect(sector).toMatchObject({ name: "Columbia", kind: "sector" });
  expect(namesOf({ ...(await ada.get("/api/v1/crags")), json: sector.ancestors })).toEqual(["Yosemite", "Camp 4"]);
  const [area, crag] = sector.ancestors;
  for (const id of [area.id, crag.id, sector.id]) {
    expect(namesOf(await ada.get(`/api/v1/routes?q=mid&crag_id=${id}`))).toEqual(["Midnight Lightning"]);
    expect(namesOf(await ada.get(`/api/v1/crags/${id}/routes`))).toEqual(["Midnight Lightning"]);
  }
  expect(namesOf(await ada.get(`/api/v1/crags?parent_id=${area.id}`))).toEqual(["Camp 4"]);
  expect(namesOf(await ada.get(`/api/v1/crags?parent_id=${area.id}&q=ca`))).toEqual(["Camp 4"]);
  expect(namesOf(await ada.get(`/api/v1/crags?parent_id=${area.id}&q=col`))).toEqual([]);
  expect((await ada.get(`/api/v1/crags/${area.id}`)).json).toMatchObject({
    kind: "area",
    children: [{ name: "Camp 4" }],
    counts: { children: 1, routes: 1, ascents: 1, climbers: 1 },
  });
});

test("crags are found around a place, the nearest first, across the date line too", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const at = (name: string, latitude: number, longitude: number, precision = "exact") =>
    log(ada, "Warm-up", { location: { name, latitude, longitude, precision } });
  await at("Far", 47.7, 11.4);
  await at("Near", 47.501, 11.1);
  await at("Middle", 47.56, 11.1);
  await at("Hidden", 47.5, 11.1, "hidden");
  await at("Taveuni", -16.9, -179.99);
  const near = async (query: string) => await topout.anyone.get(`/api/v1/crags?near=${query}`);
  const found = await near("47.5,11.1");
  expect(namesOf(found)).toEqual(["Near", "Middle"]);
  expect(found.json[0]).toMatchObject({
    distance_km: 0.1,
    map_url: "https://www.openstreetmap.org/?mlat=47.501&mlon=11.1#map=15/47.501/11.1",
  });
  expect(namesOf(await near("47.5,11.1&radius=50"))).toEqual(["Near", "Middle", "Far"]);
  expect(namesOf(await near("47.5,11.1&radius=50&limit=1&offset=1"))).toEqual(["Middle"]);
  expect(namesOf(await near("47.5,11.1&radius=50&q=f"))).toEqual(["Far"]);
  expect(namesOf(await near("47.5,11.1&radius=50&q=%21"))).toEqual([]);
  expect(namesOf(await near("-16.9,179.99"))).toEqual(["Taveuni"]);
  expect(namesOf(await near("90,0"))).toEqual([]);
  for (const wrong of ["here", "91,0", "1", "1,2&radius=0", "1,2&radius=9999", "1,2&parent_id=1", "1,2&q[]=x"]) {
    const answer = await near(wrong);
    expect(answer.status, wrong).toBe(422);
    expect(answer.json.error).toMatch(/^Validation failed/);
  }
});

test("coordinates reach the catalogue as far as they are shared", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const location = { name: "Camp 4", country: "US", latitude: 37.74219, longitude: -119.60231 };
  const hidden = await log(ada, "Thriller", { location: { ...location, precision: "hidden" } });
  const crag = async () => (await topout.anyone.get(`/api/v1/crags/${hidden.crag_id}`)).json;
  expect(await crag()).toMatchObject({ latitude: null, map_url: null });
  await log(ada, "Thriller", { location, visibility: "private" });
  expect(await crag()).toMatchObject({ latitude: null });
  await log(ada, "Thriller", { location: { ...location, precision: "rounded" } });
  expect(await crag()).toMatchObject({ latitude: 37.74, longitude: -119.6 });
});

test("a route tells what climbers say of it, each of them once", async () => {
  await using topout = await startTopout();
  const people = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")] as const;
  const [ada, ben, cleo] = people;
  const { route_id: id } = await log(ada, "Midnight Lightning", { grade: "V8", pitches: 1, height_meters: 4.5 });
  const route = async (by: { get: TestUser["get"] } = topout.anyone) => (await by.get(`/api/v1/routes/${id}`)).json;
  expect(await route()).toMatchObject({
    name: "Midnight Lightning",
    discipline: "boulder",
    grade: { system: "vScale", value: "V8" },
    community_grade: { system: "vScale", value: "V8", count: 1 },
    stars: { average: null, count: 0 },
    pitches: 1,
    height_meters: 4.5,
    ascents_count: 1,
    climbers_count: 1,
    crag: { name: "Camp 4" },
    followed_climbers: [],
    own_climbs: [],
  });
  // How hard it was found outweighs the grades given, of any system of boulders.
  await log(ada, "Midnight Lightning", { perceived_grade: "7C", perceived_grade_system: "font", rating: 2 });
  await log(ben, "Midnight Lightning", { perceived_grade: "V9", rating: 5 });
  await log(cleo, "Midnight Lightning", { perceived_grade: "V7", rating: 4, style: "attempt" });
  await log(cleo, "Midnight Lightning", { perceived_grade: "V1", rating: 1, visibility: "private" });
  expect(await route()).toMatchObject({
    grade: { value: "V8" },
    community_grade: { system: "vScale", value: "V9", count: 3 },
    stars: { average: 3.7, count: 3 },
    ascents_count: 3,
    climbers_count: 2,
  });
  await cleo.post(`/api/v1/accounts/${ben.account.id}/follow`);
  expect(await route(cleo)).toMatchObject({
    followed_climbers: [{ acct: "ben" }],
    own_climbs: [{ visibility: "private" }, { style: "attempt" }],
  });
});

test("the ascents of a route are those of all servers that the viewer may see and wants to", async () => {
  await using scene = await startPlainScene();
  const { topout, ada } = scene;
  const [ben, eve] = [await topout.signUp("ben"), await topout.signUp("eve")];
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const uri = `${nora}/notes/1`;
  const place = { type: "Place", name: "Camp 4", country: "US" };
  await scene.deliver(createOf(noteBy(nora, "Sent", { id: uri, ...climbOn(uri, nora, { location: place }) })));
  const remote = (await scene.seen(uri)).climb;
  const mine = async (visibility: string) => (await log(ada, "Midnight Lightning", { visibility })).id;
  const [open, unlisted, closed, own] = [
    await mine("public"),
    await mine("unlisted"),
    await mine("private"),
    await mine("direct"),
  ];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  for (const path of [`/api/v1/routes/${remote.route_id}/climbs`, `/api/v1/crags/${remote.crag_id}/climbs`]) {
    const seenBy = async (client: { get: TestUser["get"] }) =>
      (await client.get(path)).json.map((climb: { id: string }) => climb.id);
    expect(await seenBy(ada)).toEqual([own, closed, unlisted, open, remote.id]);
    expect(await seenBy(ben)).toEqual([closed, unlisted, open, remote.id]);
    for (const stranger of [eve, topout.anyone]) expect(await seenBy(stranger)).toEqual([open, remote.id]);
    const first = await ada.get(`${path}?limit=2`);
    expect(first.json[0].account).toMatchObject({ acct: "ada" });
    expect(first.headers.get("link")).toContain(`max_id=${closed}`);
  }
  await eve.post(`/api/v1/accounts/${ada.account.id}/mute`);
  const left = (await eve.get(`/api/v1/routes/${remote.route_id}/climbs`)).json;
  expect(left).toMatchObject([{ id: remote.id, account: { acct: expect.stringMatching(/^nora@/) } }]);
});

/** The setting of climbers by which others find them. */
async function wantsToBeFound(topout: TestTopout, user: TestUser): Promise<void> {
  const row = { accountId: user.account.id, gradeSystems: {}, isNearby: true, updatedAt: new Date(0) };
  await topout.ctx.db.write(async (tx) => void (await tx.insert(climberPreferences).values(row)));
}

test("climbers near a crag are those who want to be found and climbed there lately", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo, dora, eve] = [
    await topout.signUp("ada"),
    await topout.signUp("ben"),
    await topout.signUp("cleo"),
    await topout.signUp("dora"),
    await topout.signUp("eve"),
  ];
  for (const user of [ada, cleo, dora, eve]) await wantsToBeFound(topout, user);
  const at = (name: string, latitude: number) => ({ location: { name, latitude, longitude: 11.1 } });
  const { crag_id: id } = await log(ada, "Warm-up", at("Near", 47.5));
  await log(ada, "Warm-up", at("Next", 47.6));
  await log(ben, "Warm-up", at("Near", 47.5));
  await log(cleo, "Warm-up", { ...at("Near", 47.5), visibility: "private" });
  const longAgo = new Date(topout.ctx.clock.now().getTime() - 400 * 86_400_000).toISOString().slice(0, 10);
  await log(dora, "Warm-up", { ...at("Near", 47.5), climbed_on: longAgo });
  await log(eve, "Warm-up", at("Next", 47.6));
  const near = async (client: { get: TestUser["get"] }, query = "") => {
    const { json } = await client.get(`/api/v1/crags/${id}/climbers${query}`);
    return json.map((account: { acct: string }) => account.acct).toSorted();
  };
  expect(await near(ben)).toEqual(["ada", "eve"]);
  expect(await near(ben, "?radius=5")).toEqual(["ada"]);
  await ben.post(`/api/v1/accounts/${eve.account.id}/block`);
  expect(await near(ben)).toEqual(["ada"]);
  await ada.post(`/api/v1/accounts/${ben.account.id}/block`);
  expect(await near(ben)).toEqual([]);
});

test("routes of a crag are sorted by name, grade or ascents, and page by page", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { crag_id: id } = await log(ada, "Bravo", { grade: "V3" });
  await log(ada, "alpha", { grade: "V5" });
  await log(ada, "Charlie");
  await log(ada, "Charlie");
  const sorted = async (query: string) => namesOf(await topout.anyone.get(`/api/v1/crags/${id}/routes?${query}`));
  expect(await sorted("")).toEqual(["alpha", "Bravo", "Charlie"]);
  expect(await sorted("sort=grade")).toEqual(["alpha", "Bravo", "Charlie"]);
  expect(await sorted("sort=ascents")).toEqual(["Charlie", "alpha", "Bravo"]);
  expect(await sorted("sort=name&limit=1&offset=1")).toEqual(["Bravo"]);
  expect((await topout.anyone.get(`/api/v1/crags/${id}/routes?sort=beauty`)).status).toBe(422);
});

test("the page of a crag shows where it is and what is around, and asks nobody else for it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const at = async (name: string, latitude: number, more: object = {}) =>
    (await log(ada, "Warm-up", { location: { name, country: "DE", latitude, longitude: 11.1, ...more } })).crag_id;
  const id = await at("Middle", 47.5);
  const near = await at("Near & <High>", 47.545);
  await at("Far", 49);
  await at("Hidden", 47.51, { precision: "hidden" });
  const { text } = await topout.anyone.get(`/crags/${id}`, { accept: "text/html" });
  for (const part of [
    'href="geo:47.5,11.1"',
    "5.0 km",
    "Near &amp; &lt;High&gt;",
    `href="${topout.origin}/crags/${near}"`,
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain('cx="0.0" cy="-40.0"');
  for (const absent of ["Far", "Hidden"]) expect(text).not.toContain(absent);
  // Links are followed by whoever wants to; all else that names an address would load it.
  const loading = text.replace(/<a [^>]*>|<meta [^>]*>|<link rel="(?:canonical|alternate)"[^>]*>/g, "");
  const addresses = [...loading.matchAll(/(?:https?:)?\/\/[^"'\s)<]+|(?:src|href)="([^"]+)"/g)].map(
    ([whole, quoted]) => quoted ?? whole,
  );
  expect(addresses).not.toEqual([]);
  for (const address of addresses) expect(new URL(address, topout.origin).origin, address).toBe(topout.origin);
});

test("what lies inside an area, however deep, is not around it", async () => {
  await using topout = await startTopout();
  const { ctx } = topout;
  const ada = await topout.signUp("ada");
  const at = (name: string, more: object) =>
    log(ada, "Warm-up", { location: { name, country: "US", latitude: 37.74, longitude: -119.6, ...more } });
  const { crag_id: inside } = await at("Camp 4", { area: "Valley" });
  await at("Elsewhere", { latitude: 37.8 });
  const { parent_id: valley } = (await ada.get(`/api/v1/crags/${inside}`)).json;
  const park = { name: "Park", kind: "area", parentId: null, country: "US" } as const;
  const { id } = await ctx.db.write(async (tx) => {
    const outer = await recordCrag(ctx, tx, { ...park, coordinates: { latitude: 37.75, longitude: -119.6 } });
    await updateCrag(tx, valley, { parentId: outer.id });
    return outer;
  });
  const { text } = await topout.anyone.get(`/crags/${id}`, { accept: "text/html" });
  const nearby = text.slice(text.indexOf('aria-label="Nearby"'));
  expect(nearby).toContain("Elsewhere");
  expect(nearby).not.toContain("Camp 4");
});

test("what is not in the catalogue is not found", async () => {
  await using topout = await startTopout();
  for (const path of ["routes/1", "routes/x", "routes/1/climbs", "crags/1", "crags/1/routes", "crags/1/climbs"]) {
    const answer = await topout.anyone.get(`/api/v1/${path}`);
    expect(answer.status, path).toBe(404);
    expect(answer.json).toEqual({ error: "Record not found" });
  }
  expect(namesOf(await topout.anyone.get("/api/v1/routes?crag_id=x"))).toEqual([]);
  expect(namesOf(await topout.anyone.get("/api/v1/crags"))).toEqual([]);
  expect(namesOf(await topout.anyone.get("/api/v1/routes?crag_id=1&q=x"))).toEqual([]);
});

test("routes and crags have pages, to which the page of a climb leads", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const location = { name: "Camp <4>", area: "Yosemite", country: "US", latitude: 37.74, longitude: -119.6 };
  const climb = { route_name: "Midnight & Lightning", style: "redpoint", grade: "V8", rating: 5, location };
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Third season", climb });
  await log(ada, "Midnight & Lightning", { location, visibility: "private", notes: "secret" });
  // Whoever only tried has not been up.
  const tried = await log(ada, "Midnight & Lightning", { location, style: "attempt", post: true });
  const tryUrl = (await ada.get(`/api/v1/statuses/${tried.status_id}`)).json.url;
  const { route_id: routeId, crag_id: cragId } = post.climb;
  const page = async (path: string) => {
    const answer = await topout.anyone.get(path, { accept: "text/html" });
    expect(answer.status, path).toBe(200);
    return answer.text;
  };
  const own = await page(`/@ada/${post.id}`);
  for (const path of [`/routes/${routeId}`, `/crags/${cragId}`]) {
    expect(own).toContain(`href="${topout.origin}${path}"`);
    const shown = await page(path);
    for (const part of ["Camp &lt;4&gt;", "Midnight &amp; Lightning", "V8", "mlat=37.74", "ada", "Yosemite"]) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain(post.url);
    for (const part of ["secret", tryUrl]) expect(shown).not.toContain(part);
  }
  expect(await page(`/routes/${routeId}`)).toContain("1 ascent by 1 climber");
  for (const path of ["/routes/1", "/crags/1", "/crags/x"]) {
    expect((await topout.anyone.get(path, { accept: "text/html" })).status, path).toBe(404);
  }
});
