import { expect, test } from "vitest";
import { createClient, type Answer } from "../testing/client.ts";
import { eventually } from "../testing/eventually.ts";
import { freePort, startTopout } from "../testing/start-topout.ts";

/** A Redis for the tests to use; without one they are skipped. */
const redisUrl = process.env["TEST_REDIS_URL"];
if (redisUrl === undefined) console.warn("\n  TEST_REDIS_URL is not set: limits across processes are SKIPPED.\n");

/** So little that the limit of 300 becomes 6, and those of 25, 30 and 5 become 1. */
const tight = { TOPOUT_RATE_LIMIT: "0.02" };
const limitsOf = ({ headers }: Answer) => ["limit", "remaining"].map((name) => headers.get(`x-ratelimit-${name}`));

test("every answer tells how many requests are left and until when, failures too", async () => {
  await using topout = await startTopout({ TOPOUT_RATE_LIMIT: "1" });
  const ada = await topout.signUp("ada");
  const first = await ada.get("/api/v1/accounts/verify_credentials");
  const second = await ada.get("/api/v1/statuses/1");
  expect([first.status, second.status]).toEqual([200, 404]);
  expect(limitsOf(first)).toEqual(["300", "299"]);
  expect(limitsOf(second)).toEqual(["300", "298"]);
  const reset = first.headers.get("x-ratelimit-reset") ?? "";
  expect(reset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Math.abs(new Date(reset).getTime() - Date.now() - 300_000)).toBeLessThan(10_000);
});

test("whoever asks too often is refused, while other tokens and other addresses go on", async () => {
  await using topout = await startTopout(tight);
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  for (let left = 5; left >= 0; left--)
    expect(limitsOf(await ada.get("/api/v1/instance"))).toEqual(["6", String(left)]);
  const refused = await ada.get("/api/v1/instance");
  expect(refused.status).toBe(429);
  expect(refused.json).toEqual({ error: "Too many requests" });
  expect(limitsOf(refused)).toEqual(["6", "0"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(290);
  expect((await ben.get("/api/v1/instance")).status).toBe(200);
  const from = (address: string) => ({ "x-forwarded-for": address });
  // Two addresses of one network are one client.
  for (let count = 0; count < 6; count++)
    expect((await topout.anyone.get("/api/v1/instance", from(`2001:db8:1:1::${count}`))).status).toBe(200);
  expect((await topout.anyone.get("/api/v1/instance", from("2001:db8:1:1:f::9"))).status).toBe(429);
  expect((await topout.anyone.get("/api/v1/instance", from("2001:db8:1:2::9"))).status).toBe(200);
  expect((await topout.anyone.get("/api/v1/instance", from("192.0.2.7"))).status).toBe(200);
});

test("tokens cannot be tried without end", async () => {
  await using topout = await startTopout(tight);
  const attempt = async (token: string) =>
    (await topout.anyone.get("/api/v1/instance", { authorization: `Bearer ${token}` })).status;
  const statuses: number[] = [];
  for (let count = 0; count < 7; count++) statuses.push(await attempt(`guess-${count}`));
  expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429]);
});

test("uploads, deletions and new apps have tighter limits of their own", async () => {
  await using topout = await startTopout(tight);
  const ada = await topout.signUp("ada");
  expect((await ada.post("/api/v2/media", {})).status).toBe(422);
  expect((await ada.post("/api/v2/media", {})).status).toBe(429);
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Up" });
  expect((await ada.post(`/api/v1/statuses/${post.id}/unreblog`)).status).toBe(200);
  const deleted = await ada.delete(`/api/v1/statuses/${post.id}`);
  expect(deleted.status).toBe(429);
  expect(limitsOf(deleted)).toEqual(["1", "0"]);
  const app = { client_name: "Belay", redirect_uris: "belay://" };
  expect((await topout.anyone.post("/api/v1/apps", app)).status).toBe(200);
  expect((await topout.anyone.post("/api/v1/apps", app)).status).toBe(429);
});

test("a server may turn the limits off", async () => {
  await using topout = await startTopout({ TOPOUT_RATE_LIMIT: "0" });
  for (let count = 0; count < 10; count++) {
    const answer = await topout.anyone.get("/api/v1/instance");
    expect([answer.status, answer.headers.get("x-ratelimit-limit")]).toEqual([200, null]);
  }
});

test("while Redis is away each process counts by itself", async () => {
  await using topout = await startTopout({ ...tight, REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  const statuses: number[] = [];
  for (let count = 0; count < 7; count++) statuses.push((await topout.anyone.get("/api/v1/instance")).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
});

test.skipIf(redisUrl === undefined)("with Redis the processes of one origin count together", async () => {
  const shared = { ...tight, REDIS_URL: redisUrl ?? "", TOPOUT_ORIGIN: `http://localhost:${await freePort()}` };
  await using one = await startTopout(shared);
  await using two = await startTopout(shared);
  // Until both have connected, each counts by itself.
  await eventually(async () => {
    const address = `192.0.2.${Math.ceil(Math.random() * 250)}`;
    const ask = async (origin: string) =>
      limitsOf(await createClient(origin, null).get("/api/v1/instance", { "x-forwarded-for": address }))[1];
    return (await ask(one.origin)) === "5" && (await ask(two.origin)) === "4";
  });
});
