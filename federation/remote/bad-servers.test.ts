import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import { eventually } from "../../src/testing/eventually.ts";
import { activityBy, createOf, noteBy, publicUri } from "../testing/activities.ts";
import { follow, startPlainScene, type Scene } from "../testing/peer-scene.ts";

// Servers that answer slowly, endlessly, elsewhere or with something else do not hold this one up.

const activityJson = "application/activity+json";

async function search(scene: Scene, asked: string, type: "accounts" | "statuses") {
  const { json, status } = await scene.ada.get(
    `/api/v2/search?q=${encodeURIComponent(asked)}&resolve=true&type=${type}`,
  );
  expect(status).toBe(200);
  return json[type];
}

/** What an actor's document would be. */
const actorDocument = (uri: string, extra = {}) => ({
  "@context": "https://www.w3.org/ns/activitystreams",
  id: uri,
  type: "Person",
  preferredUsername: "odd",
  inbox: `${uri}/inbox`,
  ...extra,
});

test("an actor is believed only as ActivityPub, from its own host, with an inbox there", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const uri = `${peer.origin}/users/odd`;
  const answers: readonly (readonly [object, string?])[] = [
    [actorDocument(uri), "text/plain"],
    [actorDocument(uri), "application/json"],
    [actorDocument(uri), "image/png"],
    [actorDocument(uri), "text/html"],
    [actorDocument(uri, { inbox: undefined })],
    [actorDocument(uri, { inbox: `${peer.otherOrigin}/inbox` })],
    [actorDocument(uri, { inbox: "javascript:alert(1)" })],
    [actorDocument(uri, { id: `${peer.otherOrigin}/users/odd` })],
    [actorDocument(uri, { id: scene.ada.account.uri })],
    [actorDocument(uri, { id: undefined })],
    [actorDocument(uri, { preferredUsername: undefined })],
    [actorDocument(uri, { preferredUsername: "a b<script>" })],
    [actorDocument(uri, { type: "Note" })],
    [[]],
  ];
  for (const [document, type = activityJson] of answers) {
    peer.answer("/users/odd", { headers: { "content-type": type }, body: JSON.stringify(document) });
    expect(await search(scene, uri, "accounts"), JSON.stringify([document, type])).toEqual([]);
  }
  peer.answer("/users/odd", { headers: { "content-type": activityJson }, body: JSON.stringify(actorDocument(uri)) });
  expect(await search(scene, uri, "accounts")).toHaveLength(1);
});

test("a page leads to its document once, and not in circles", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const page = (href: string) => ({
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<!doctype html><head><link rel="alternate" type="${activityJson}" href="${href}"></head>`,
  });
  peer.answer("/a", page("/b"));
  peer.answer("/b", page("/a"));
  expect(await search(scene, `${peer.origin}/a`, "statuses")).toEqual([]);
  expect(peer.requests.filter(({ path }) => path === "/a" || path === "/b").length).toBeLessThanOrEqual(2);
  const uri = peer.serveActor("nora");
  peer.answer("/@nora", page(uri));
  expect(await search(scene, `${peer.origin}/@nora`, "accounts")).toMatchObject([{ uri }]);
});

test("a page of five thousand spaces is read in a moment", async () => {
  await using scene = await startPlainScene();
  for (const body of [`<a ${" ".repeat(500_000)}`, "<link ".repeat(100_000), `<link ${"a".repeat(500_000)}`]) {
    scene.peer.answer("/odd", { headers: { "content-type": "text/html" }, body });
    const start = performance.now();
    expect(await search(scene, `${scene.peer.origin}/odd`, "statuses")).toEqual([]);
    expect(performance.now() - start).toBeLessThan(2_000);
  }
});

test("answers of more than 1 MiB are not read to their end", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const uri = `${peer.origin}/users/odd`;
  const body = JSON.stringify(actorDocument(uri, { summary: "x".repeat(1024 * 1024) }));
  peer.answer("/users/odd", { headers: { "content-type": activityJson }, body });
  expect(await search(scene, uri, "accounts")).toEqual([]);
  let hasStopped = false;
  peer.answer("/endless", (_request, response) => {
    response.writeHead(200, { "content-type": activityJson });
    const timer = setInterval(() => response.write("x".repeat(65_536)), 1);
    response.on("close", () => {
      clearInterval(timer);
      hasStopped = true;
    });
  });
  expect(await search(scene, `${peer.origin}/endless`, "accounts")).toEqual([]);
  await eventually(async () => hasStopped);
});

test("a server that does not answer is given up within seconds, and others are served meanwhile", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const silent: ServerResponse[] = [];
  peer.answer("/silent", (_request, response) => void silent.push(response));
  peer.answer("/drip", (_request, response) => {
    response.writeHead(200, { "content-type": activityJson });
    const timer = setInterval(() => response.write(" "), 200);
    response.on("close", () => clearInterval(timer));
  });
  const start = performance.now();
  const asked = Promise.all([
    search(scene, `${peer.origin}/silent`, "accounts"),
    search(scene, `${peer.origin}/drip`, "accounts"),
  ]);
  expect((await scene.ada.get("/api/v1/timelines/home")).status).toBe(200);
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(await asked).toEqual([[], []]);
  expect(performance.now() - start).toBeLessThan(15_000);
  for (const response of silent) response.destroy();
}, 30_000);

test("redirects are followed a few times, over the web only", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const uri = peer.serveActor("nora");
  const to = (location: string) => ({ status: 302, headers: { location } });
  for (const location of [
    "file:///etc/passwd",
    "ftp://x.example/a",
    "javascript:alert(1)",
    "/circle",
    "http://u:p@x.example/",
  ]) {
    peer.answer("/circle", to(location));
    expect(await search(scene, `${peer.origin}/circle`, "accounts")).toEqual([]);
  }
  expect(peer.requests.filter(({ path }) => path === "/circle").length).toBeLessThanOrEqual(4 + 6);
  peer.answer("/moved", to(uri));
  expect(await search(scene, `${peer.origin}/moved`, "accounts")).toMatchObject([{ uri }]);
});

test("private addresses are neither fetched nor delivered to", async () => {
  await using scene = await startPlainScene({ TOPOUT_ALLOW_PRIVATE_ADDRESSES: "false" });
  const { peer } = scene;
  const nora = peer.serveActor("nora");
  for (const asked of [nora, `@nora@${new URL(peer.origin).host}`, nora.replace("localhost", "127.0.0.1")]) {
    expect(await search(scene, asked, "accounts")).toEqual([]);
  }
  const port = new URL(peer.origin).port;
  for (const host of ["[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1", "localhost."]) {
    expect(await search(scene, `http://${host}:${port}/users/nora`, "accounts")).toEqual([]);
  }
  expect(await scene.knock(activityBy(nora, "Follow", scene.ada.account.uri))).toBe(401);
  const mentioning = await scene.ada.post("/api/v1/statuses", { status: `@nora@${new URL(peer.origin).host} hello` });
  expect(mentioning.status).toBe(200);
  await scene.settle();
  expect(peer.requests.filter(({ method }) => method === "GET")).toEqual([]);
  expect(peer.inbox).toEqual([]);
});

test("posts that answer each other in a circle come in, and their thread has an end", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const nora = peer.serveActor("nora");
  await follow(scene, nora);
  const [a, b] = ["a", "b"].map((name, index) => noteBy(nora, name, { inReplyTo: `${nora}/notes/${"ba"[index]}` }));
  for (const note of [a, b]) peer.serve(new URL(note.id).pathname, note);
  await scene.deliver(createOf(a));
  await scene.settle();
  await scene.deliver(createOf(b));
  await scene.settle();
  const status = await findStatusByUri(scene.topout.ctx.db.read, a.id);
  const { json: thread } = await scene.ada.get(`/api/v1/statuses/${status?.id}/context`);
  expect(thread.ancestors.length + thread.descendants.length).toBeLessThanOrEqual(2);
  const self = noteBy(nora, "self", { inReplyTo: `${nora}/notes/self` });
  await scene.deliver(createOf(self));
  await scene.settle();
  expect(await findStatusByUri(scene.topout.ctx.db.read, self.id)).not.toBeNull();
});

test("of a thread of a hundred posts twenty are fetched", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const nora = peer.serveActor("nora");
  await follow(scene, nora);
  for (let n = 0; n < 100; n++) {
    const note = noteBy(nora, String(n), n === 0 ? {} : { inReplyTo: `${nora}/notes/${n - 1}` });
    peer.serve(new URL(note.id).pathname, note);
  }
  await scene.deliver(createOf(noteBy(nora, "100", { inReplyTo: `${nora}/notes/99` })));
  await scene.settle();
  expect(peer.requests.filter(({ path }) => path.includes("/notes/")).length).toBeLessThanOrEqual(20);
  const status = await scene.look(`${nora}/notes/100`);
  const { json: thread } = await scene.ada.get(`/api/v1/statuses/${status.id}/context`);
  expect(thread.ancestors).toHaveLength(20);
  expect(thread.ancestors.at(-1).uri).toBe(`${nora}/notes/99`);
});

test("a post whose parent lies on a server that is down is shown without it", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const nora = peer.serveActor("nora");
  await follow(scene, nora);
  peer.answer("/gone", { status: 502 });
  const note = noteBy(nora, "orphan", { inReplyTo: `${peer.otherOrigin}/gone` });
  await scene.deliver(createOf(note));
  await scene.settle();
  // Home shows answers to people that its owner follows only.
  expect(await findStatusByUri(scene.topout.ctx.db.read, note.id)).toMatchObject({ inReplyToId: null });
});

test("what an ancestor claims about another host is not believed", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const nora = peer.serveActor("nora");
  await follow(scene, nora);
  const forged = noteBy(`${peer.otherOrigin}/users/nora`, "forged");
  peer.serve("/parent", forged);
  await scene.deliver(createOf(noteBy(nora, "answer", { inReplyTo: `${peer.origin}/parent` })));
  await scene.settle();
  expect(await findStatusByUri(scene.topout.ctx.db.read, forged.id)).toBeNull();
});

test("a post that names fifty unknown people asks for a few of them", async () => {
  await using scene = await startPlainScene();
  const { peer } = scene;
  const nora = peer.serveActor("nora");
  await follow(scene, nora);
  const before = peer.requests.length;
  const tag = Array.from({ length: 50 }, (_, n) => ({
    type: "Mention",
    href: `${peer.origin}/users/x${n}`,
    name: "@x",
  }));
  const note = noteBy(nora, "crowd", { tag, to: [publicUri] });
  await scene.deliver(createOf(note));
  await scene.settle();
  expect(await scene.look(note.id)).not.toBeNull();
  expect(peer.requests.length - before).toBeLessThanOrEqual(30);
});
