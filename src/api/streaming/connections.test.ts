import { connect } from "node:net";
import { expect, test } from "vitest";
import { deleteToken } from "../../db/oauth-queries.ts";
import { findAuth } from "../../domain/oauth/tokens.ts";
import { eventually } from "../../testing/eventually.ts";
import { startTopout, type TestTopout, type TestUser } from "../../testing/start-topout.ts";
import { openEvents, openSocket } from "./testing/open-streams.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("the token comes in a header, in the query or as the sub-protocol, which is echoed", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await using byQuery = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  await using byProtocol = await openSocket(topout.origin, { stream: "user" }, ada.token);
  await using byHeader = await openEvents(topout.origin, "/api/v1/streaming?stream=user", ada.token);
  await using bySlash = await openEvents(topout.origin, "/api/v1/streaming/?stream=user", ada.token);
  expect(byQuery.socket.protocol).toBe("");
  expect(byProtocol.socket.protocol).toBe(ada.token);
  expect(byHeader.response.headers.get("content-type")).toBe("text/event-stream");
  expect(byHeader.comments[0]).toBe(":)");
  await pause(50);
  const { id } = (await ada.post("/api/v1/statuses", { status: "Heard" })).json;
  for (const stream of [byQuery, byProtocol, byHeader, bySlash])
    expect((await stream.next("update")).payload.id).toBe(id);
});

test("nobody listens without a person's token, and faults are told in Mastodon's words", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada", { scopes: ["read:notifications"] });
  await expect(openSocket(topout.origin, {})).rejects.toThrow("refused");
  await expect(openSocket(topout.origin, { access_token: "wrong" })).rejects.toThrow("refused");
  await expect(openSocket(topout.origin, {}, "wrong")).rejects.toThrow("refused");
  for (const path of ["", "/user", "/public", "/hashtag?tag=x", "/list?list=1"]) {
    const answer = await topout.anyone.get(`/api/v1/streaming${path}`);
    expect([answer.status, answer.json]).toEqual([401, { error: "Missing access token" }]);
  }
  expect((await topout.anyone.get("/api/v1/streaming/health")).text).toBe("OK");
  expect((await ada.get("/api/v1/streaming/hashtag")).json).toEqual({ error: "Missing tag name parameter" });
  expect((await ada.get("/api/v1/streaming?stream=x")).status).toBe(400);
  await using socket = await openSocket(topout.origin, { access_token: ada.token });
  for (const stream of ["x", "hashtag", "user", "list"]) socket.say({ type: "subscribe", stream });
  socket.socket.send("not json");
  await eventually(async () => socket.refusals.length === 4);
  expect(socket.refusals).toEqual([
    { error: "Unknown stream type", status: 400 },
    { error: "Missing tag name parameter", status: 400 },
    { error: "Access token does not have the required scopes", status: 401 },
    { error: "Missing list name parameter", status: 400 },
  ]);
});

test("one socket takes streams up and leaves them", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await using socket = await openSocket(topout.origin, { access_token: ada.token, stream: "public" });
  await using witness = await openSocket(topout.origin, { access_token: ada.token, stream: "public" });
  socket.say({ type: "subscribe", stream: "hashtag:local", tag: "slab" });
  socket.say({ type: "subscribe", stream: "hashtag:local", tag: "slab" });
  socket.say({ type: "unsubscribe", stream: "public" });
  await pause(100);
  await ada.post("/api/v1/statuses", { status: "One #slab" });
  expect((await socket.next("update")).stream).toEqual(["hashtag:local", "slab"]);
  socket.say({ type: "unsubscribe", stream: "hashtag:local", tag: "slab" });
  await pause(100);
  await ada.post("/api/v1/statuses", { status: "Two #slab" });
  await eventually(async () => witness.heard.length === 2);
  expect(socket.heard.length).toBe(1);
});

test("a token has so many connections and a connection so many streams", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const sockets = await Promise.all(
    Array.from({ length: 32 }, () => openSocket(topout.origin, { access_token: ada.token })),
  );
  expect((await ada.get("/api/v1/streaming/user")).status).toBe(503);
  const refused = await openSocket(topout.origin, { access_token: ada.token });
  expect(await refused.closed).toBe(1013);
  const [first, second] = sockets;
  for (let tag = 0; tag <= 100; tag++) {
    first?.say({ type: "subscribe", stream: "hashtag", tag: `t${tag}` });
    if (tag % 20 === 0) await pause(20);
  }
  await eventually(async () => (first?.refusals.length ?? 0) > 0);
  expect(first?.refusals).toEqual([{ error: "Too many subscriptions", status: 400 }]);
  second?.socket.close();
  await second?.closed;
  await using again = await openEvents(topout.origin, "/api/v1/streaming/user", ada.token);
  expect(again.response.status).toBe(200);
  for (const socket of sockets) await socket[Symbol.asyncDispose]();
});

async function tokenIdOf(topout: TestTopout, user: TestUser): Promise<string> {
  return (await findAuth(topout.ctx, user.token))?.tokenId ?? "";
}

test("a revoked token ends its streams: at once through the API, else at the next heartbeat", async () => {
  await using topout = await startTopout({ TOPOUT_STREAMING_HEARTBEAT_SECONDS: "1" });
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await using adas = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  await using adasEvents = await openEvents(topout.origin, "/api/v1/streaming/user", ada.token);
  await using bens = await openSocket(topout.origin, { access_token: ben.token, stream: "user" });
  await using bensEvents = await openEvents(topout.origin, "/api/v1/streaming/user", ben.token);
  const revoked = await topout.anyone.post("/oauth/revoke", { token: ada.token });
  expect(revoked.status).toBe(200);
  expect(await adas.closed).toBe(1008);
  await adasEvents.ended;
  await eventually(async () => bensEvents.comments.includes(":thump"));
  expect(bens.socket.readyState).toBe(WebSocket.OPEN);
  const tokenId = await tokenIdOf(topout, ben);
  // As the command line would, in a process of its own.
  await topout.ctx.db.write((tx) => deleteToken(tx, tokenId));
  expect(await bens.closed).toBe(1008);
  await bensEvents.ended;
});

/** A client that asks, and reads no further than the head until it is told to. */
async function openDeaf(topout: TestTopout, head: string): Promise<{ readAll(): Promise<number> }> {
  const socket = connect({ port: topout.server.port, host: "127.0.0.1" });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  socket.write(head);
  await new Promise((resolve) => socket.once("readable", resolve));
  return {
    /** The bytes that came, once the server has ended the connection. */
    async readAll() {
      socket.resume();
      await closed;
      return socket.bytesRead;
    },
  };
}

test("who does not read is dropped, and others go on", { timeout: 120_000 }, async () => {
  await using topout = await startTopout({ TOPOUT_MAX_STATUS_LENGTH: "100000" });
  const ada = await topout.signUp("ada");
  const path = "/api/v1/streaming/?stream=public";
  const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ada.token}\r\n`;
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
  const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const deaf = [await openDeaf(topout, `${head}${upgrade}${key}\r\n`), await openDeaf(topout, `${head}\r\n`)];
  await using events = await openEvents(topout.origin, path, ada.token);
  await using socket = await openSocket(topout.origin, { access_token: ada.token, stream: "public" });
  const posts = 160;
  const status = "x".repeat(95_000);
  for (let sent = 0; sent < posts; sent++) expect((await ada.post("/api/v1/statuses", { status })).status).toBe(200);
  await eventually(async () => events.heard.length === posts && socket.heard.length === posts);
  for (const one of deaf) expect(await one.readAll()).toBeLessThan(posts * status.length);
});

test("a stopping server says goodbye and does not wait for its streams", async () => {
  const topout = await startTopout();
  const ada = await topout.signUp("ada");
  const socket = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  const events = await openEvents(topout.origin, "/api/v1/streaming/user", ada.token);
  const before = performance.now();
  await topout[Symbol.asyncDispose]();
  expect(performance.now() - before).toBeLessThan(1_900);
  expect(await socket.closed).toBe(1001);
  await events.ended;
});
