import { createECDH, randomBytes, createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

// What web-push encrypts with; here for the other end.
const ece = createRequire(createRequire(import.meta.url).resolve("web-push"))("http_ece") as {
  decrypt(body: Buffer, options: Record<string, unknown>): Buffer;
};

interface Pushed {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A push service that keeps what it gets and answers `status`. */
async function startPushService(status = 201) {
  const pushed: Pushed[] = [];
  const service = { pushed, status, url: "" };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      pushed.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(service.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/push/1`;
  return Object.assign(service, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function newKeys() {
  const ecdh = createECDH("prime256v1");
  const p256dh = ecdh.generateKeys("base64url");
  return { ecdh, p256dh, auth: randomBytes(16).toString("base64url") };
}

const subscribe = (
  by: TestUser,
  endpoint: string,
  keys: ReturnType<typeof newKeys>,
  more: Record<string, unknown> = {},
) =>
  by.post("/api/v1/push/subscription", {
    subscription: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth }, standard: true },
    data: { alerts: { favourite: true } },
    ...more,
  });

/** Notification ids are numbers of 18 digits there: kept as text. */
const parse = (body: Buffer) =>
  JSON.parse(body.toString().replace(/"notification_id":(\d+)/, '"notification_id":"$1"'));

test("a like is pushed, encrypted for the one client, signed by the server, and says what apps look for", async () => {
  await using topout = await startTopout();
  await using service = await startPushService();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const keys = newKeys();
  const subscribed = await subscribe(ada, service.url, keys);
  expect(subscribed.status, subscribed.text).toBe(200);
  expect(subscribed.json).toMatchObject({
    endpoint: service.url,
    standard: true,
    policy: "all",
    alerts: { favourite: true, mention: false },
  });
  const instance = await topout.anyone.get("/api/v2/instance");
  expect(instance.json.configuration.vapid.public_key).toBe(subscribed.json.server_key);

  const { json: post } = await ada.post("/api/v1/statuses", { status: "Sent it" });
  await ben.post("/api/v1/statuses", { status: "@ada not asked for" });
  await ben.post(`/api/v1/statuses/${post.id}/favourite`);
  const pushed = await eventually(async () => service.pushed[0]);
  expect(pushed.headers["content-encoding"]).toBe("aes128gcm");
  const plain = parse(ece.decrypt(pushed.body, { version: "aes128gcm", privateKey: keys.ecdh, authSecret: keys.auth }));
  const [notification] = (await ada.get("/api/v1/notifications?types[]=favourite")).json;
  expect(plain).toMatchObject({
    access_token: ada.token,
    notification_id: notification.id,
    notification_type: "favourite",
    title: "@ben likes your post",
    body: "Sent it",
  });
  // RFC 8292: a JWT for this push service, by the key that clients were told.
  const [, jwt = "", key = ""] = /^vapid t=([^,]+), k=(.+)$/.exec(pushed.headers.authorization ?? "") ?? [];
  const [head = "", claims = "", signature = ""] = jwt.split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ aud: new URL(service.url).origin });
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  const signed = { key: publicKey, dsaEncoding: "ieee-p1363" as const };
  expect(verify("sha256", Buffer.from(`${head}.${claims}`), signed, Buffer.from(signature, "base64url"))).toBe(true);
  expect(service.pushed).toHaveLength(1);
});

test("older apps get the older encryption, as forms subscribe them, and only from whom they want", async () => {
  await using topout = await startTopout();
  await using service = await startPushService();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  await ada.post(`/api/v1/accounts/${ben.account.id}/follow`);
  const keys = newKeys();
  const form = new URLSearchParams({
    "subscription[endpoint]": service.url,
    "subscription[keys][p256dh]": keys.p256dh,
    "subscription[keys][auth]": `${keys.auth}==`,
    "data[alerts][mention]": "true",
    "data[policy]": "followed",
  });
  const subscribed = await ada.post("/api/v1/push/subscription", form);
  expect(subscribed.json, subscribed.text).toMatchObject({
    standard: false,
    policy: "followed",
    alerts: { mention: true },
  });
  await cleo.post("/api/v1/statuses", { status: "@ada from a stranger" });
  await ben.post("/api/v1/statuses", { status: "@ada from a friend" });
  const { headers, body } = await eventually(async () => service.pushed[0]);
  expect(headers["content-encoding"]).toBe("aesgcm");
  const salt = /salt=([\w-]+)/.exec(String(headers["encryption"]))?.[1];
  const dh = /dh=([\w-]+)/.exec(String(headers["crypto-key"]))?.[1];
  const options = { version: "aesgcm", privateKey: keys.ecdh, authSecret: keys.auth, salt, dh };
  expect(parse(ece.decrypt(body, options))).toMatchObject({
    notification_type: "mention",
    body: "@ben from a friend".replace("@ben", "@ada"),
  });
  expect(service.pushed).toHaveLength(1);
});

test("a subscription is changed, shown and ended by its token alone, and ends when its service knows it no more", async () => {
  await using topout = await startTopout();
  await using service = await startPushService(410);
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  expect((await ada.get("/api/v1/push/subscription")).status).toBe(404);
  await subscribe(ada, service.url, newKeys());
  const changed = await ada.put("/api/v1/push/subscription", {
    data: { alerts: { follow: true }, policy: "follower" },
  });
  expect(changed.json).toMatchObject({ policy: "follower", alerts: { follow: true, favourite: false } });
  expect((await ben.get("/api/v1/push/subscription")).status).toBe(404);
  await ada.put("/api/v1/push/subscription", { data: { alerts: { follow: true }, policy: "all" } });
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  await eventually(async () => (await ada.get("/api/v1/push/subscription")).status === 404);
  expect(service.pushed).toHaveLength(1);
  await subscribe(ada, service.url, newKeys());
  expect((await ada.delete("/api/v1/push/subscription")).json).toEqual({});
  expect((await ada.get("/api/v1/push/subscription")).status).toBe(404);
  const bad = { subscription: { endpoint: "ftp://x", keys: { p256dh: "x", auth: "y" } } };
  expect((await ada.post("/api/v1/push/subscription", bad)).status).toBe(422);
});

test("a push service that is down for a while gets the notification later", { timeout: 40_000 }, async () => {
  await using topout = await startTopout();
  await using service = await startPushService(503);
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await subscribe(ada, service.url, newKeys(), { data: { alerts: { follow: true } } });
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  await eventually(async () => service.pushed.length === 1);
  service.status = 201;
  await eventually(async () => service.pushed.length === 2, 20_000);
});

test("moderators get a push of a report when they asked for it", async () => {
  await using topout = await startTopout();
  await using service = await startPushService();
  const guard = await topout.signUp("guard", { role: "moderator" });
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const keys = newKeys();
  const alerts = { "admin.report": true, "admin.sign_up": true };
  const { json } = await subscribe(guard, service.url, keys, { data: { alerts } });
  expect(json.alerts).toMatchObject({ ...alerts, mention: false });
  await ada.post("/api/v1/reports", { account_id: ben.account.id, comment: "Not for a lock screen" });
  const { body } = await eventually(async () => service.pushed[0]);
  const options = { version: "aes128gcm", privateKey: keys.ecdh, authSecret: keys.auth };
  expect(parse(ece.decrypt(body, options))).toMatchObject({
    notification_type: "admin.report",
    title: "@ada made a report",
    body: "",
  });
});

test("kinds of alerts that are not known here take nothing from the others; a push shows whose it is", async () => {
  await using topout = await startTopout();
  await using service = await startPushService();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await ben.patch("/api/v1/accounts/update_credentials", { note: "Climbs <cracks>" });
  const keys = newKeys();
  const alerts = { follow: "1", annual_report: true, moderation_warning: "maybe" };
  const { json } = await subscribe(ada, service.url, keys, { data: { alerts } });
  expect(json.alerts).toMatchObject({ follow: true, mention: false });
  expect(json.alerts).not.toHaveProperty("annual_report");
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const { body } = await eventually(async () => service.pushed[0]);
  const options = { version: "aes128gcm", privateKey: keys.ecdh, authSecret: keys.auth };
  expect(parse(ece.decrypt(body, options))).toMatchObject({
    notification_type: "follow",
    body: "Climbs <cracks>",
    icon: (await ada.get(`/api/v1/accounts/${ben.account.id}`)).json.avatar_static,
  });
});
