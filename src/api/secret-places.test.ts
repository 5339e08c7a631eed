import { expect, test } from "vitest";
import { follow, startPlainScene } from "../../federation/testing/peer-scene.ts";
import { activityBy, climbOn, createOf, noteBy } from "../../federation/testing/activities.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const cave = { name: "Secret Cave", sector: "Left Wall", area: "Hidden Valley", country: "CH" };
const spot = { ...cave, latitude: 46.12345, longitude: 7.12345 };

async function log(user: TestUser, routeName: string, location: object, more: object = {}) {
  const climb = { route_name: routeName, style: "redpoint", visibility: "public", location, ...more };
  const answer = await user.post("/api/v1/climbs", climb);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

/** All that the catalogue tells anybody of the cave. */
async function told(topout: TestTopout): Promise<string[]> {
  const names: string[] = [];
  const lists = ["routes", "crags", "routes?q=gem", "crags?q=secret", "crags?q=left", "crags?q=hidden"];
  for (const path of [...lists, "crags?near=46.12,7.12", "trends/routes"]) {
    const { json, status } = await topout.anyone.get(`/api/v1/${path}`);
    expect(status, path).toBe(200);
    names.push(...json.map(({ name }: { name: string }) => name));
  }
  return [...new Set(names)].toSorted();
}

const everything = ["Hidden Gem", "Hidden Valley", "Left Wall", "Secret Cave"];

test.each([
  [
    "is shown to followers only",
    (by: TestUser, id: string) => by.patch(`/api/v1/climbs/${id}`, { visibility: "private" }),
  ],
  ["is unlisted", (by: TestUser, id: string) => by.patch(`/api/v1/climbs/${id}`, { visibility: "unlisted" })],
  ["is deleted", (by: TestUser, id: string) => by.delete(`/api/v1/climbs/${id}`)],
  ["loses its place", (by: TestUser, id: string) => by.patch(`/api/v1/climbs/${id}`, { location: null })],
])("what only one entry told of leaves the catalogue when it %s", async (_how, hide) => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const entry = await log(ada, "Hidden Gem", spot);
  expect(await told(topout)).toEqual(everything);
  expect((await hide(ada, entry.id)).status).toBe(200);
  expect(await told(topout)).toEqual([]);
  for (const path of [
    `/api/v1/routes/${entry.route_id}`,
    `/api/v1/crags/${entry.crag_id}`,
    `/crags/${entry.crag_id}`,
  ]) {
    expect((await topout.anyone.get(path)).status, path).toBe(404);
  }
});

test("a post that is deleted, or loses its climb, takes the place along", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const climb = { route_name: "Hidden Gem", style: "redpoint", location: spot };
  for (const change of ["delete", "edit"]) {
    const { json: post } = await ada.post("/api/v1/statuses", { status: "Found it", climb });
    expect(await told(topout), change).toEqual(everything);
    if (change === "delete") await ada.delete(`/api/v1/statuses/${post.id}`);
    else await ada.put(`/api/v1/statuses/${post.id}`, { status: "Nothing to see", climb: null });
    expect(await told(topout), change).toEqual([]);
  }
});

test("what somebody else tells of publicly stays, and what is private keeps nothing there", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  const entry = await log(ada, "Hidden Gem", spot);
  const secret = await log(cleo, "Hidden Gem", cave, { visibility: "private" });
  expect(secret.route_id).toBe(entry.route_id);
  const other = await log(ben, "Other Gem", { name: "Secret Cave", country: "CH" });
  await ada.delete(`/api/v1/climbs/${entry.id}`);
  expect(await told(topout)).toEqual(["Hidden Valley", "Other Gem", "Secret Cave"]);
  expect((await cleo.get(`/api/v1/climbs/${secret.id}`)).json).toMatchObject({ route_id: null, crag_id: null });
  await ben.delete(`/api/v1/climbs/${other.id}`);
  expect(await told(topout)).toEqual([]);
});

test("a sector leaves with the entry that named it, though its route was known at the crag itself", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  const plain = await log(ben, "Hidden Gem", { name: "Secret Cave", country: "CH" });
  const entry = await log(ada, "Hidden Gem", spot);
  expect(entry.crag_id).toBe(plain.crag_id);
  expect(await told(topout)).toEqual(everything);
  const again = await log(cleo, "Hidden Gem", { ...cave, sector: "left wall" });
  const where = async () => {
    const [sector] = (await topout.anyone.get("/api/v1/crags?q=left")).json;
    return [sector.latitude, sector.longitude];
  };
  await ada.patch(`/api/v1/climbs/${entry.id}`, { notes: "Wet" });
  expect(await where()).toEqual([46.12345, 7.12345]);
  await ada.delete(`/api/v1/climbs/${entry.id}`);
  expect(await told(topout)).toEqual(everything);
  expect(await where()).toEqual([null, null]);
  await cleo.patch(`/api/v1/climbs/${again.id}`, { notes: "Wet" });
  expect(await told(topout)).toEqual(everything);
  await cleo.patch(`/api/v1/climbs/${again.id}`, { location: { sector: null } });
  expect(await told(topout)).toEqual(["Hidden Gem", "Hidden Valley", "Secret Cave"]);
  for (const [user, { id }] of [
    [cleo, again],
    [ben, plain],
  ] as const)
    await user.delete(`/api/v1/climbs/${id}`);
  expect(await told(topout)).toEqual([]);
});

test("a link leaves a route with the last entry that gave it", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const page = { route_url: "https://spam.example/buy" };
  const entry = await log(ada, "Hidden Gem", cave, page);
  const again = await log(ben, "Hidden Gem", cave, page);
  const link = async () => (await topout.anyone.get(`/api/v1/routes/${entry.route_id}`)).json.link;
  await ada.patch(`/api/v1/climbs/${entry.id}`, { notes: "Wet" });
  await ada.patch(`/api/v1/climbs/${entry.id}`, { route_url: null });
  expect(await link()).toBe(page.route_url);
  await ben.delete(`/api/v1/climbs/${again.id}`);
  expect(await link()).toBeNull();
});

test("coordinates leave a crag with the entry that gave them", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const entry = await log(ada, "Hidden Gem", spot);
  const where = async () => {
    const { json } = await topout.anyone.get(`/api/v1/crags/${entry.crag_id}`);
    return [json.latitude, json.longitude];
  };
  const hide = async (precision: string) =>
    await ada.patch(`/api/v1/climbs/${entry.id}`, { location: { ...spot, precision } });
  await hide("rounded");
  expect(await where()).toEqual([46.12, 7.12]);
  await hide("hidden");
  expect(await where()).toEqual([null, null]);
  const rough = { ...cave, latitude: 46.1, longitude: 7.1 };
  await hide("exact");
  await log(ben, "Hidden Gem", rough);
  expect(await where()).toEqual([46.12345, 7.12345]);
  await ada.patch(`/api/v1/climbs/${entry.id}`, { notes: "Wet" });
  expect(await where()).toEqual([46.12345, 7.12345]);
  await ada.delete(`/api/v1/climbs/${entry.id}`);
  expect(await where()).toEqual([46.1, 7.1]);
});

test.each([
  ["hidden", [null, null]],
  ["rounded", [46.12, 7.12]],
])("coordinates that are %s stay so when their climber logs the climb again", async (precision, shown) => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const entry = await log(ada, "Hidden Gem", { ...spot, precision });
  const again = (await ada.post(`/api/v1/climbs/${entry.id}/log`)).json;
  expect(again.location).toMatchObject({ latitude: 46.12345, longitude: 7.12345, precision });
  const seen = (await topout.anyone.get(`/api/v1/climbs/${again.id}`)).json.location;
  const crag = (await topout.anyone.get(`/api/v1/crags/${entry.crag_id}`)).json;
  for (const at of [seen, crag]) expect([at.latitude, at.longitude]).toEqual(shown);
});

test("coordinates are in no text of a post: once hidden, its history does not tell them either", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const climb = { route_name: "Hidden Gem", style: "redpoint", location: { latitude: 46.12345, longitude: 7.12345 } };
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Found it", climb });
  expect(post.climb.location).toMatchObject(climb.location);
  const location = { precision: "hidden" };
  expect((await ada.patch(`/api/v1/climbs/${post.climb.id}`, { location })).status).toBe(200);
  for (const path of ["", "/history"]) {
    const { text } = await topout.anyone.get(`/api/v1/statuses/${post.id}${path}`);
    expect(text).toContain("Hidden Gem");
    expect(text).not.toMatch(/46\.12345|7\.12345/);
  }
});

test("a post that another server deletes takes its place along", async () => {
  await using scene = await startPlainScene();
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const uri = `${nora}/notes/1`;
  const location = { type: "Place", name: "Secret Cave", country: "CH", latitude: 46.12345, longitude: 7.12345 };
  await scene.deliver(createOf(noteBy(nora, "Up", { id: uri, ...climbOn(uri, nora, { location }) })));
  await scene.seen(uri);
  expect(await told(scene.topout)).toContain("Secret Cave");
  await scene.deliver(activityBy(nora, "Delete", uri));
  await scene.settle();
  expect(await told(scene.topout)).toEqual([]);
});
