import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { eventually } from "../src/testing/eventually.ts";
import { startPeer, type TestPeer } from "../src/testing/start-peer.ts";
import { startTopout, type TestTopout, type TestUser } from "../src/testing/start-topout.ts";
import { jobs } from "../src/db/schema/index.ts";

async function followFrom(peer: TestPeer, topout: TestTopout, ada: TestUser, username: string): Promise<string> {
  // Without a shared inbox, so that each follower has one of their own.
  const actor = peer.serveActor(username, { endpoints: {} });
  const follow = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${actor}/follows/1`,
    type: "Follow",
    actor,
    object: ada.account.uri,
  };
  await peer.post(`${topout.origin}/inbox`, follow, { as: actor });
  await eventually(async () =>
    peer.inbox.some((delivery) => delivery.activity.type === "Accept" && delivery.activity.to === actor),
  );
  return actor;
}

const followers = async (ada: TestUser): Promise<number> =>
  (await ada.get("/api/v1/accounts/verify_credentials")).json.followers_count;

const created = (peer: TestPeer) => peer.inbox.filter((delivery) => delivery.activity.type === "Create");

test("a follower whose inbox is gone is removed, and nobody else", async () => {
  await using topout = await startTopout();
  await using peer = await startPeer();
  const ada = await topout.signUp("ada");
  await followFrom(peer, topout, ada, "gone");
  await followFrom(peer, topout, ada, "there");
  expect(await followers(ada)).toBe(2);
  peer.answer("/users/gone/inbox", { status: 410 });

  await ada.post("/api/v1/statuses", { status: "Anybody there?" });
  await eventually(async () => (await followers(ada)) === 1);
  await eventually(async () => created(peer).length === 1);
  expect(created(peer)[0]?.signer).toBe(ada.account.uri);
});

test("an inbox that fails gets the post when it works again, and keeps its follower", async () => {
  await using topout = await startTopout();
  await using peer = await startPeer();
  const ada = await topout.signUp("ada");
  await followFrom(peer, topout, ada, "shaky");
  let knocks = 0;
  peer.answer("/users/shaky/inbox", (request, response) => {
    knocks += 1;
    request.resume();
    response.writeHead(knocks < 3 ? 503 : 202).end();
  });
  await ada.post("/api/v1/statuses", { status: "Again and again" });
  await eventually(async () => knocks >= 3);
  await eventually(async () => (await topout.ctx.db.read.$count(jobs)) === 0);
  expect(knocks).toBe(3);
  expect(await followers(ada)).toBe(1);
});

test("what waits in the queue holds no private key", async () => {
  await using topout = await startTopout();
  await using peer = await startPeer();
  const ada = await topout.signUp("ada");
  await followFrom(peer, topout, ada, "shaky");
  peer.answer("/users/shaky/inbox", { status: 503 });
  await ada.post("/api/v1/statuses", { status: "Keep it" });
  // After its first try, as Fedify puts it back.
  const waiting = await eventually(async () => {
    const [row] = await topout.ctx.db.read.select({ payload: jobs.payload }).from(jobs).where(eq(jobs.type, "deliver"));
    return JSON.stringify(row?.payload ?? {}).includes('"attempt":1') && JSON.stringify(row?.payload);
  });
  expect(waiting).toContain("#main-key");
  expect(waiting).not.toMatch(/privateKey|"d":/);
});

test("a blocked follower is refused without a fetch", async () => {
  await using topout = await startTopout();
  await using peer = await startPeer();
  const ada = await topout.signUp("ada");
  const actor = await followFrom(peer, topout, ada, "pest");
  const { json } = await ada.get(`/api/v2/search?q=${encodeURIComponent(actor)}&resolve=true`);
  await ada.post(`/api/v1/accounts/${json.accounts[0].id}/block`);
  await eventually(async () => peer.inbox.some((delivery) => delivery.activity.type === "Block"));
  const before = peer.requests.filter((request) => request.method === "GET").length;

  const again = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${actor}/follows/2`,
    type: "Follow",
    actor,
    object: ada.account.uri,
  };
  await peer.post(`${topout.origin}/inbox`, again, { as: actor });
  await eventually(async () =>
    peer.inbox.some((delivery) => delivery.activity.type === "Reject" && delivery.activity.object.id === again.id),
  );
  expect(await followers(ada)).toBe(0);
  expect(peer.requests.filter((request) => request.method === "GET")).toHaveLength(before);
});
