import { expect, test } from "vitest";
import { follow, startPlainScene } from "../../federation/testing/peer-scene.ts";
import { climbOn, createOf, noteBy } from "../../federation/testing/activities.ts";
import { findClimbsOfAccount } from "../db/climb-list-queries.ts";
import { findClimbOfStatus, insertClimb } from "../db/climb-queries.ts";
import { climbs, statuses } from "../db/schema/index.ts";
import { findStatus } from "../db/status-queries.ts";
import { newId } from "../lib/ids.ts";
import type { Answer } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const routesIn = (answer: Answer): string[] => {
  expect(answer.status, answer.text).toBe(200);
  return answer.json.map((status: { climb: { route_name: string } }) => status.climb.route_name);
};

async function post(user: TestUser, routeName: string, climb: Record<string, unknown> = {}, visibility = "public") {
  const answer = await user.post("/api/v1/statuses", {
    visibility,
    climb: { route_name: routeName, style: "redpoint", ...climb },
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

const daysAgo = (topout: TestTopout, days: number): string =>
  new Date(topout.ctx.clock.now().getTime() - days * 86_400_000).toISOString().slice(0, 10);

test("the timeline of climbs is filtered by discipline, grade, place and origin", async () => {
  await using scene = await startPlainScene();
  const { topout, ada } = scene;
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const uri = `${nora}/notes/1`;
  const place = { type: "Place", name: "Camp 4", country: "US" };
  await scene.deliver(createOf(noteBy(nora, "Sent", { id: uri, ...climbOn(uri, nora, { location: place }) })));
  await scene.seen(uri);
  const camp = { name: "Camp 4", sector: "Columbia", area: "Yosemite", country: "US" };
  await post(ada, "Thriller", { grade: "V10", location: camp });
  await post(ada, "Separate Reality", { grade: "5.11d", location: { name: "Pat and Jack", area: "Yosemite" } });
  await post(ada, "Gym 6b", { grade: "6b", grade_system: "french", indoor: true, location: "Hall" });
  await post(ada, "Secret", { grade: "V10" }, "unlisted");
  await ada.post("/api/v1/climbs", { route_name: "Logged only", style: "flash", visibility: "public" });
  const timeline = async (query: string) => routesIn(await topout.anyone.get(`/api/v1/timelines/climbs?${query}`));

  expect(await timeline("")).toEqual(["Gym 6b", "Separate Reality", "Thriller", "Midnight Lightning"]);
  expect(await timeline("discipline=boulder")).toEqual(["Thriller", "Midnight Lightning"]);
  expect(await timeline("local=true")).toEqual(["Gym 6b", "Separate Reality", "Thriller"]);
  expect(await timeline("remote=true")).toEqual(["Midnight Lightning"]);
  expect(await timeline("indoor=true")).toEqual(["Gym 6b"]);
  expect(await timeline("indoor=false&discipline=sport")).toEqual(["Separate Reality"]);
  expect(await timeline("area=yosemite")).toEqual(["Separate Reality", "Thriller", "Midnight Lightning"]);
  expect(await timeline("area=nowhere")).toEqual([]);
  expect(await timeline("grade_min=6c&grade_system=french")).toEqual(["Separate Reality"]);
  expect(await timeline("grade_max=5.11a&grade_system=yds")).toEqual(["Gym 6b"]);
  expect(await timeline("grade_min=7B&discipline=boulder")).toEqual(["Thriller"]);
  expect(await timeline("grade_min=V11")).toEqual([]);

  const found = (await topout.anyone.get("/api/v1/crags?q=camp")).json[0];
  expect(await timeline(`crag_id=${found.id}`)).toEqual(["Thriller", "Midnight Lightning"]);
  expect(await timeline(`crag_id=${found.id}&area=yosemite&grade_min=V9`)).toEqual(["Thriller"]);
  const first = await topout.anyone.get("/api/v1/timelines/climbs?limit=2");
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect(routesIn(await topout.anyone.get(next))).toEqual(["Thriller", "Midnight Lightning"]);

  for (const [query, status] of [
    ["discipline=chess", 422],
    ["grade_min=hard", 422],
    ["grade_min=V5&grade_max=6b&grade_system=", 422],
    ["crag_id=x", 404],
    ["crag_id=1", 404],
  ] as const) {
    expect((await topout.anyone.get(`/api/v1/timelines/climbs?${query}`)).status, query).toBe(status);
  }
  const eve = await topout.signUp("eve");
  await eve.post(`/api/v1/accounts/${ada.account.id}/mute`);
  expect(routesIn(await eve.get("/api/v1/timelines/climbs"))).toEqual(["Midnight Lightning"]);
});

test("the timeline of a place where very much was climbed is the same, page by page", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const names = ["One", "Two", "Three", "Four"];
  for (const name of names) await post(ada, name, { location: { name: "Camp 4", area: "Yosemite", country: "US" } });
  await post(ada, "Elsewhere", { location: { name: "Hall", country: "US" } });
  const { db, clock } = topout.ctx;
  const [first] = await findClimbsOfAccount(db.read, ada.account.id, ada.account.id, { limit: 1, minId: "0" });
  if (first === undefined) throw new Error("Nothing was logged");
  await db.write(async (tx) => {
    for (let number = 0; number < 1_000; number++) {
      const id = newId(clock.now());
      await insertClimb(tx, { ...first, id, uri: `${first.uri}/${number}`, statusId: null });
    }
  });
  for (const place of [`crag_id=${first.cragId}`, "area=yosemite", `area=yosemite&crag_id=${first.cragId}`]) {
    let next = `/api/v1/timelines/climbs?limit=3&${place}`;
    const found: string[] = [];
    while (next !== "") {
      const page = await topout.anyone.get(next);
      found.push(...routesIn(page));
      next = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
    }
    expect(found, place).toEqual(names.toReversed());
  }
});

test("what hardly any post fits is found behind pages on which nothing is", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await post(ada, "Inside", { indoor: true });
  const { id: copiedId } = await post(ada, "Outside", {});
  const { db, clock } = topout.ctx;
  const [status, climb] = [await findStatus(db.read, copiedId), await findClimbOfStatus(db.read, copiedId)];
  if (status === null || climb === null) throw new Error("Nothing was posted");
  // One more than are looked at for a page.
  const copies = Array.from({ length: 5_000 }, (_, number) => ({
    id: newId(clock.now()),
    uri: `${status.uri}/${number}`,
  }));
  await db.write(async (tx) => {
    for (let start = 0; start < copies.length; start += 100) {
      const piece = copies.slice(start, start + 100);
      await tx.insert(statuses).values(piece.map((copy) => ({ ...status, ...copy })));
      await tx.insert(climbs).values(piece.map((copy) => ({ ...climb, ...copy, statusId: copy.id })));
    }
  });
  const pages: string[][] = [];
  for (let next = "/api/v1/timelines/climbs?indoor=true"; next !== "";) {
    const page = await topout.anyone.get(next);
    pages.push(routesIn(page));
    next = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
  }
  expect(pages[0]).toEqual([]);
  expect(pages.flat()).toEqual(["Inside"]);
});

test("the timeline of a name is of every place that is called so", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const countries = ["AT", "BE", "CH", "DE", "ES", "FR", "IT", "NO", "PL", "SE", "SI", "US"];
  for (const country of countries) await post(ada, country, { location: { name: "Südwand", country } });
  const found = routesIn(await topout.anyone.get("/api/v1/timelines/climbs?area=S%C3%BCdwand"));
  expect(found).toEqual(countries.toReversed());
});

test("a range of grades of two kinds is refused by field", async () => {
  await using topout = await startTopout();
  const answer = await topout.anyone.get("/api/v1/timelines/climbs?grade_min=V5&grade_max=5.12a");
  expect(answer.status).toBe(422);
  expect(answer.json.details.grade_max).toMatchObject([{ error: "ERR_INVALID" }]);
});

test("routes trend by how many people were on them in the last days", async () => {
  await using topout = await startTopout();
  const people = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")] as const;
  const log = (user: TestUser, name: string, more: object = {}) =>
    user.post("/api/v1/climbs", {
      route_name: name,
      style: "attempt",
      location: { name: "Camp 4", country: "US" },
      visibility: "public",
      ...more,
    });
  for (let times = 0; times < 4; times++) await log(people[0], "Alone");
  for (const user of people) {
    await log(user, "Popular");
    await log(user, "Long ago", { climbed_on: daysAgo(topout, 30) });
    await log(user, "Private", { visibility: "private" });
  }
  const trends = await topout.anyone.get("/api/v1/trends/routes");
  expect(trends.json).toMatchObject([
    { name: "Popular", trend: { climbers_count: 3, climbs_count: 3 }, ascents_count: 0 },
    { name: "Alone", trend: { climbers_count: 1, climbs_count: 4 } },
  ]);
  expect((await topout.anyone.get("/api/v1/trends/routes?limit=1&offset=1")).json).toMatchObject([{ name: "Alone" }]);
});

test("there is no leaderboard unless the operator wants one", async () => {
  await using topout = await startTopout();
  const answer = await topout.anyone.get("/api/v1/climbs/leaderboard");
  expect(answer.status).toBe(404);
  expect(answer.json).toEqual({ error: "Record not found" });
});

test("a leaderboard ranks those who want to be discovered by what they climbed publicly", async () => {
  await using topout = await startTopout({ TOPOUT_LEADERBOARDS: "true" });
  const [ada, ben, cleo] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  for (const user of [ada, ben, cleo]) {
    await user.patch("/api/v1/accounts/update_credentials", { discoverable: user !== cleo });
  }
  const log = async (user: TestUser, grade: string, more: object = {}) => {
    const climb = { route_name: `Route ${grade}`, style: "redpoint", grade, grade_system: "french", ...more };
    const location = { name: "Wall", country: "FR" };
    const answer = await user.post("/api/v1/climbs", { discipline: "sport", visibility: "public", location, ...climb });
    expect(answer.status, answer.text).toBe(200);
  };
  await log(ada, "7a");
  await log(ada, "7a");
  await log(ada, "8a", { style: "top-rope" });
  await log(ada, "8b", { visibility: "private" });
  await log(ada, "8c", { climbed_on: daysAgo(topout, 100) });
  await log(ben, "6c+", { style: "onsight" });
  await log(ben, "6a", { climbed_on: daysAgo(topout, 2) });
  await log(cleo, "9a");
  await log(ben, "V10", { discipline: "boulder", grade_system: "vScale" });
  const board = async (query: string, by: { get: TestUser["get"] } = topout.anyone) => {
    const { json, status, text } = await by.get(`/api/v1/climbs/leaderboard?${query}`);
    expect(status, text).toBe(200);
    return json.map((place: { account: { acct: string }; value: number }) => [place.account.acct, place.value]);
  };
  expect(await board("by=hardest")).toEqual([
    ["ada", 3100],
    ["ben", 3000],
  ]);
  expect((await topout.anyone.get("/api/v1/climbs/leaderboard?by=hardest")).json[0]).toMatchObject({
    rank: 1,
    climb: { route_name: "Route 7a", grade: { value: "7a" }, account: { acct: "ada" } },
  });
  expect(await board("by=points")).toEqual([
    ["ben", 3000 + 150 + 2400],
    ["ada", 3100],
  ]);
  expect(await board("by=hardest&period=year")).toEqual([
    ["ada", 4100],
    ["ben", 3000],
  ]);
  expect(await board("by=points&discipline=boulder")).toEqual([["ben", 2300]]);
  expect(await board("by=days&local=true")).toEqual([
    ["ben", 2],
    ["ada", 1],
  ]);
  expect(await board("by=points&limit=1&offset=1")).toEqual([["ada", 3100]]);
  await cleo.post(`/api/v1/accounts/${ben.account.id}/block`);
  expect(await board("by=points", cleo)).toEqual([["ada", 3100]]);
  for (const wrong of ["period=ever", "by=beauty", "discipline=chess"]) {
    expect((await topout.anyone.get(`/api/v1/climbs/leaderboard?${wrong}`)).status, wrong).toBe(422);
  }
});
