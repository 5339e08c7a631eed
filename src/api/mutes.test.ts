import { expect, test } from "vitest";
import { mutes } from "../db/schema/index.ts";
import { cleanUp } from "../jobs/handlers/clean-up.ts";
import { checkNeeds } from "../testing/client-needs.ts";
import { eventually } from "../testing/eventually.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

async function post(by: TestUser, status: string, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await by.post("/api/v1/statuses", { status, ...more });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.id;
}

async function idsAt(reader: TestUser, path: string): Promise<string[]> {
  const answer = await reader.get(path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json.map((status: { id: string }) => status.id);
}

const mute = (by: TestUser, whom: TestUser, options: Record<string, unknown> = {}) =>
  by.post(`/api/v1/accounts/${whom.account.id}/mute`, options);
const unmute = (by: TestUser, whom: TestUser) => by.post(`/api/v1/accounts/${whom.account.id}/unmute`);
const notificationsOf = async (reader: TestUser): Promise<string[]> =>
  (await reader.get("/api/v1/notifications")).json.map(
    (given: { type: string; account: { username: string } }) => `${given.type} ${given.account.username}`,
  );

/** Ada follows ben and cleo. */
async function startThree(topout: TestTopout) {
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  for (const whom of [ben, cleo]) await ada.post(`/api/v1/accounts/${whom.account.id}/follow`);
  return { ada, ben, cleo };
}

test("what somebody muted writes, is boosted from, or is named in leaves every timeline until the mute ends", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo } = await startThree(topout);
  const theirs = await post(ben, "Loud #granite");
  const naming = await post(cleo, "With @ben today #granite");
  const boost = (await cleo.post(`/api/v1/statuses/${theirs}/reblog`)).json.id;
  const other = await post(cleo, "Quiet #granite");
  const answer = await post(ben, "@cleo Really?", { in_reply_to_id: other });
  const below = await post(cleo, "@ben Yes", { in_reply_to_id: answer });
  const own = (await ada.post(`/api/v1/statuses/${theirs}/reblog`)).json.id;
  const home = "/api/v1/timelines/home";
  const before = await idsAt(ada, home);
  expect(before).toEqual(expect.arrayContaining([theirs, naming, boost, other, answer, own]));

  const { json: relationship } = await mute(ada, ben);

  expect(relationship).toMatchObject({ muting: true, muting_notifications: true, muting_expires_at: null });
  expect(await idsAt(ada, home)).toEqual([own, other]);
  expect(await idsAt(ada, "/api/v1/timelines/public")).toEqual([other, naming]);
  expect(await idsAt(ada, "/api/v1/timelines/tag/granite")).toEqual([other, naming]);
  expect(await idsAt(ada, `/api/v1/accounts/${cleo.account.id}/statuses`)).not.toContain(boost);
  const { json: context } = await ada.get(`/api/v1/statuses/${other}/context`);
  expect(context.descendants.map((status: { id: string }) => status.id)).toEqual([below]);
  // Who looks for them finds them.
  expect(await idsAt(ada, `/api/v1/accounts/${ben.account.id}/statuses`)).toEqual([answer, theirs]);
  expect((await ada.get(`/api/v1/statuses/${theirs}`)).status).toBe(200);
  // Only ada does not want to read him.
  expect(await idsAt(cleo, "/api/v1/timelines/public")).toContain(theirs);

  await unmute(ada, ben);

  expect(await idsAt(ada, home)).toEqual(before);
});

test("a mute silences notifications, those that came before too, unless it leaves them", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo } = await startThree(topout);
  await post(ben, "@ada before");
  await mute(ada, ben);
  expect(await notificationsOf(ada)).toEqual([]);
  await post(ben, "@ada while muted");
  await post(cleo, "@ada @ben what he said");
  expect(await notificationsOf(ada)).toEqual([]);

  const { json } = await mute(ada, ben, { notifications: false });
  await post(ben, "@ada once more");

  expect(json).toMatchObject({ muting: true, muting_notifications: false });
  expect(await notificationsOf(ada)).toEqual(["mention ben"]);
});

test("a mute with a duration ends by itself, and the clean-up removes what is left of it", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo } = await startThree(topout);
  const id = await post(ben, "Loud");
  await mute(ada, cleo, { duration: 3_600 });
  const { json } = await mute(ada, ben, { duration: "1" });
  expect(Date.parse(json.muting_expires_at) - Date.now()).toBeLessThanOrEqual(1_000);
  expect(await idsAt(ada, "/api/v1/timelines/home")).toEqual([]);

  await eventually(async () => (await idsAt(ada, "/api/v1/timelines/home")).includes(id));

  const relation = await ada.get(`/api/v1/accounts/relationships?id[]=${ben.account.id}`);
  expect(relation.json[0]).toMatchObject({ muting: false, muting_notifications: false, muting_expires_at: null });
  expect((await ada.get("/api/v1/mutes")).json.map((shown: { username: string }) => shown.username)).toEqual(["cleo"]);
  await post(ben, "@ada and again");
  expect(await notificationsOf(ada)).toEqual(["mention ben"]);
  const left = () => topout.ctx.db.read.select({ targetId: mutes.targetId }).from(mutes);
  expect(await left()).toHaveLength(2);
  await cleanUp(topout.ctx);
  expect(await left()).toEqual([{ targetId: cleo.account.id }]);
});

test("the list of mutes tells when each ends, and pages by the mute", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const others: TestUser[] = [];
  for (const name of ["ben", "cleo", "dora"]) others.push(await topout.signUp(name));
  // The last who came is muted first.
  for (const other of others.toReversed())
    await mute(ada, other, other.account.username === "cleo" ? { duration: 60 } : {});

  const first = await ada.get("/api/v1/mutes?limit=2");

  expect(checkNeeds("account", first.json)).toEqual([]);
  expect(first.json.map((shown: { username: string }) => shown.username)).toEqual(["ben", "cleo"]);
  expect(first.json[0].mute_expires_at).toBeNull();
  expect(Date.parse(first.json[1].mute_expires_at)).toBeGreaterThan(Date.now());
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect((await ada.get(next)).json.map((shown: { username: string }) => shown.username)).toEqual(["dora"]);
});

test("one cannot mute oneself, nor what is not there, and nonsense mutes for good", async () => {
  await using topout = await startTopout();
  const { ada, ben } = await startThree(topout);
  expect((await mute(ada, ada)).json).toMatchObject({ muting: false });
  expect((await ada.post("/api/v1/accounts/110000000000000000/mute")).status).toBe(404);
  for (const duration of ["-5", "soon", ""]) {
    expect((await mute(ada, ben, { duration })).json).toMatchObject({ muting: true, muting_expires_at: null });
  }
  expect((await mute(ada, ben, { duration: 1e300 })).status).toBe(200);
});

test("a muted conversation brings no more notifications, of whatever kind, and its posts say so", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo } = await startThree(topout);
  const start = await post(ada, "Who has a rope?");
  const answer = await post(ben, "@ada I do", { in_reply_to_id: start });
  expect((await ada.get(`/api/v1/statuses/${answer}`)).json.muted).toBe(false);

  // Any post of the thread stands for all of it.
  const { json } = await ada.post(`/api/v1/statuses/${answer}/mute`);

  expect(json).toMatchObject({ id: answer, muted: true });
  expect((await ada.get(`/api/v1/statuses/${start}`)).json.muted).toBe(true);
  expect((await ben.get(`/api/v1/statuses/${start}`)).json.muted).toBe(false);
  await post(cleo, "@ada @ben Me too", { in_reply_to_id: answer });
  await ben.post(`/api/v1/statuses/${start}/favourite`);
  await ben.post(`/api/v1/statuses/${start}/reblog`);
  expect(await notificationsOf(ada)).toEqual(["mention ben"]);
  expect(await notificationsOf(ben)).toContain("mention cleo");

  expect((await ada.post(`/api/v1/statuses/${start}/unmute`)).json.muted).toBe(false);
  await post(cleo, "@ada Still there?", { in_reply_to_id: start });
  expect(await notificationsOf(ada)).toEqual(["mention cleo", "mention ben"]);
});

test("a conversation that one may not see cannot be muted", async () => {
  await using topout = await startTopout();
  const { ada, ben } = await startThree(topout);
  const secret = await post(ben, "For nobody", { visibility: "direct" });
  expect((await ada.post(`/api/v1/statuses/${secret}/mute`)).status).toBe(404);
});
