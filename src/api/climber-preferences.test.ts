import { expect, test } from "vitest";
import { startTopout } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

const path = "/api/v1/climbs/preferences";
const none = { boulder: null, route: null, ice: null, mixed: null, aid: null };

test("a climber's preferences are as usual until they are changed, one by one", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const usual = { grade_systems: none, hashtags: null, nearby: false };
  expect((await ada.get(path)).json).toEqual(usual);
  const first = await ada.patch(path, { grade_systems: { boulder: "font", route: "british" }, nearby: true });
  expect([first.status, first.json]).toEqual([
    200,
    { grade_systems: { ...none, boulder: "font", route: "british" }, hashtags: null, nearby: true },
  ]);
  await ada.patch(path, { grade_systems: { route: null, ice: "ai" }, hashtags: ["#Granite", "granite", "TradIsRad"] });
  const chosen = {
    grade_systems: { ...none, boulder: "font", ice: "ai" },
    hashtags: ["granite", "tradisrad"],
    nearby: true,
  };
  expect((await ada.get(path)).json).toEqual(chosen);
  expect((await ada.patch(path, {})).json).toEqual(chosen);
  expect((await ada.patch(path, { hashtags: [] })).json.hashtags).toEqual([]);
  expect((await ada.patch(path, { hashtags: null })).json.hashtags).toBeNull();
  expect((await ben.get(path)).json).toEqual(usual);
});

test("PUT takes back what it does not name", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.put(path, { grade_systems: { boulder: "font" }, hashtags: ["granite"], nearby: true });
  expect((await ada.put(path, { grade_systems: { route: "french" } })).json).toEqual({
    grade_systems: { ...none, route: "french" },
    hashtags: null,
    nearby: false,
  });
});

test("preferences come as forms too", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const form = (fields: string[][]) => ada.patch(path, new URLSearchParams(fields));
  const changed = await form([
    ["grade_systems[mixed]", "m"],
    ["hashtags[]", "granite"],
    ["nearby", "1"],
  ]);
  expect(changed.json).toEqual({ grade_systems: { ...none, mixed: "m" }, hashtags: ["granite"], nearby: true });
  const emptied = await form([
    ["grade_systems[mixed]", ""],
    ["hashtags", ""],
    ["nearby", "false"],
  ]);
  expect(emptied.json).toEqual({ grade_systems: none, hashtags: [], nearby: false });
});

test("a grade that could be of several systems is read in the climber's own", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ada.patch(path, { grade_systems: { route: "ewbank", boulder: "vScale" } });
  const good = { route_name: "Punks in the Gym", style: "redpoint" };
  const log = async (by: typeof ada, more: Record<string, unknown>) =>
    (await by.post("/api/v1/climbs", { ...good, ...more })).json;
  const ewbank = { system: "ewbank", value: "32", score: expect.any(Number) };
  expect(await log(ada, { grade: "32" })).toMatchObject({ discipline: "sport", grade: ewbank });
  expect(await log(ada, { grade: 32, post: true, perceived_grade: "31/32" })).toMatchObject({
    grade: ewbank,
    perceived_grade: { system: "ewbank", value: "31/32" },
  });
  expect((await log(ada, { grade: "8", discipline: "boulder" })).grade).toMatchObject({
    system: "vScale",
    value: "V8",
  });
  // What is written without doubt stays what it is, as does what no system of theirs has.
  expect((await log(ada, { grade: "8b+" })).grade.system).toBe("french");
  expect((await log(ada, { grade: "32", discipline: "ice" })).grade.system).toBeNull();
  const unread = await log(ben, { grade: "32" });
  expect(unread.grade).toMatchObject({ system: null, value: "32", score: null });
  const project = await ada.post("/api/v1/climbs/projects", { route_name: "Punks in the Gym", grade: "32" });
  expect(project.json.grade).toMatchObject(ewbank);
  const goal = { kind: "grade", grade: "32", discipline: "sport" };
  expect((await ada.post("/api/v1/climbs/goals", goal)).json.grade).toMatchObject(ewbank);
  expect((await ben.post("/api/v1/climbs/goals", goal)).status).toBe(422);
});

test("changes at the same time lose nothing", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const systems = { boulder: "font", route: "uiaa", ice: "wi", mixed: "m", aid: "c" };
  await Promise.all(
    Object.entries(systems).map(([kind, system]) => ada.patch(path, { grade_systems: { [kind]: system } })),
  );
  expect((await ada.get(path)).json.grade_systems).toEqual(systems);
});

test("wrong preferences are refused by field, and nothing changes", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const refused = async (body: Record<string, unknown>) => {
    const { status, json } = await ada.patch(path, { nearby: true, ...body });
    expect([status, json.error]).toEqual([422, expect.stringContaining("Validation failed: ")]);
    return Object.keys(json.details);
  };
  expect(await refused({ grade_systems: { boulder: "french", route: "font" } })).toEqual([
    "grade_systems.boulder",
    "grade_systems.route",
  ]);
  expect(await refused({ grade_systems: { ice: "kurtyka" } })).toEqual(["grade_systems.ice"]);
  expect(await refused({ grade_systems: { swimming: "font" } })).toEqual(["grade_systems"]);
  expect(await refused({ grade_systems: "font" })).toEqual(["grade_systems"]);
  expect(await refused({ hashtags: ["a", "b", "c", "d", "e", "f"] })).toEqual(["hashtags"]);
  expect(await refused({ hashtags: ["fine", "two words", "2026", "", "x".repeat(65)] })).toEqual([
    "hashtags.1",
    "hashtags.2",
    "hashtags.3",
    "hashtags.4",
  ]);
  expect(await refused({ nearby: "", hashtags: [7] })).toEqual(["hashtags.0"]);
  expect((await ada.get(path)).json).toEqual({ grade_systems: none, hashtags: null, nearby: false });
});

test("preferences are the climber's own, within the scopes of accounts", async () => {
  await using topout = await startTopout();
  const reader = await topout.signUp("ada", { scopes: ["read:accounts"] });
  const poster = await topout.signUp("ben", { scopes: ["read:statuses", "write:statuses"] });
  expect((await topout.anyone.get(path)).status).toBe(401);
  expect((await topout.anyone.patch(path, { nearby: true })).status).toBe(401);
  expect([(await reader.get(path)).status, (await reader.patch(path, {})).status]).toEqual([200, 403]);
  expect([(await poster.get(path)).status, (await poster.put(path, {})).status]).toEqual([403, 403]);
});

const send = (route_name: string, grade: string) => ({ route_name, grade, style: "redpoint" });

test("whoever has chosen systems reads every grade in them, beside what was written", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const climb = { ...send("Midnight Lightning", "V8"), perceived_grade: "V4-5" };
  const { json: posted } = await ada.post("/api/v1/statuses", { status: "Sent", climb });
  await ben.patch(path, { grade_systems: { boulder: "font", route: "british" } });
  const grade = { system: "vScale", value: "V8", score: 2_050, preferred: { system: "font", value: "7B" } };
  const perceived = expect.objectContaining({ value: "V4-5", preferred: { system: "font", value: "6B-6C" } });
  const shown = expect.objectContaining({ grade, perceived_grade: perceived });
  const seenBy = async (client: typeof ben | typeof topout.anyone) => [
    (await client.get(`/api/v1/climbs/${posted.climb.id}`)).json,
    (await client.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json[0],
    (await client.get(`/api/v1/statuses/${posted.id}`)).json.climb,
    (await client.get("/api/v1/timelines/public")).json[0].climb,
  ];
  expect(await seenBy(ben)).toEqual([shown, shown, shown, shown]);
  expect((await ben.get("/api/v1/timelines/home")).json[0].climb).toEqual(shown);
  expect((await ben.post(`/api/v1/statuses/${posted.id}/reblog`)).json.reblog.climb).toEqual(shown);
  for (const other of [ada, topout.anyone]) {
    for (const seen of await seenBy(other)) expect(seen.grade).toEqual({ ...grade, preferred: null });
  }
  const preferredOf = async (text: string) => (await ben.post("/api/v1/climbs", send("x", text))).json.grade.preferred;
  expect(await preferredOf("6b")).toEqual({ system: "british", value: "E2" });
  expect(await preferredOf("7B")).toBeNull();
  expect(await preferredOf("9b")).toBeNull();
  expect(await preferredOf("WI4")).toBeNull();
  expect(await preferredOf("hard")).toBeNull();
});

test("routes, their consensus and what trends are read in the chosen systems", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const climb = { ...send("Midnight Lightning", "V8"), location: "Camp 4", perceived_grade: "V7" };
  const { json } = await ada.post("/api/v1/climbs", { ...climb, visibility: "public" });
  await ben.patch(path, { grade_systems: { boulder: "font" } });
  const preferred = { system: "font", value: "7B" };
  const lists = ["routes?q=mid", "routes", `routes?crag_id=${json.crag_id}`, `crags/${json.crag_id}/routes`];
  for (const list of [...lists, "trends/routes"]) {
    expect((await ben.get(`/api/v1/${list}`)).json[0].grade, list).toMatchObject({ value: "V8", preferred });
    expect((await topout.anyone.get(`/api/v1/${list}`)).json[0].grade, list).toMatchObject({ preferred: null });
  }
  expect((await ben.get(`/api/v1/routes/${json.route_id}`)).json).toMatchObject({
    grade: { preferred },
    community_grade: { value: "V7", count: 1, preferred: { system: "font", value: "7A+" } },
  });
});

test("a long logbook in chosen systems takes as many queries as a short one", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.patch(path, { grade_systems: { boulder: "font" } });
  for (let index = 0; index < 8; index++) await ada.post("/api/v1/climbs", { climb: send("x", "V4"), post: true });
  await untilIdle(topout);
  const queriesOf = async (limit: number, list: string) => {
    const seen: string[] = [];
    const stop = topout.ctx.db.onQuery((statement) => void seen.push(statement));
    const { json } = await ada.get(`${list}?limit=${limit}`);
    stop();
    expect(json).toHaveLength(limit);
    return seen.filter((statement) => !/"(jobs|key_values)"/.test(statement)).length;
  };
  for (const list of [`/api/v1/accounts/${ada.account.id}/climbs`, "/api/v1/timelines/home"]) {
    expect(await queriesOf(8, list), list).toBe(await queriesOf(1, list));
  }
});
