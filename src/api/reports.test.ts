import { expect, test } from "vitest";
import { askToFollow, startPlainScene } from "../../federation/testing/peer-scene.ts";
import { addRule } from "../domain/about/texts.ts";
import { startTopout } from "../testing/start-topout.ts";
import { eventually } from "../testing/eventually.ts";
import { openEvents } from "./streaming/testing/open-streams.ts";

const path = "/api/v1/reports";

test("a report reaches the staff with its reasons, each one of its own", async () => {
  await using topout = await startTopout();
  const boss = await topout.signUp("boss", { role: "admin" });
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const rule = await addRule(topout.ctx, { text: "No chipping", hint: "" });
  const { json: post } = await ben.post("/api/v1/statuses", { status: "Made it easier" });
  const body = { account_id: ben.account.id, comment: "See the post", status_ids: [post.id], rule_ids: [rule.id] };
  const { status, json: report } = await ada.post(path, body);
  expect(status).toBe(200);
  expect(report).toMatchObject({
    category: "violation",
    comment: "See the post",
    forwarded: false,
    action_taken: false,
    action_taken_at: null,
    status_ids: [post.id],
    rule_ids: [rule.id],
    target_account: { id: ben.account.id },
  });
  const { json: second } = await ada.post(path, { account_id: ben.account.id, category: "spam", forward: true });
  expect(second).toMatchObject({ category: "spam", comment: "", forwarded: false, status_ids: [] });

  const { json: told } = await boss.get("/api/v1/notifications");
  expect(told).toMatchObject([
    { type: "admin.report", account: { id: ada.account.id }, report: second },
    { type: "admin.report", account: { id: ada.account.id }, report },
  ]);
  const { json: grouped } = await boss.get("/api/v2/notifications");
  expect(grouped.notification_groups).toMatchObject([{ report: second }, { report }]);
  for (const client of [ada, ben]) expect((await client.get("/api/v1/notifications")).json).toEqual([]);
});

test("a report names an account, its own posts and rules that there are", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: own } = await ada.post("/api/v1/statuses", { status: "Mine" });
  const { json: hidden } = await ben.post("/api/v1/statuses", { status: "For friends", visibility: "private" });
  const report = async (body: Record<string, unknown>): Promise<number> => (await ada.post(path, body)).status;
  const account_id = ben.account.id;
  expect(await report({ account_id: "110000000000000000" })).toBe(404);
  expect(await report({})).toBe(422);
  expect(await report({ account_id, status_ids: [own.id] })).toBe(404);
  expect(await report({ account_id, status_ids: [hidden.id] })).toBe(404);
  expect(await report({ account_id, rule_ids: ["110000000000000000"] })).toBe(422);
  const { json: faulty } = await ada.post(path, { account_id, category: "violation" });
  expect(faulty.error).toBe("Validation failed: Rule ids does not reference valid rules");
  expect(await report({ account_id, comment: "x".repeat(1_001) })).toBe(422);
  expect(await report({ account_id, comment: "x".repeat(1_000), category: "odd" })).toBe(200);
});

test("a report that is forwarded reaches the other server without telling who it is from", async () => {
  await using scene = await startPlainScene();
  const { ada, peer, topout } = scene;
  const uri = peer.serveActor("lynn");
  const { id } = await askToFollow(scene, uri);
  await ada.post(path, { account_id: id, comment: "Kept here" });
  const { json: report } = await ada.post(path, { account_id: id, comment: "Chips holds", forward: true });
  expect(report.forwarded).toBe(true);
  const flags = () => peer.inbox.filter(({ activity }) => activity.type === "Flag");
  await eventually(async () => flags().length > 0);
  await scene.settle();
  expect(flags()).toHaveLength(1);
  const [flag] = flags();
  const actor = `${topout.origin}/users/instance.actor`;
  expect(flag).toMatchObject({ signer: expect.stringContaining(actor), activity: { actor, content: "Chips holds" } });
  expect([flag?.activity.object].flat()).toEqual([uri]);
  expect(JSON.stringify(flag?.activity)).not.toContain("/users/ada");
});

test("a Flag from another server is a report, once, of whom it names here", async () => {
  await using scene = await startPlainScene();
  const { topout, ada, note, peer } = scene;
  const boss = await topout.signUp("boss", { role: "admin" });
  const ben = await topout.signUp("ben");
  const { json: other } = await ben.post("/api/v1/statuses", { status: "Not hers" });
  const actor = peer.serveActor("staff", { type: "Application" });
  const flag = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${peer.origin}/flags/1`,
    type: "Flag",
    actor,
    object: [ada.account.uri, note.uri, other.uri],
    content: "Spam\u0000, says lynn",
  };
  await scene.deliver(flag);
  await scene.settle();
  await scene.deliver({ ...flag, object: [`${topout.origin}/users/nobody`], id: `${peer.origin}/flags/2` });
  await scene.settle();
  const { json: told } = await boss.get("/api/v1/notifications");
  expect(told).toMatchObject([
    {
      type: "admin.report",
      report: {
        comment: "Spam, says lynn",
        category: "other",
        status_ids: [note.id],
        target_account: { id: ada.account.id },
      },
    },
  ]);
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
});

test("moderators hear of reports in their streams, count them as unread, ask for them alone and block them", async () => {
  await using topout = await startTopout();
  const guard = await topout.signUp("guard", { role: "moderator" });
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await using stream = await openEvents(topout.origin, "/api/v1/streaming/user", guard.token);
  const { json: report } = await ada.post(path, { account_id: ben.account.id, comment: "Rude" });
  const told = await stream.next("notification");
  expect(told.payload).toMatchObject({ type: "admin.report", account: { id: ada.account.id }, report });
  await ada.post("/api/v1/statuses", { status: "@guard hello" });
  const counts = async (query = "") => [
    (await guard.get(`/api/v1/notifications/unread_count${query}`)).json.count,
    (await guard.get(`/api/v2/notifications/unread_count${query}`)).json.count,
  ];
  expect(await counts()).toEqual([2, 2]);
  expect(await counts("?types[]=admin.report")).toEqual([1, 1]);
  expect(await counts("?exclude_types[]=admin.report")).toEqual([1, 1]);
  const { json: only } = await guard.get("/api/v2/notifications?types[]=admin.report");
  expect(only.notification_groups).toMatchObject([{ type: "admin.report", notifications_count: 1, report }]);
  const { group_key } = only.notification_groups[0];
  expect((await guard.get(`/api/v2/notifications/${group_key}`)).json.notification_groups[0].report).toEqual(report);

  await guard.post(`/api/v1/accounts/${ada.account.id}/block`);
  await ada.post(path, { account_id: ben.account.id, comment: "Again" });
  expect((await guard.get("/api/v1/notifications?types[]=admin.report")).json).toEqual([]);
});

test("a notification of a report whose account is gone is not shown", async () => {
  await using scene = await startPlainScene();
  const { ada, topout, peer } = scene;
  const boss = await topout.signUp("boss", { role: "admin" });
  const uri = peer.serveActor("lynn");
  const { id } = await askToFollow(scene, uri);
  await ada.post(path, { account_id: id });
  expect((await boss.get("/api/v1/notifications")).json).toHaveLength(1);
  const gone = { "@context": "https://www.w3.org/ns/activitystreams", id: `${uri}#delete`, type: "Delete" };
  await scene.deliver({ ...gone, actor: uri, object: uri });
  await scene.settle();
  expect((await boss.get("/api/v1/notifications")).json).toEqual([]);
  expect((await boss.get("/api/v2/notifications")).json.notification_groups).toEqual([]);
});
