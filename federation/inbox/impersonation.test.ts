import { generateCryptoKeyPair, signJsonLd, signObject } from "@fedify/fedify";
import { Create, Note, PUBLIC_COLLECTION } from "@fedify/vocab";
import { exportMultibaseKey, exportSpki, getDocumentLoader } from "@fedify/vocab-runtime";
import { expect, test } from "vitest";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import { activityBy, createOf, noteBy } from "../testing/activities.ts";
import { follow, startPlainScene, type Scene } from "../testing/peer-scene.ts";

// A key says whose it is; only its owner's own document can tell whether that is true (GHSA-q9f8-5hc7-898f).

/** Ada follows Nora; Eve, on another host, has keys that claim to be Nora's. */
async function startWithEve(): Promise<{ scene: Scene; nora: string; eve: string; context: string[] }> {
  const scene = await startPlainScene();
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const eve = `${scene.peer.otherOrigin}/users/eve`;
  return { scene, nora, eve, context: ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"] };
}

async function expectRefused(scene: Scene, status: number, uri: string): Promise<void> {
  expect(status).toBe(401);
  await scene.settle();
  expect(await findStatusByUri(scene.topout.ctx.db.read, uri)).toBeNull();
}

test("an actor's key that names another owner signs for nobody else", async () => {
  const { scene, nora, eve } = await startWithEve();
  await using _ = scene;
  const { otherOrigin, publicKeyPem } = scene.peer;
  scene.peer.serveActor("eve", { publicKey: { id: `${eve}#main-key`, owner: nora, publicKeyPem } }, otherOrigin);
  const note = noteBy(nora, "borrowed");
  await expectRefused(scene, await scene.knock(createOf(note), { keyId: `${eve}#main-key` }), note.id);
});

test("a key on its own that names another owner signs for nobody else", async () => {
  const { scene, nora, context } = await startWithEve();
  await using _ = scene;
  const { otherOrigin, publicKeyPem } = scene.peer;
  const type = "https://w3id.org/security#Key";
  scene.peer.serve("/key", { "@context": context, id: `${otherOrigin}/key`, type, owner: nora, publicKeyPem });
  const note = noteBy(nora, "borrowed");
  await expectRefused(scene, await scene.knock(createOf(note), { keyId: `${otherOrigin}/key` }), note.id);
});

test("nor does one that says so in words of its own", async () => {
  const { scene, nora, eve, context } = await startWithEve();
  await using _ = scene;
  const { otherOrigin, publicKeyPem } = scene.peer;
  const words = {
    schluessel: { "@id": "https://w3id.org/security#publicKey", "@type": "@id" },
    besitzer: { "@id": "https://w3id.org/security#owner", "@type": "@id" },
  };
  const schluessel = { id: `${eve}#main-key`, besitzer: nora, publicKeyPem };
  scene.peer.serveActor("eve", { "@context": [...context, words], publicKey: undefined, schluessel }, otherOrigin);
  const note = noteBy(nora, "borrowed");
  await expectRefused(scene, await scene.knock(createOf(note), { keyId: `${eve}#main-key` }), note.id);
});

test("nor does it sign a document", async () => {
  const { scene, nora, eve } = await startWithEve();
  await using _ = scene;
  const { otherOrigin } = scene.peer;
  const keys = await generateCryptoKeyPair("RSASSA-PKCS1-v1_5");
  const publicKeyPem = await exportSpki(keys.publicKey);
  scene.peer.serveActor("eve", { publicKey: { id: `${eve}#main-key`, owner: nora, publicKeyPem } }, otherOrigin);
  const note = noteBy(nora, "borrowed");
  const signed = await signJsonLd(createOf(note), keys.privateKey, new URL(`${eve}#main-key`), {
    contextLoader: getDocumentLoader(),
  });
  await expectRefused(scene, await scene.knock(signed, { as: null }), note.id);
});

test("nor does it give a proof", async () => {
  const { scene, nora, eve, context } = await startWithEve();
  await using _ = scene;
  const keys = await generateCryptoKeyPair("Ed25519");
  const multikey = {
    id: `${eve}#ed25519-key`,
    type: "Multikey",
    controller: nora,
    publicKeyMultibase: await exportMultibaseKey(keys.publicKey),
  };
  scene.peer.serveActor(
    "eve",
    { "@context": [...context, "https://w3id.org/security/multikey/v1"], assertionMethod: [multikey] },
    scene.peer.otherOrigin,
  );
  const uri = `${nora}/notes/borrowed`;
  const create = new Create({
    id: new URL(`${uri}/activity`),
    actor: new URL(nora),
    to: PUBLIC_COLLECTION,
    object: new Note({ id: new URL(uri), attribution: new URL(nora), to: PUBLIC_COLLECTION, content: "Borrowed" }),
  });
  const contextLoader = getDocumentLoader();
  const proven = await signObject(create, keys.privateKey, new URL(multikey.id), { contextLoader });
  await expectRefused(scene, await scene.knock(await proven.toJsonLd({ contextLoader }), { as: null }), uri);
});

test("a key with an address of its own signs for the actor who lists it", async () => {
  const { scene, context } = await startWithEve();
  await using _ = scene;
  const { origin, publicKeyPem } = scene.peer;
  const key = {
    id: `${origin}/keys/ivy`,
    type: "https://w3id.org/security#Key",
    owner: `${origin}/users/ivy`,
    publicKeyPem,
  };
  scene.peer.serve("/keys/ivy", { "@context": context, ...key });
  const ivy = scene.peer.serveActor("ivy", { publicKey: key.id });
  expect(await scene.knock(activityBy(ivy, "Follow", scene.ada.account.uri), { keyId: key.id })).toBe(202);
});
