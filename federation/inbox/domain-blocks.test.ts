import { expect, test } from "vitest";
import { eventually } from "../../src/testing/eventually.ts";
import { findAccount } from "../testing/follow-across.ts";
import { follow, relationship, startPlainScene, type Scene } from "../testing/peer-scene.ts";

const context = "https://www.w3.org/ns/activitystreams";
const domainOf = ({ peer }: Scene): string => new URL(peer.origin).host;

function followBy(scene: Scene, actor: string, number = 1) {
  return {
    "@context": context,
    id: `${actor}/follows/${number}`,
    type: "Follow",
    actor,
    object: scene.values.localActor,
  };
}

function createBy(actor: string, number: number, content: string, mentioned?: string) {
  const tag = mentioned === undefined ? [] : [{ type: "Mention", href: mentioned, name: "@ada" }];
  const audience = {
    to: ["https://www.w3.org/ns/activitystreams#Public"],
    cc: [`${actor}/followers`, ...tag.map((t) => t.href)],
  };
  const id = `${actor}/notes/${number}`;
  const object = {
    id,
    type: "Note",
    attributedTo: actor,
    content,
    published: new Date().toISOString(),
    tag,
    ...audience,
  };
  return { "@context": context, id: `${id}/create`, type: "Create", actor, object, ...audience };
}

const sent = ({ peer }: Scene, type: string, actor: string) =>
  peer.inbox.find(
    ({ activity }) => activity.type === type && (activity.object.actor === actor || activity.object.object === actor),
  );

test("blocking a server ends follows both ways, tells it, and hides what it says", async () => {
  await using scene = await startPlainScene();
  const { ada, topout } = scene;
  const eve = scene.peer.serveActor("eve");
  const id = await follow(scene, eve);
  await scene.deliver(followBy(scene, eve));
  await eventually(async () => (await relationship(scene, id)).followed_by);
  await scene.deliver(createBy(eve, 1, "<p>Loud, @ada</p>", scene.values.localActor));
  await scene.seen(`${eve}/notes/1`);

  const blocked = await ada.post("/api/v1/domain_blocks", { domain: domainOf(scene).toUpperCase() });

  expect([blocked.status, blocked.json]).toEqual([200, {}]);
  expect((await ada.get("/api/v1/domain_blocks")).json).toEqual([domainOf(scene)]);
  await eventually(async () => sent(scene, "Undo", scene.values.localActor ?? ""));
  const reject = await eventually(async () => sent(scene, "Reject", eve));
  expect(reject).toMatchObject({ signer: scene.values.localActor });
  await scene.settle();
  expect(await relationship(scene, id)).toMatchObject({ following: false, followed_by: false, domain_blocking: true });
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
  const { json: account } = await ada.get("/api/v1/accounts/verify_credentials");
  expect([account.followers_count, account.following_count]).toEqual([0, 0]);

  // Through others nothing comes either.
  const ben = await topout.signUp("ben");
  await ada.post(`/api/v1/accounts/${ben.account.id}/follow`);
  const { json: found } = await ben.get(`/api/v2/search?q=${encodeURIComponent(`${eve}/notes/1`)}&type=statuses`);
  const boost = await ben.post(`/api/v1/statuses/${found.statuses[0].id}/reblog`);
  expect(boost.status).toBe(200);
  expect((await ben.get("/api/v1/timelines/public")).text).toContain(`${eve}/notes/1`);
  for (const timeline of ["home", "public"]) {
    expect((await ada.get(`/api/v1/timelines/${timeline}`)).text).not.toContain(`${eve}/notes/1`);
  }
  expect((await ada.get(`/api/v1/accounts/${ben.account.id}/statuses`)).json).toEqual([]);

  await ada.request("DELETE", "/api/v1/domain_blocks", { domain: domainOf(scene) });

  expect((await ada.get("/api/v1/domain_blocks")).json).toEqual([]);
  expect((await ada.get("/api/v1/timelines/public")).text).toContain(`${eve}/notes/1`);
  expect((await ada.get("/api/v1/timelines/home")).json[0].id).toBe(boost.json.id);
});

test("who is on a blocked server can neither follow nor be followed, and brings no notifications", async () => {
  await using scene = await startPlainScene();
  const { ada } = scene;
  const eve = scene.peer.serveActor("eve");
  const { id } = await findAccount(ada, eve);
  await ada.post("/api/v1/domain_blocks", { domain: domainOf(scene) });

  await scene.deliver(followBy(scene, eve));
  await eventually(async () => sent(scene, "Reject", eve));
  await scene.deliver(createBy(eve, 2, "<p>@ada hello</p>", scene.values.localActor));
  await scene.settle();

  expect(await relationship(scene, id)).toMatchObject({ followed_by: false, requested_by: false });
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
  const refused = await ada.post(`/api/v1/accounts/${id}/follow`);
  expect([refused.status, refused.json]).toEqual([403, { error: "This action is not allowed" }]);
});

test("what is no name of a server is refused", async () => {
  await using scene = await startPlainScene();
  for (const domain of ["", "not a domain", "https://crag.example", "crag.example/path", "ada@crag.example"]) {
    const { status, json } = await scene.ada.post("/api/v1/domain_blocks", { domain });
    expect([domain, status, json.error.startsWith("Validation failed: Domain")]).toEqual([domain, 422, true]);
  }
  expect((await scene.ada.post("/api/v1/domain_blocks", { domain: "BÜCHER.example" })).status).toBe(200);
  expect((await scene.ada.get("/api/v1/domain_blocks")).json).toEqual(["xn--bcher-kva.example"]);
});
