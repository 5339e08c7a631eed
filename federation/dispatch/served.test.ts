import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Loose } from "../../src/testing/loose.ts";
import { startTopout } from "../../src/testing/start-topout.ts";
import { activityBy } from "../testing/activities.ts";
import { startPlainScene, type Scene } from "../testing/peer-scene.ts";

// What this server tells others, and whom.

let scene: Scene;
let fan: string;
let stranger: string;
beforeAll(async () => {
  scene = await startPlainScene();
  fan = scene.peer.serveActor("fan");
  stranger = scene.peer.serveActor("stranger");
  await scene.deliver(activityBy(fan, "Follow", scene.ada.account.uri));
  await scene.deliver(activityBy(stranger, "Like", scene.note.uri));
  await scene.settle();
});
afterAll(() => scene[Symbol.asyncDispose]());

const activityJson = "application/activity+json";
const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const ask = (path: string, accept = activityJson) =>
  scene.topout.anyone.get(path.replace(scene.topout.origin, ""), { accept });
const climb = { route_name: "Midnight Lightning", climbed_on: "2026-05-01", discipline: "boulder", style: "flash" };

async function post(body: Record<string, unknown>) {
  const answer = await scene.ada.post("/api/v1/statuses", body);
  expect(answer.status).toBe(200);
  return answer.json;
}

async function getAs(uri: string, as: string | null): Promise<number> {
  const response = await scene.peer.get(uri, { as });
  await response.body?.cancel();
  return response.status;
}

test("a public post and its climb are served to everybody", async () => {
  const { uri, climb: posted } = await post({ status: "On top", climb });
  for (const as of [null, stranger, fan]) {
    expect(await getAs(uri, as)).toBe(200);
    expect(await getAs(posted.uri, as)).toBe(200);
  }
  const { json: note, headers } = await ask(uri);
  expect(headers.get("content-type")).toContain(activityJson);
  expect(note).toMatchObject({ id: uri, type: "Note", attributedTo: scene.ada.account.uri });
  expect((await ask(posted.uri)).json).toMatchObject({
    id: posted.uri,
    type: "Climb",
    name: climb.route_name,
    post: uri,
  });
});

test.each([
  ["a post for followers", { visibility: "private" }, [404, 404, 200]],
  ["an unlisted post", { visibility: "unlisted" }, [200, 200, 200]],
  ["a direct post to somebody else", { visibility: "direct" }, [404, 404, 404]],
])("%s and its climb are served to whom it is for", async (_name, extra, [nobody, toStranger, toFan]) => {
  const { uri, climb: posted } = await post({ status: "For some", climb, ...extra });
  for (const address of [uri, posted.uri]) {
    expect(await getAs(address, null)).toBe(nobody);
    expect(await getAs(address, stranger)).toBe(toStranger);
    expect(await getAs(address, fan)).toBe(toFan);
    // Nor is it served to who only claims to be a follower.
    const forged = await scene.peer.get(address, { as: fan, isForged: true });
    expect(forged.status).toBe(nobody);
  }
});

test("a post is not found under another name or as another thing", async () => {
  await scene.topout.signUp("ben");
  const { id, climb: posted } = await post({ status: "Mine", climb });
  for (const path of [
    `/users/ben/statuses/${id}`,
    `/users/nobody/statuses/${id}`,
    `/users/ben/climbs/${posted.id}`,
    `/users/ada/climbs/${id}`,
    `/users/ada/statuses/${posted.id}`,
    "/users/ada/statuses/999999999999999999",
    "/users/nobody",
    "/users/nobody/outbox",
    "/@nobody",
  ]) {
    // A page may lead to the right one.
    expect([302, 404], path).toContain((await ask(path)).status);
  }
});

test("a deleted post and its climb are gone, and say so", async () => {
  const { id, uri, climb: posted } = await post({ status: "Not for long", climb });
  await scene.ada.delete(`/api/v1/statuses/${id}`);
  for (const [address, formerType] of [
    [uri, "Note"],
    [posted.uri, "Climb"],
  ]) {
    const { status, json } = await ask(address);
    expect(status).toBe(410);
    expect(json).toMatchObject({ id: address, type: "Tombstone", formerType });
  }
});

describe("a page", () => {
  test.each([activityJson, 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'])(
    "is ActivityPub for who asks for %s",
    async (accept) => {
      expect((await ask("/@ada", accept)).json).toMatchObject({ id: scene.ada.account.uri, type: "Person" });
      expect((await ask(`/@ada/${scene.note.id}`, accept)).json).toMatchObject({ id: scene.note.uri, type: "Note" });
    },
  );

  test.each([browser, "*/*", ""])("is a page for who asks for %j", async (accept) => {
    for (const path of ["/@ada", `/@ada/${scene.note.id}`]) {
      const { headers } = await ask(path, accept);
      expect(headers.get("content-type") ?? "").not.toContain("activity+json");
    }
  });

  test("of a post for followers is nothing to a machine", async () => {
    const { id } = await post({ status: "For some", visibility: "private" });
    expect((await ask(`/@ada/${id}`)).status).toBe(404);
  });
});

test("an actor tells what other servers need, and no more", async () => {
  const { json: actor } = await ask(scene.ada.account.uri);
  const { uri } = scene.ada.account;
  expect(actor).toMatchObject({
    preferredUsername: "ada",
    inbox: `${uri}/inbox`,
    outbox: `${uri}/outbox`,
    followers: `${uri}/followers`,
    following: `${uri}/following`,
    endpoints: { sharedInbox: `${scene.topout.origin}/inbox` },
    publicKey: { owner: uri, publicKeyPem: expect.stringContaining("BEGIN PUBLIC KEY") },
  });
  expect(JSON.stringify(actor)).not.toMatch(/example\.org|PRIVATE|"d":/);
});

test("WebFinger knows who is here", async () => {
  const { host } = new URL(scene.topout.origin);
  const finger = (resource: string) =>
    scene.topout.anyone.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`);
  for (const resource of [
    `acct:ada@${host}`,
    `acct:ADA@${host}`,
    scene.ada.account.uri,
    `${scene.topout.origin}/@ada`,
  ]) {
    const { status, json } = await finger(resource);
    expect(status, resource).toBe(200);
    expect(json.links).toContainEqual({ rel: "self", type: activityJson, href: scene.ada.account.uri });
    expect([json.subject, ...json.aliases].map((name) => name.toLowerCase())).toContain(`acct:ada@${host}`);
  }
  for (const resource of [`acct:nobody@${host}`, "acct:ada@elsewhere.example", `${scene.topout.origin}/@nobody`]) {
    expect((await finger(resource)).status, resource).toBe(404);
  }
  for (const resource of ["", "ada", "acct:"]) expect([400, 404]).toContain((await finger(resource)).status);
  expect((await scene.topout.anyone.get("/.well-known/webfinger")).status).toBe(400);
});

test("NodeInfo and host-meta describe the server", async () => {
  const { json: links } = await scene.topout.anyone.get("/.well-known/nodeinfo");
  const href: string = links.links[0].href;
  expect(href).toBe(`${scene.topout.origin}/nodeinfo/2.1`);
  const { json } = await scene.topout.anyone.get("/nodeinfo/2.1");
  expect(json).toMatchObject({
    software: { name: "topout" },
    protocols: ["activitypub"],
    usage: { users: { total: 2 } },
  });
  const hostMeta = await scene.topout.anyone.get("/.well-known/host-meta");
  expect(hostMeta.text).toContain(`${scene.topout.origin}/.well-known/webfinger?resource={uri}`);
});

test("collections are read page by page, each thing once", async () => {
  const topout = scene.topout;
  const uma = await topout.signUp("uma");
  const names: string[] = [];
  for (let n = 0; n < 45; n++) {
    const { json } = await uma.post("/api/v1/statuses", { status: `Number ${n}`, climb });
    names.push(json.uri);
  }
  await uma.post("/api/v1/statuses", { status: "For some", visibility: "private", climb });
  for (const name of ["one", "two"]) {
    await scene.deliver(activityBy(scene.peer.serveActor(name), "Follow", uma.account.uri));
  }
  await uma.post(`/api/v1/accounts/${scene.ada.account.id}/follow`);
  await scene.settle();
  const outbox = await readAll(`${uma.account.uri}/outbox`);
  expect(outbox.total).toBe(45);
  expect(outbox.items.map(({ object }) => object.id)).toEqual(names.toReversed());
  const logbook = await readAll(`${uma.account.uri}/climbs`);
  expect(logbook.total).toBe(45);
  expect(logbook.items.map(({ post: uri }) => uri)).toEqual(names.toReversed());
  const followers = await readAll(`${uma.account.uri}/followers`);
  expect(followers.items.toSorted()).toEqual([`${scene.peer.origin}/users/one`, `${scene.peer.origin}/users/two`]);
  const following = await readAll(`${uma.account.uri}/following`);
  expect(following.items).toEqual([scene.ada.account.uri]);
  const { json: pinned } = await uma.get(`/api/v1/accounts/${uma.account.id}/statuses?limit=1`);
  await uma.post(`/api/v1/statuses/${pinned[0].id}/pin`);
  const { json: featured } = await ask(`${uma.account.uri}/featured`);
  expect(JSON.stringify(featured)).not.toContain("For some");
});

async function readAll(uri: string): Promise<{ total: number; items: Loose[] }> {
  const { json: collection } = await ask(uri);
  expect(collection.type).toBe("OrderedCollection");
  const items = [];
  let next: string | undefined = collection.first;
  for (let pages = 0; next !== undefined && pages < 10; pages++) {
    const { json: page, status } = await ask(next);
    expect(status).toBe(200);
    expect(page.type).toBe("OrderedCollectionPage");
    items.push(...[page.orderedItems ?? page.items ?? []].flat());
    next = page.next;
  }
  return { total: collection.totalItems, items };
}

test("with a domain for handles of its own, WebFinger answers for it", async () => {
  await using topout = await startTopout({ TOPOUT_HANDLE_DOMAIN: "crag.example" });
  const ada = await topout.signUp("ada");
  const finger = (resource: string) =>
    topout.anyone.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`);
  for (const host of ["crag.example", new URL(topout.origin).host]) {
    const { json } = await finger(`acct:ada@${host}`);
    expect(json.subject).toBe("acct:ada@crag.example");
    expect(json.links).toContainEqual({ rel: "self", type: activityJson, href: ada.account.uri });
  }
  expect((await finger("acct:ada@elsewhere.example")).status).toBe(404);
  const posted = await ada.post("/api/v1/statuses", { status: "Hello @ada" });
  const { json: note } = await topout.anyone.get(posted.json.uri.replace(topout.origin, ""), { accept: activityJson });
  expect(note.tag).toMatchObject([{ type: "Mention", name: "@ada@crag.example" }]);
});

test("with authorised fetch nothing is served without a signature but who signs", async () => {
  await using strict = await startPlainScene({ TOPOUT_AUTHORIZED_FETCH: "true" });
  const reader = strict.peer.serveActor("reader");
  const { uri } = strict.ada.account;
  for (const address of [
    uri,
    strict.note.uri,
    `${uri}/outbox`,
    `${uri}/followers`,
    `${uri}/featured`,
    `${uri}/climbs`,
  ]) {
    const unsigned = await strict.peer.get(address, { as: null });
    expect(unsigned.status, address).toBe(401);
    const signed = await strict.peer.get(address, { as: reader });
    expect(signed.status, address).toBe(200);
  }
  const signer = await strict.peer.get(`${strict.topout.origin}/users/instance.actor`, { as: null });
  expect(signer.status).toBe(200);
});
