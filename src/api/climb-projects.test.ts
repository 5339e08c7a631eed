import { expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { importLogbook } from "../testing/import-logbook.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);
const path = "/api/v1/climbs/projects";

const lightning = {
  route_name: "Midnight Lightning",
  grade: "V8",
  location: { name: "Camp 4", country: "US" },
  notes: "The mantel",
  started_on: "2026-04-01",
};

const tried = (by: TestUser, project: string) => async (style: string, day: string, more: object) =>
  (
    await by.post("/api/v1/climbs", {
      route_name: "Midnight Lightning",
      style,
      climbed_on: day,
      project_id: project,
      ...more,
    })
  ).json;

test("a project counts what was put into it, is closed by the climb that sends it, and opened by its going", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const created = (await ada.post(path, lightning)).json;
  expect(created).toMatchObject({
    route_name: "Midnight Lightning",
    discipline: "boulder",
    grade: { system: "vScale", value: "V8" },
    location: { name: "Camp 4", country: "US" },
    state: "open",
    ended_on: null,
    climbs_count: 0,
  });
  const project = `${path}/${created.id}`;
  const read = async () => (await ada.get(project)).json;
  const climb = tried(ada, created.id);
  await climb("project", "2026-04-03", { attempts: 5 });
  await climb("attempt", "2026-04-03", {});
  const last = await climb("hangdog", "2026-04-10", { attempts: 3 });
  expect(await read()).toMatchObject({ state: "open", climbs_count: 3, sessions_count: 2, attempts_count: 9 });
  // On top-rope nobody sends what is led.
  await climb("top-rope", "2026-04-11", {});
  expect((await read()).state).toBe("open");

  const sent = await climb("redpoint", "2026-05-01", { attempts: 1, post: true });
  expect(await read()).toMatchObject({ state: "sent", ended_on: "2026-05-01", sessions_count: 4 });
  expect(idsOf(await ada.get(`${project}/climbs?limit=2`))).toEqual([sent.id, expect.any(String)]);
  expect((await ada.get(`${path}?state=open`)).json).toEqual([]);
  expect((await ada.post(`${project}/give_up`)).json.details).toHaveProperty("state");
  expect((await ada.post(`${project}/reopen`)).status).toBe(422);

  const edit = (style: string) =>
    ada.put(`/api/v1/climbs/${sent.id}`, { route_name: "Midnight Lightning", style, climbed_on: "2026-05-01" });
  expect((await edit("attempt")).json.project_id).toBe(created.id);
  expect(await read()).toMatchObject({ state: "open", ended_on: null });
  await edit("flash");
  expect((await read()).state).toBe("sent");
  await ada.delete(`/api/v1/climbs/${sent.id}`);
  expect(await read()).toMatchObject({ state: "open", ended_on: null, climbs_count: 4 });

  // Through the post that carries it.
  const told = (
    await ada.post("/api/v1/statuses", { climb: { ...lightning, style: "onsight", project_id: created.id } })
  ).json;
  expect((await read()).state).toBe("sent");
  await ada.put(`/api/v1/statuses/${told.id}`, { climb: { ...lightning, style: "attempt" } });
  expect((await read()).state).toBe("open");
  await ada.put(`/api/v1/statuses/${told.id}`, { climb: { ...lightning, style: "onsight", project_id: null } });
  expect((await read()).state).toBe("open");

  expect((await ada.delete(project)).status).toBe(200);
  expect((await ada.get(`/api/v1/climbs/${last.id}`)).json.project_id).toBeNull();
});

test("a project is given up and taken up again, and sent all the same", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { id } = (await ada.post(path, lightning)).json;
  const climb = tried(ada, id);
  const givenUp = await ada.post(`${path}/${id}/give_up`, { ended_on: "2026-04-20" });
  expect(givenUp.json).toMatchObject({ state: "given-up", ended_on: "2026-04-20" });
  await climb("attempt", "2026-04-21", {});
  expect((await ada.get(`${path}/${id}`)).json.state).toBe("given-up");
  expect((await ada.post(`${path}/${id}/reopen`)).json).toMatchObject({ state: "open", ended_on: null });
  await ada.post(`${path}/${id}/give_up`);
  const sent = await climb("pinkpoint", "2026-05-02", {});
  expect((await ada.get(`${path}?state=sent`)).json).toMatchObject([{ id, ended_on: "2026-05-02" }]);
  await climb("redpoint", "2026-05-01", {});
  expect((await ada.get(`${path}/${id}`)).json.ended_on).toBe("2026-05-01");
  await ada.delete(`/api/v1/climbs/${sent.id}`);
  expect((await ada.get(`${path}/${id}`)).json).toMatchObject({ state: "sent", ended_on: "2026-05-01" });
});

test("what was given up is found by a climb of its route, and sent by it; an open one goes before it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { id } = (await ada.post(path, lightning)).json;
  const log = async (style: string, climbed_on: string) =>
    (await ada.post("/api/v1/climbs", { ...lightning, style, climbed_on, project: "auto" })).json.project_id;
  await ada.post(`${path}/${id}/give_up`, { ended_on: "2026-04-20" });
  expect(await log("attempt", "2026-04-25")).toBe(id);
  expect((await ada.get(path)).json).toMatchObject([{ id, state: "given-up", climbs_count: 1 }]);
  const open = (await ada.post(path, lightning)).json.id;
  expect(await log("attempt", "2026-04-26")).toBe(open);
  await ada.delete(`${path}/${open}`);
  expect(await log("flash", "2026-05-02")).toBe(id);
  expect((await ada.get(path)).json).toMatchObject([{ id, state: "sent", ended_on: "2026-05-02" }]);
});

test("a climb that is tried finds its project by its route, or begins one; a send begins none", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const log = async (more: Record<string, unknown>) =>
    (await ada.post("/api/v1/climbs", { ...lightning, style: "project", project: "auto", ...more })).json;
  expect((await log({ style: "redpoint" })).project_id).toBeNull();
  const crowd = await Promise.all(Array.from({ length: 5 }, () => log({ climbed_on: "2026-03-01" })));
  const [id] = new Set(crowd.map((climb) => climb.project_id));
  expect((await ada.get(path)).json).toMatchObject([
    { id, route_name: "Midnight Lightning", grade: { value: "V8" }, started_on: "2026-03-01", climbs_count: 5 },
  ]);
  const sent = await log({ style: "redpoint", climbed_on: "2026-03-08", route_name: "midnight  lightning" });
  expect(sent.project_id).toBe(id);
  expect((await ada.get(`${path}/${id}`)).json).toMatchObject({ state: "sent", ended_on: "2026-03-08" });
  // Written again as it was, it stays with the project that it has closed.
  const again = { ...lightning, style: "redpoint", climbed_on: "2026-03-09", project: "auto" };
  expect((await ada.put(`/api/v1/climbs/${sent.id}`, again)).json.project_id).toBe(id);
  expect((await ada.get(`${path}/${id}`)).json).toMatchObject({ state: "sent", ended_on: "2026-03-09" });
  expect((await log({ route_name: "Thriller" })).project_id).not.toBe(id);
});

test("projects are shown to whom their climber shows them", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const begin = async (visibility: string) => (await ada.post(path, { ...lightning, visibility })).json.id;
  const [open, closed, own] = [await begin("public"), await begin("private"), await begin("direct")];
  await tried(ada, open)("attempt", "2026-04-03", { visibility: "direct", attempts: 7 });
  const list = `/api/v1/accounts/${ada.account.id}/climb_projects`;
  expect(idsOf(await ada.get(list))).toEqual([own, closed, open]);
  expect(idsOf(await ben.get(list))).toEqual([closed, open]);
  expect(idsOf(await eve.get(list))).toEqual([open]);
  expect((await eve.get(`${path}/${open}`)).json).toMatchObject({ climbs_count: 0, attempts_count: 0 });
  expect((await ada.get(`${path}/${open}`)).json).toMatchObject({ climbs_count: 1, attempts_count: 7 });
  expect((await eve.get(`${path}/${closed}/climbs`)).status).toBe(404);
  for (const name of ["give_up", "reopen"]) {
    expect((await ben.post(`${path}/${closed}/${name}`)).status).toBe(404);
  }
  const stolen = { ...lightning, style: "attempt", project_id: open };
  expect((await ben.post("/api/v1/climbs", stolen)).json.details).toHaveProperty("project_id");
});

test("a faulty project is refused with what is wrong, and one is changed in part or whole", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const faults = { route_name: " ", discipline: "chess", started_on: "soon", visibility: "secret" };
  for (const [field, value] of Object.entries(faults)) {
    const answer = await ada.post(path, { ...lightning, [field]: value });
    expect([answer.status, Object.keys(answer.json.details)], field).toEqual([422, [field]]);
  }
  const { id } = (await ada.post(path, lightning)).json;
  expect((await ada.patch(`${path}/${id}`, { grade: "V9" })).json).toMatchObject({
    grade: { value: "V9" },
    location: { name: "Camp 4" },
    notes: "The mantel",
  });
  expect((await ada.put(`${path}/${id}`, { route_name: "Thriller" })).json).toMatchObject({
    route_name: "Thriller",
    grade: null,
    location: null,
  });
  expect((await ada.get(`${path}?state=lost`)).status).toBe(422);
});

test("a project's grade is one of the system that it names", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const refused = await ada.post("/api/v1/climbs/projects", {
    route_name: "Realization",
    grade: { value: "V99", system: "vScale" },
  });
  expect(refused.status).toBe(422);
  expect(refused.json.details.grade).toEqual([{ error: "ERR_INVALID", description: "is no grade of vScale" }]);
});

test("a grade that an import kept as it was written stays so when something else of its project changes", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const times = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };
  const id = "116000000000000001";
  const grade = { system: "vScale", value: "6b" };
  const project = { id, route_name: "Karma", discipline: "boulder", grade, started_on: "2026-05-01", state: "open" };
  const file = { format: "topout-logbook", projects: [{ ...project, ...times }] };
  expect(await importLogbook(ada, JSON.stringify(file))).toMatchObject({ created_count: 1 });
  const [imported] = (await ada.get("/api/v1/climbs/projects")).json;
  const changed = await ada.patch(`/api/v1/climbs/projects/${imported.id}`, { notes: "Soft" });
  expect(changed.status, changed.text).toBe(200);
  expect(changed.json).toMatchObject({ notes: "Soft", grade: imported.grade });
  expect(imported.grade).toMatchObject({ ...grade, score: null });
  const other = await ada.patch(`/api/v1/climbs/projects/${imported.id}`, { grade: "V6" });
  expect(other.json.grade).toMatchObject({ system: "vScale", value: "V6" });
});
