import { expect, test } from "vitest";
import { projects } from "../db/schema/index.ts";
import { environmentOf, runCommand } from "../testing/run-command.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

async function log(user: TestUser, routeName: string, location: Record<string, unknown>, more: object = {}) {
  const answer = await user.post("/api/v1/climbs", {
    route_name: routeName,
    style: "redpoint",
    discipline: "boulder",
    visibility: "public",
    location: { country: "US", ...location },
    ...more,
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

async function projectOn(topout: TestTopout, user: TestUser, routeId: string): Promise<() => Promise<unknown>> {
  const now = topout.ctx.clock.now();
  const row = {
    id: "1".repeat(18),
    accountId: user.account.id,
    routeName: "x",
    routeId,
    discipline: "boulder",
    state: "open" as const,
    notes: "",
    visibility: "public" as const,
    startedOn: "2026-01-01",
    createdAt: now,
    updatedAt: now,
  };
  await topout.ctx.db.write(async (tx) => void (await tx.insert(projects).values(row)));
  return async () => (await topout.ctx.db.read.select({ routeId: projects.routeId }).from(projects))[0]?.routeId;
}

test("a route that is merged gives its entries, names, projects and addresses to the other", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada", { role: "admin" });
  const camp = { name: "Camp 4" };
  const kept = await log(ada, "Midnight Lightning", camp);
  const doubled = await log(ada, "Mitternachtsblitz", camp, { grade: "V8", pitches: 1 });
  const projectRoute = await projectOn(topout, ada, doubled.route_id);
  const path = `/api/v1/admin/routes/${doubled.route_id}/merge`;
  const answer = await ada.post(path, { into_id: kept.route_id });
  expect(answer.json).toMatchObject({
    id: kept.route_id,
    name: "Midnight Lightning",
    ascents_count: 2,
    grade: { value: "V8" },
    pitches: 1,
  });
  expect(await projectRoute()).toBe(kept.route_id);
  expect((await ada.get(`/api/v1/climbs/${doubled.id}`)).json).toMatchObject({
    route_id: kept.route_id,
    route_name: "Mitternachtsblitz",
  });
  expect((await log(ada, "mitternachtsblitz", camp)).route_id).toBe(kept.route_id);
  expect((await log(ada, "x", {}, { route_url: `${topout.origin}/routes/${doubled.route_id}` })).route_id).toBe(
    kept.route_id,
  );
  expect((await ada.get(`/api/v1/routes/${doubled.route_id}`)).json.id).toBe(kept.route_id);
  expect((await ada.get("/api/v1/routes?q=mitter")).json).toMatchObject([{ id: kept.route_id }]);
  const page = await topout.anyone.get(`/routes/${doubled.route_id}`);
  expect([page.status, page.headers.get("location")]).toEqual([301, `${topout.origin}/routes/${kept.route_id}`]);
  // Both are one now.
  expect((await ada.post(path, { into_id: kept.route_id })).status).toBe(422);
});

test("crags that are merged share their parts, routes and names", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada", { role: "admin" });
  const kept = await log(ada, "Thriller", { name: "Camp 4", sector: "East", latitude: 37.74, longitude: -119.6 });
  const doubled = await log(ada, "Thriller", { name: "Camp Four", sector: "East" });
  const further = await log(ada, "Bravo", { name: "Camp Four" });
  const parentOf = async (id: string) => (await ada.get(`/api/v1/crags/${id}`)).json.parent_id;
  const [camp4, campFour] = [await parentOf(kept.crag_id), await parentOf(doubled.crag_id)];
  const answer = await ada.post(`/api/v1/admin/crags/${campFour}/merge`, { into_id: camp4 });
  expect(answer.json).toMatchObject({ id: camp4, name: "Camp 4" });
  expect((await ada.get(`/api/v1/crags/${camp4}`)).json).toMatchObject({
    children: [{ name: "East" }],
    counts: { children: 1, routes: 2, ascents: 3 },
  });
  expect((await ada.get(`/api/v1/climbs/${doubled.id}`)).json).toMatchObject({
    route_id: kept.route_id,
    crag_id: kept.crag_id,
  });
  expect((await log(ada, "Bravo", { name: "camp four" })).route_id).toBe(further.route_id);
  expect((await log(ada, "Bravo", { name: "Camp 4" })).route_id).toBe(further.route_id);
  expect((await topout.anyone.get(`/crags/${campFour}`)).status).toBe(301);
});

test("a part that takes in its whole does not become part of itself", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada", { role: "admin" });
  const { crag_id: sector } = await log(ada, "Thriller", { name: "Camp 4", area: "Yosemite", sector: "East" });
  await log(ada, "Bravo", { name: "Camp 4", sector: "West" });
  const [area, crag] = (await ada.get(`/api/v1/crags/${sector}`)).json.ancestors;
  expect((await ada.post(`/api/v1/admin/crags/${crag.id}/merge`, { into_id: sector })).json).toMatchObject({
    id: sector,
    parent_id: area.id,
  });
  expect((await ada.get(`/api/v1/crags/${sector}`)).json).toMatchObject({ children: [{ name: "West" }] });
  expect((await ada.post(`/api/v1/admin/crags/${area.id}/merge`, { into_id: sector })).json).toMatchObject({
    parent_id: null,
    ancestors: [],
  });
});

test("only administrators merge, with a token for it, and what is there", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada", { role: "admin" });
  const ben = await topout.signUp("ben");
  const weak = await topout.signUp("cleo", { role: "admin", scopes: ["read", "write"] });
  const [one, two] = [await log(ada, "One", { name: "Wall" }), await log(ada, "Two", { name: "Wall" })];
  const path = `/api/v1/admin/routes/${one.route_id}/merge`;
  const body = { into_id: two.route_id };
  expect((await topout.anyone.post(path, body)).status).toBe(401);
  for (const user of [ben, weak]) expect((await user.post(path, body)).status).toBe(403);
  for (const [into, status] of [
    [undefined, 422],
    ["x", 404],
    ["1", 404],
    [one.route_id, 422],
  ] as const) {
    expect((await ada.post(path, { into_id: into })).status, into).toBe(status);
  }
  expect((await ada.post("/api/v1/admin/crags/1/merge", { into_id: one.crag_id })).status).toBe(404);
});

test("the command line merges, too", { timeout: 90_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const [one, two] = [await log(ada, "One", { name: "Wall" }), await log(ada, "Two", { name: "Other wall" })];
  const run = (...args: string[]) => runCommand(environmentOf(topout), ...args);
  const merged = await run("routes", "merge", one.route_id, two.route_id);
  expect([merged.code, merged.stdout]).toEqual([0, `${one.route_id} is part of ${two.route_id} now: Two\n`]);
  expect((await run("crags", "merge", one.crag_id, two.crag_id)).code).toBe(0);
  expect((await ada.get(`/api/v1/crags/${two.crag_id}`)).json.counts).toMatchObject({ routes: 1, ascents: 2 });
  const gone = await run("routes", "merge", "1", two.route_id);
  expect([gone.code, gone.stderr]).toEqual([1, "Record not found.\n"]);
});
