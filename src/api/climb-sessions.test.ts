import { expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { startTopout } from "../testing/start-topout.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);
const path = "/api/v1/climbs/sessions";
const nobody = "110000000000000000";

const evening = {
  day: "2026-05-01",
  location: { name: "Boulderhaus", country: "DE" },
  indoor: true,
  duration_minutes: 135,
  partners: ["@ben", "Lynn"],
  notes: "Slabs only",
};

test("a session is written down, changed, and holds its climbs, which outlive it", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const created = await ada.post(path, evening);
  expect(created.json).toMatchObject({
    ...evening,
    account_id: ada.account.id,
    partners: [
      { name: "@ben", account: { id: ben.account.id, acct: "ben" } },
      { name: "Lynn", account: null },
    ],
    visibility: "public",
    climbs_count: 0,
  });
  const session = `${path}/${created.json.id}`;
  const climb = { route_name: "Blue", style: "flash", session_id: created.json.id, climbed_on: "2026-05-01" };
  const logged = (await ada.post("/api/v1/climbs", climb)).json;
  const told = (await ada.post("/api/v1/statuses", { status: "", climb })).json.climb;
  expect([logged.session_id, told.session_id]).toEqual([created.json.id, created.json.id]);
  expect(idsOf(await topout.anyone.get(`${session}/climbs`))).toEqual([told.id, logged.id]);
  expect((await ada.get(`${session}/climbs?limit=1`)).headers.get("link")).toContain(`max_id=${told.id}`);
  expect((await topout.anyone.get(session)).json.climbs_count).toBe(2);

  // A part of it, then all of it.
  const patched = await ada.patch(session, { duration_minutes: 90 });
  expect(patched.json).toMatchObject({ ...evening, duration_minutes: 90, partners: [{}, { name: "Lynn" }] });
  const put = await ada.put(session, { day: "2026-05-02", visibility: "private" });
  expect(put.json).toMatchObject({ day: "2026-05-02", location: null, indoor: null, partners: [], notes: "" });

  // An entry stays where it is unless told otherwise.
  const { session_id: _, ...same } = climb;
  expect((await ada.put(`/api/v1/climbs/${logged.id}`, same)).json.session_id).toBe(created.json.id);
  expect((await ada.put(`/api/v1/climbs/${told.id}`, { ...same, session_id: null })).json.session_id).toBeNull();
  for (const answer of [await ben.put(session, evening), await ben.delete(session)]) expect(answer.status).toBe(404);
  expect((await ada.delete(session)).status).toBe(200);
  expect((await ada.get(session)).status).toBe(404);
  expect((await ada.get(`/api/v1/climbs/${logged.id}`)).json).toMatchObject({ route_name: "Blue", session_id: null });
});

test("a climb finds the session of its day and place by itself, and begins it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const log = async (more: Record<string, unknown>) =>
    (
      await ada.post("/api/v1/climbs", {
        route_name: "Blue",
        style: "flash",
        climbed_on: "2026-05-01",
        session: "auto",
        ...more,
      })
    ).json;
  const given = (await ada.post(path, evening)).json;
  expect((await log({ location: "  boulderHAUS " })).session_id).toBe(given.id);
  expect((await log({ location: { name: "Boulderhaus", country: "AT" } })).session_id).not.toBe(given.id);
  const [first, second] = [await log({ location: "Camp 4" }), await log({ location: "Camp 4" })];
  expect(second.session_id).toBe(first.session_id);
  expect((await ada.get(`${path}/${first.session_id}`)).json).toMatchObject({
    day: "2026-05-01",
    location: { name: "Camp 4" },
    climbs_count: 2,
  });
  const nextDay = await log({ location: "Camp 4", climbed_on: "2026-05-02" });
  expect(nextDay.session_id).not.toBe(first.session_id);
  // Many at once: one session.
  const crowd = await Promise.all(Array.from({ length: 6 }, () => log({ location: "Hueco", post: true })));
  expect(new Set(crowd.map((climb) => climb.session_id)).size).toBe(1);
  // A climb whose day is put right moves along.
  const moved = { route_name: "Blue", style: "flash", session: "auto", location: "Camp 4", climbed_on: "2026-05-01" };
  const put = await ada.put(`/api/v1/climbs/${nextDay.id}`, moved);
  expect(put.json.session_id).toBe(first.session_id);
  expect((await log({ session: undefined })).session_id).toBeNull();
});

test("sessions are shown to whom their climber shows them, with the climbs that these may see", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const begin = async (visibility: string) => (await ada.post(path, { ...evening, visibility })).json.id;
  const [open, closed, own] = [await begin("public"), await begin("private"), await begin("direct")];
  const log = async (visibility: string, session_id: string, more = {}) =>
    (await ada.post("/api/v1/climbs", { route_name: "x", style: "flash", visibility, session_id, ...more })).json;
  const shown = await log("public", open);
  await log("direct", open);
  const inClosed = await log("public", closed, { post: true });

  const list = `/api/v1/accounts/${ada.account.id}/climb_sessions`;
  expect(idsOf(await ada.get(path))).toEqual([own, closed, open]);
  expect(idsOf(await ben.get(list))).toEqual([closed, open]);
  for (const stranger of [eve, topout.anyone]) expect(idsOf(await stranger.get(list))).toEqual([open]);
  expect((await topout.anyone.get(`${path}/${closed}`)).status).toBe(404);
  expect((await topout.anyone.get(`${path}/${open}`)).json.climbs_count).toBe(1);
  expect((await ada.get(`${path}/${open}`)).json.climbs_count).toBe(2);
  expect(idsOf(await topout.anyone.get(`${path}/${open}/climbs`))).toEqual([shown.id]);
  // A climb names its session to those whom it is shown, in a post as in the logbook.
  expect((await ben.get(`/api/v1/climbs/${shown.id}`)).json.session_id).toBe(open);
  for (const [reader, id] of [
    [ada, closed],
    [ben, closed],
    [eve, null],
    [topout.anyone, null],
  ] as const) {
    expect((await reader.get(`/api/v1/climbs/${inClosed.id}`)).json.session_id).toBe(id);
    expect((await reader.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json[0].session_id).toBe(id);
    expect((await reader.get(`/api/v1/statuses/${inClosed.status_id}`)).json.climb.session_id).toBe(id);
  }
  expect((await ben.get("/api/v1/timelines/home")).json[0].climb.session_id).toBe(closed);
  const inOwn = await log("public", own);
  for (const reader of [ben, topout.anyone])
    expect((await reader.get(`/api/v1/climbs/${inOwn.id}`)).json.session_id).toBeNull();
  await ada.post(`/api/v1/accounts/${eve.account.id}/block`);
  expect((await eve.get(list)).json).toEqual([]);
  expect((await ada.get(`${list}?limit=1`)).headers.get("link")).toContain(`max_id=${own}`);
  expect((await topout.anyone.get(path)).status).toBe(401);
});

test("a session names its crag, as soon as and as long as the catalogue knows it", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const { json: session } = await ada.post(path, evening);
  expect(session).toMatchObject({ crag_id: null, crag: null });
  const shown = async () => (await ben.get(`${path}/${session.id}`)).json;
  const climb = { route_name: "Blue", style: "flash", location: evening.location, indoor: true };
  await ada.post("/api/v1/climbs", { ...climb, session_id: session.id, visibility: "private" });
  expect((await shown()).crag).toBeNull();
  const told = (await ada.post("/api/v1/climbs", { ...climb, session: "auto", climbed_on: evening.day })).json;
  const crag = { id: told.crag_id, name: "Boulderhaus", kind: "gym", url: `${topout.origin}/crags/${told.crag_id}` };
  expect(await shown()).toMatchObject({ crag_id: told.crag_id, crag });
  const written = { ...evening, location: { name: "BOULDERHAUS!", country: "Germany" } };
  expect((await ben.post(path, written)).json).toMatchObject({ crag });
  expect((await ben.get(`/api/v1/accounts/${ada.account.id}/climb_sessions`)).json[0]).toMatchObject({ crag });
  expect((await ada.patch(`${path}/${session.id}`, { location: "Elsewhere" })).json.crag).toBeNull();
  expect((await ada.patch(`${path}/${session.id}`, { location: "The Boulderhaus" })).json).toMatchObject({ crag });
  await ada.delete(`/api/v1/climbs/${told.id}`);
  expect((await shown()).crag).toBeNull();
});

test("a faulty session is refused with what is wrong, and a foreign one takes no climb", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const faults: Record<string, unknown> = {
    day: "2026-02-30",
    duration_minutes: 0,
    visibility: "secret",
    partners: Array.from({ length: 21 }, (_, n) => `p${n}`),
    notes: "x".repeat(20_000),
  };
  for (const [field, value] of Object.entries(faults)) {
    const answer = await ada.post(path, { ...evening, [field]: value });
    expect([answer.status, Object.keys(answer.json.details)], field).toEqual([
      422,
      [field === "notes" ? "text" : field],
    ]);
  }
  expect((await ada.post(path, { day: "2999-01-01" })).json.error).toContain("is in the future");
  const foreign = (await ben.post(path, evening)).json.id;
  for (const id of [foreign, nobody]) {
    const climb = { route_name: "Blue", style: "flash", session_id: id };
    const refused = [await ada.post("/api/v1/climbs", climb), await ada.post("/api/v1/statuses", { climb })];
    for (const answer of refused) {
      expect(answer.status).toBe(422);
      expect(answer.json.details).toEqual({ session_id: [{ error: "ERR_INVALID", description: expect.any(String) }] });
    }
  }
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toEqual([]);
  expect((await ada.get("/api/v1/timelines/home")).json).toEqual([]);
  expect((await ada.post("/api/v1/climbs", { route_name: "x", style: "flash", session: "now" })).status).toBe(422);
  const reader = await topout.signUp("rita", { scopes: ["read"] });
  expect((await reader.post(path, evening)).status).toBe(403);
});
