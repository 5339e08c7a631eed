import { afterAll, beforeAll, expect, test } from "vitest";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import type { SignOptions } from "../../src/testing/start-peer.ts";
import { activityBy, createOf, noteBy } from "../testing/activities.ts";
import { follow, startPlainScene, type Scene } from "../testing/peer-scene.ts";

// Who did not sign what arrives is told so, and nothing of it is kept.

let scene: Scene;
let nora: string;
let mallory: string;
beforeAll(async () => {
  scene = await startPlainScene();
  nora = scene.peer.serveActor("nora");
  mallory = scene.peer.serveActor("mallory");
  await follow(scene, nora);
});
afterAll(() => scene[Symbol.asyncDispose]());

const hourMs = 3_600_000;
const withHeader = (name: string, value: string | null) => (signed: Request, body: string) => {
  const headers = new Headers(signed.headers);
  if (value === null) headers.delete(name);
  else headers.set(name, value);
  return new Request(signed.url, { method: "POST", headers, body });
};

const bad: readonly (readonly [string, (as: string) => SignOptions])[] = [
  ["without a signature", () => ({ as: null })],
  ["signed with a key that its actor does not have", (as) => ({ as, isForged: true })],
  ["signed two hours ago", (as) => ({ as, at: new Date(Date.now() - 2 * hourMs) })],
  ["signed in two hours", (as) => ({ as, at: new Date(Date.now() + 2 * hourMs) })],
  ["without a Date", (as) => ({ as, tamper: withHeader("date", null) })],
  ["with a Date that is none", (as) => ({ as, tamper: withHeader("date", "yesterday") })],
  ["with another Date than was signed", (as) => ({ as, tamper: withHeader("date", new Date(0).toUTCString()) })],
  ["with the digest of another body", (as) => ({ as, tamper: withHeader("digest", "SHA-256=AAAA") })],
  ["without a digest", (as) => ({ as, tamper: withHeader("digest", null) })],
  ["with a signature that is no signature", (as) => ({ as, tamper: withHeader("signature", "keyId=") })],
  ["with a key that nobody serves", (as) => ({ as, keyId: `${as}-unknown#main-key` })],
  ["with a key that is no address", (as) => ({ as, tamper: withHeader("signature", 'keyId="\\\\",signature="AAAA"') })],
  [
    "changed on the way",
    (as) => ({
      as,
      tamper: (signed, body) =>
        new Request(signed.url, { method: "POST", headers: signed.headers, body: body.replace("<p>", "<p>Not ") }),
    }),
  ],
];

test.each(bad)("a post %s is refused", async (_name, optionsFor) => {
  const note = noteBy(nora, "forged");
  for (const to of [`${scene.topout.origin}/inbox`, `${scene.topout.origin}/users/ada/inbox`]) {
    expect(await scene.knock(createOf(note), { to, ...optionsFor(nora) })).toBe(401);
  }
  await scene.settle();
  expect(await findStatusByUri(scene.topout.ctx.db.read, note.id)).toBeNull();
});

test("a post signed with another actor's key is refused", async () => {
  const note = noteBy(nora, "stolen");
  expect(await scene.knock(createOf(note), { as: mallory })).toBe(401);
  expect(await findStatusByUri(scene.topout.ctx.db.read, note.id)).toBeNull();
});

test("an actor whose document is no JSON-LD is refused", async () => {
  const eve = scene.peer.serveActor("garbled", { "@context": [["https://www.w3.org/ns/activitystreams"]] });
  expect(await scene.knock(createOf(noteBy(eve, "garbled")))).toBe(401);
});

test("who replaces their key is believed", async () => {
  const rotated = scene.peer.serveActor("rotated");
  const wrong = { id: `${rotated}#main-key`, owner: rotated, publicKeyPem: otherPem };
  scene.peer.serveActor("rotated", { publicKey: wrong });
  expect(await scene.knock(activityBy(rotated, "Follow", scene.ada.account.uri))).toBe(401);
  scene.peer.serveActor("rotated");
  expect(await scene.knock(activityBy(rotated, "Follow", scene.ada.account.uri))).toBe(202);
});

// Anybody's key but the peer's.
const otherPem = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo
4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u
+qKhbwKfBstIs+bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyeh
kd3qqGElvW/VDL5AaWTg0nLVkjRo9z+40RQzuVaE8AkAFmxZzow3x+VJYKdjykkJ
0iT9wCS0DRTXu269V264Vf/3jvredZiKRkgwlL9xNAwxXFg0x/XFw005UWVRIKdg
cKWTjpBP2dPwVZ4WWC+9aGVd+Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbc
mwIDAQAB
-----END PUBLIC KEY-----
`;

test.each([
  ["no JSON at all", "<html>", 400],
  ["an empty body", "", 400],
  ["a list", "[]", 400],
  ["a number", "5", 400],
  ["null", "null", 400],
  ["an activity without an actor", JSON.stringify({ type: "Create", id: "https://x.example/1" }), 400],
])("%s is refused", async (_name, body, status) => {
  const answered = await scene.knock(body, { as: nora });
  expect([400, 401]).toContain(answered);
  expect(answered).toBeLessThanOrEqual(Math.max(status, 401));
});

test("the server is alive", async () => {
  const note = noteBy(nora, "real");
  await scene.deliver(createOf(note));
  expect((await scene.seen(note.id)).content).toBe("<p>real</p>");
});
