import { expect, test } from "vitest";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const location = { name: "Camp 4", sector: "Columbia", area: "Yosemite", country: "US" };

/** Somebody has logged a route, which is in the catalogue since. */
async function startWithRoute(): Promise<{ topout: TestTopout; ada: TestUser; routeId: string } & AsyncDisposable> {
  const topout = await startTopout();
  const ben = await topout.signUp("ben");
  const climb = { route_name: "Midnight Lightning", grade: "V8", style: "flash", pitches: 1, height_meters: 4.5 };
  const logged = await ben.post("/api/v1/climbs", {
    ...climb,
    location: { ...location, latitude: 37.74, longitude: -119.6 },
    visibility: "public",
  });
  return {
    topout,
    ada: await topout.signUp("ada"),
    routeId: logged.json.route_id,
    [Symbol.asyncDispose]: () => topout[Symbol.asyncDispose](),
  };
}

test("a climb that names its route by id has its name, place and grade, and says the rest itself", async () => {
  await using scene = await startWithRoute();
  const { topout, ada, routeId } = scene;
  const { json: climb } = await ada.post("/api/v1/climbs", { route_id: routeId, style: "redpoint", route_name: "" });
  expect(climb).toMatchObject({
    route_id: routeId,
    route_name: "Midnight Lightning",
    route_url: `${topout.origin}/routes/${routeId}`,
    discipline: "boulder",
    grade: { system: "vScale", value: "V8" },
    pitches: 1,
    height_meters: 4.5,
    // Where exactly is for each climber to say.
    location: { ...location, latitude: null, longitude: null },
  });
  const told = { route_name: "Bolt", grade: "V7", location: { name: "Camp Four", country: "" }, style: "flash" };
  expect((await ada.post("/api/v1/climbs", { ...told, route_id: routeId })).json).toMatchObject({
    route_id: routeId,
    route_name: "Bolt",
    grade: { value: "V7" },
    location: { name: "Camp Four", country: "US" },
  });
  expect((await ada.get(`/api/v1/routes/${routeId}`)).json.own_climbs.length).toBe(2);
});

test("posts, and climbs that others did too, name their route by id as well", async () => {
  await using scene = await startWithRoute();
  const { ada, routeId } = scene;
  const climb = { route_id: routeId, style: "redpoint" };
  const post = await ada.post("/api/v1/statuses", { status: "Up", climb });
  expect(post.json.climb).toMatchObject({ route_id: routeId, route_name: "Midnight Lightning" });
  const edited = await ada.put(`/api/v1/statuses/${post.json.id}`, { status: "Up!", climb: { ...climb, attempts: 3 } });
  expect(edited.json.climb).toMatchObject({ route_id: routeId, attempts: 3 });
  const form = new URLSearchParams({ status: "", "climb[route_id]": routeId, "climb[style]": "flash" });
  expect((await ada.post("/api/v1/statuses", form)).json.climb).toMatchObject({ route_id: routeId });
  const misspelt = (await ada.post("/api/v1/climbs", { route_name: "Lightening", style: "flash" })).json;
  const redone = await ada.post(`/api/v1/climbs/${misspelt.id}/log`, { route_id: routeId });
  expect(redone.json).toMatchObject({ route_id: routeId, route_name: "Midnight Lightning", location });
});

test("a climb is moved to a route by its id, and set free of it by null", async () => {
  await using scene = await startWithRoute();
  const { ada, routeId } = scene;
  const own = { name: "Camp IV", latitude: 37.7, longitude: -119.5, precision: "rounded" };
  const wrong = { route_name: "Lightning", style: "redpoint", notes: "Hard", grade: "V9", location: own };
  const { json: before } = await ada.post("/api/v1/climbs", { ...wrong, visibility: "private" });
  expect(before.route_id).toBeNull();
  const patch = async (change: Record<string, unknown>) =>
    (await ada.patch(`/api/v1/climbs/${before.id}`, change)).json;
  const tied = { route_id: routeId, route_name: "Midnight Lightning", notes: "Hard", grade: { value: "V9" } };
  expect(await patch({ route_id: routeId })).toMatchObject({ ...tied, location: { ...own, ...location } });
  const other = { route_name: "My name for it", location: "Somewhere" };
  expect(await patch(other)).toMatchObject({ route_id: routeId, route_name: "My name for it" });
  expect(await patch({ route_id: null })).toMatchObject({ route_id: null, route_url: null, notes: "Hard" });
});

test("a route that is not there is refused by field, and nothing is written", async () => {
  await using scene = await startWithRoute();
  const { ada, routeId } = scene;
  const { json: climb } = await ada.post("/api/v1/climbs", { route_id: routeId, style: "redpoint" });
  const unknown = { route_id: "1".repeat(18), style: "redpoint" };
  const answers = [
    await ada.post("/api/v1/climbs", unknown),
    await ada.post("/api/v1/climbs", { ...unknown, route_id: "midnight" }),
    await ada.post("/api/v1/climbs", { ...unknown, route_id: { id: routeId } }),
    await ada.post("/api/v1/statuses", { status: "Up", climb: unknown }),
    await ada.patch(`/api/v1/climbs/${climb.id}`, unknown),
    await ada.put(`/api/v1/climbs/${climb.id}`, unknown),
  ];
  for (const { status, json, text } of answers) {
    expect([status, Object.keys(json.details ?? {})], text).toEqual([422, ["route_id"]]);
  }
  const nameless = await ada.post("/api/v1/climbs", { style: "redpoint", route_id: null });
  expect([nameless.status, Object.keys(nameless.json.details)]).toEqual([422, ["route_name"]]);
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json.length).toBe(1);
});
