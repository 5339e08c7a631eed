import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { openSocket } from "../api/streaming/testing/open-streams.ts";
import { dialect } from "../db/dialect.ts";
import { eventually } from "../testing/eventually.ts";
import { createClient } from "../testing/client.ts";
import { spawnProcess } from "../testing/spawn-topout.ts";
import { freePort, startTopout } from "../testing/start-topout.ts";

/** A Redis for the tests to use; without one they are skipped. */
const redisUrl = process.env["TEST_REDIS_URL"];
if (redisUrl === undefined) console.warn("\n  TEST_REDIS_URL is not set: streams across processes are SKIPPED.\n");

test.skipIf(redisUrl === undefined || dialect !== "postgres")(
  "what is posted in one process is heard in the other",
  { timeout: 120_000 },
  async () => {
    await using one = await startTopout({ REDIS_URL: redisUrl ?? "" });
    const port = String(await freePort());
    await using _two = await spawnProcess({
      DATABASE_URL: one.config.databaseUrl,
      TOPOUT_DATA_DIR: one.config.dataDir,
      TOPOUT_ORIGIN: one.origin,
      TOPOUT_ROLE: "web",
      REDIS_URL: redisUrl ?? "",
      PORT: port,
    });
    const ada = await one.signUp("ada");
    const other = `http://localhost:${port}`;
    await using here = await openSocket(one.origin, { access_token: ada.token, stream: "public" });
    await using there = await openSocket(other, { access_token: ada.token, stream: "user" });
    const { id } = (await ada.post("/api/v1/statuses", { status: "From one" })).json;
    for (const stream of [here, there]) expect((await stream.next("update")).payload.id).toBe(id);
    await createClient(other, ada.token).delete(`/api/v1/statuses/${id}`);
    for (const stream of [here, there]) expect((await stream.next("delete")).payload).toBe(id);
    expect([here.heard.length, there.heard.length]).toEqual([2, 2]);
    await one.anyone.post("/oauth/revoke", { token: ada.token });
    expect(await there.closed).toBe(1008);
  },
);

test.skipIf(redisUrl === undefined)("only ids travel between processes", async () => {
  const listener = new Redis(redisUrl ?? "");
  const messages: string[] = [];
  listener.on("message", (_channel, text: string) => messages.push(text));
  await using topout = await startTopout({ REDIS_URL: redisUrl ?? "" });
  await listener.subscribe(`topout:${new URL(topout.config.origin).host}:streams`);
  const ada = await topout.signUp("ada");
  const { id } = (await ada.post("/api/v1/statuses", { status: "secret words", visibility: "direct" })).json;
  await eventually(async () => messages.length === 2);
  listener.disconnect();
  const told = messages.map((text) => JSON.parse(text).event);
  expect(told.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
    { kind: "conversation", statusId: id },
    { kind: "status", statusId: id },
  ]);
  expect(messages.join("")).not.toContain("secret");
});

test("without its Redis a process still hears itself", async () => {
  await using topout = await startTopout({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  const ada = await topout.signUp("ada");
  await using socket = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  await eventually(async () => socket.socket.readyState === WebSocket.OPEN);
  const { id } = (await ada.post("/api/v1/statuses", { status: "Alone" })).json;
  expect((await socket.next("update")).payload.id).toBe(id);
});
