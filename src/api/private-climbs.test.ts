import { expect, test } from "vitest";
import { startTopout } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

const path = "/api/v1/climbs";
const secret = "Zzyzx";

test("what is not for everybody is found, counted, drawn and named nowhere", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const location = { name: `${secret} Crag`, country: "FR", latitude: 44.1, longitude: 5.2 };
  const climb = { route_name: `${secret} Wall`, style: "redpoint", grade: "8a", location, partners: ["@eve", "Lynn"] };
  const today = new Date().toISOString().slice(0, 10);
  const log = async (visibility: string, post: boolean) =>
    (await ada.post(path, { ...climb, notes: `#${secret}tag`, visibility, post })).json;
  const own = await log("direct", false);
  const closed = await log("private", false);
  await log("private", true);
  const beginSession = (visibility: string) => ada.post(`${path}/sessions`, { location: `${secret} Gym`, visibility });
  for (const visibility of ["direct", "private"]) await beginSession(visibility);
  await untilIdle(topout);

  const me = `/api/v1/accounts/${ada.account.id}`;
  const places = [
    `${me}/climbs`,
    `${me}/climbs/stats`,
    `${me}/climbs/review/${today.slice(0, 4)}`,
    `${me}/climb_sessions`,
    `/api/v2/search?q=${secret}`,
    `/api/v2/search?q=${secret}tag&type=hashtags`,
    `/api/v1/routes?q=${secret}`,
    `/api/v1/crags?q=${secret}`,
    "/api/v1/crags?near=44.1,5.2",
    "/api/v1/timelines/climbs",
    "/api/v1/timelines/public",
    `/api/v1/timelines/tag/${secret}tag`,
    "/api/v1/trends/routes",
    "/api/v1/trends/tags",
    "/@ada",
    "/",
  ];
  const stranger = await topout.signUp("zoe");
  for (const reader of [topout.anyone, stranger]) {
    for (const place of places) expect((await reader.get(place)).text, place).not.toMatch(/zzyzx/i);
    expect((await reader.get(`${me}/climbs/stats`)).json.totals.climbs).toBe(0);
  }
  for (const { id } of [own, closed]) {
    expect((await topout.anyone.get(`/climbs/${id}/card.png`)).status).toBe(404);
    expect((await stranger.post(`${path}/${id}/log`)).status).toBe(404);
  }
  const accept = "application/activity+json";
  const newest = "9".repeat(18);
  const lists = [`/users/ada/climbs?max_id=${newest}`, `/users/ada/outbox?page=true&cursor=${newest}`];
  for (const list of ["/users/ada/climbs", "/users/ada/outbox", ...lists])
    expect((await topout.anyone.get(list, { accept })).text, list).not.toContain(secret);

  // Named as a partner, one hears of what is told, and of nothing that is only logged.
  expect((await eve.get("/api/v1/notifications")).json).toHaveLength(1);
  expect((await eve.get(`${path}/${closed.id}`)).status).toBe(404);
  expect((await ben.get(`${path}/${own.id}`)).status).toBe(404);
  expect((await ben.get(`${me}/climbs/stats`)).json.totals.climbs).toBe(2);
  expect((await ada.get(`${me}/climbs/stats`)).json.totals.climbs).toBe(3);

  // In each of these places it would have been seen.
  await log("public", true);
  await beginSession("public");
  await untilIdle(topout);
  for (const place of places) expect((await stranger.get(place)).text, place).toMatch(/zzyzx/i);
  for (const list of lists) expect((await topout.anyone.get(list, { accept })).text, list).toContain(secret);
});
