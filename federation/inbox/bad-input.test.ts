import { afterAll, beforeAll, expect, test } from "vitest";
import { findStatusByUri } from "../../src/db/status-queries.ts";
import { checkCounts } from "../../src/testing/check-counts.ts";
import { activityBy, climbOn, createOf, noteBy, publicUri } from "../testing/activities.ts";
import { findAccount } from "../testing/follow-across.ts";
import { follow, relationship, startPlainScene, type Scene } from "../testing/peer-scene.ts";

// Everybody speaks for themselves, and for their own host, alone.

let scene: Scene;
let nora: string;
let noraId: string;
let mallory: string;
let malloryId: string;
beforeAll(async () => {
  scene = await startPlainScene();
  nora = scene.peer.serveActor("nora");
  mallory = scene.peer.serveActor("mallory");
  noraId = await follow(scene, nora);
  malloryId = await follow(scene, mallory);
});
afterAll(() => scene[Symbol.asyncDispose]());

const known = (uri: string) => findStatusByUri(scene.topout.ctx.db.read, uri);

/** Takes what the peer sends, whatever becomes of it. */
async function send(activity: unknown): Promise<void> {
  await scene.deliver(activity);
  await scene.settle();
}

async function published(name: string, extra = {}) {
  const note = noteBy(nora, name, extra);
  await send(createOf(note));
  expect(await scene.look(note.id)).not.toBeNull();
  return note;
}

test("a Create of somebody else's post is dropped", async () => {
  const note = noteBy(nora, "not-mallorys");
  await send(activityBy(mallory, "Create", note));
  await send(activityBy(mallory, "Create", { ...note, attributedTo: [mallory, nora] }));
  expect((await known(note.id))?.accountId).not.toBe(noraId);
  await send(activityBy(mallory, "Create", { ...note, id: `${note.id}2`, attributedTo: undefined }));
  expect(await known(`${note.id}2`)).toBeNull();
});

test("an Update of somebody else's post is dropped", async () => {
  const note = await published("original");
  const changed = { ...note, content: "<p>Taken over</p>", updated: "2026-05-02T10:00:00Z" };
  await send(activityBy(mallory, "Update", changed));
  await send(activityBy(mallory, "Update", { ...changed, attributedTo: mallory }));
  expect((await scene.look(note.id)).content).toBe("<p>original</p>");
});

test("an Update of somebody else's profile is dropped", async () => {
  const { json: before } = await scene.ada.get(`/api/v1/accounts/${noraId}`);
  await send(activityBy(mallory, "Update", { id: nora, type: "Person", preferredUsername: "nora", name: "Mallory" }));
  expect((await scene.ada.get(`/api/v1/accounts/${noraId}`)).json.display_name).toBe(before.display_name);
});

test("a Delete of somebody else's post, or of somebody else, is dropped", async () => {
  const note = await published("kept");
  await send(activityBy(mallory, "Delete", note.id));
  await send(activityBy(mallory, "Delete", { id: note.id, type: "Tombstone" }));
  await send(activityBy(mallory, "Delete", nora));
  await send(activityBy(mallory, "Delete", scene.note.uri));
  await send(activityBy(mallory, "Delete", scene.ada.account.uri));
  expect(await scene.look(note.id)).not.toBeNull();
  expect((await scene.ada.get(`/api/v1/accounts/${noraId}`)).status).toBe(200);
  expect((await scene.ada.get(`/api/v1/statuses/${scene.note.id}`)).status).toBe(200);
});

test("a post that somebody else of the same host has not yet sent is not deleted before it comes", async () => {
  const note = noteBy(nora, "to-come");
  await send(activityBy(mallory, "Delete", note.id));
  await send(createOf(note));
  expect(await scene.look(note.id)).not.toBeNull();
});

test("a post on another host than its author is dropped", async () => {
  const elsewhere = `${scene.peer.otherOrigin}/notes/1`;
  await send(activityBy(nora, "Create", noteBy(nora, "elsewhere", { id: elsewhere })));
  expect(await known(elsewhere)).toBeNull();
  const local = `${scene.topout.origin}/users/ada/statuses/1`;
  await send(activityBy(nora, "Create", noteBy(nora, "here", { id: local })));
  expect(await known(local)).toBeNull();
});

test("an embedded post of another host is not believed, nor one of a local author", async () => {
  const elsewhere = `${scene.peer.otherOrigin}/users/x`;
  await send(activityBy(nora, "Create", noteBy(elsewhere, "embedded")));
  expect(await known(`${elsewhere}/notes/embedded`)).toBeNull();
  await send(activityBy(nora, "Create", noteBy(scene.ada.account.uri, "embedded")));
  expect(await known(`${scene.ada.account.uri}/notes/embedded`)).toBeNull();
});

test("an activity with an id on another host is dropped", async () => {
  const note = noteBy(nora, "foreign-id");
  await send(activityBy(nora, "Create", note, { id: `${scene.peer.otherOrigin}/activities/1` }));
  expect(await known(note.id)).toBeNull();
});

test("an activity of several actors is that of its signer, or dropped", async () => {
  const note = noteBy(nora, "several");
  await scene.knock({ ...activityBy(mallory, "Create", note), actor: [mallory, nora] }, { as: mallory });
  await scene.settle();
  expect(await known(note.id)).toBeNull();
});

test("a like, a boost and a follow are undone by whose they are alone", async () => {
  const like = activityBy(nora, "Like", scene.note.uri);
  const boost = activityBy(nora, "Announce", scene.note.uri);
  const asked = activityBy(nora, "Follow", scene.ada.account.uri);
  for (const activity of [like, boost, asked]) {
    await send(activity);
    await send(activityBy(mallory, "Undo", activity));
    await send(activityBy(mallory, "Undo", activity.id));
    await send(activityBy(mallory, "Undo", { ...activity, actor: mallory }));
  }
  const { json: note } = await scene.ada.get(`/api/v1/statuses/${scene.note.id}`);
  expect(note).toMatchObject({ favourites_count: 1, reblogs_count: 1 });
  expect(await relationship(scene, noraId)).toMatchObject({ followed_by: true });
  for (const activity of [like, boost, asked]) await send(activityBy(nora, "Undo", activity.id));
  expect(await relationship(scene, noraId)).toMatchObject({ followed_by: false });
});

test("an id that is taken does not move a like, a boost or a follow to somebody else", async () => {
  const like = activityBy(nora, "Like", scene.note.uri);
  await send(like);
  await send({ ...activityBy(mallory, "Like", scene.note.uri), id: like.id });
  const { json: before } = await scene.ada.get(`/api/v1/statuses/${scene.note.id}/favourited_by`);
  expect(before.map((account: { id: string }) => account.id)).toContain(noraId);
  await send(activityBy(mallory, "Undo", like.id));
  const { json: after } = await scene.ada.get(`/api/v1/statuses/${scene.note.id}/favourited_by`);
  expect(after.map((account: { id: string }) => account.id)).toContain(noraId);
  await send(activityBy(nora, "Undo", like.id));
});

test("nobody accepts or refuses a follow for somebody else", async () => {
  const ivy = scene.peer.serveActor("ivy", { manuallyApprovesFollowers: true });
  const { id: ivyId } = await findAccount(scene.ada, ivy);
  await scene.ada.post(`/api/v1/accounts/${ivyId}/follow`);
  await scene.settle();
  const asked = scene.peer.inbox.findLast(({ activity }) => activity.type === "Follow")?.activity;
  expect(asked.object).toBe(ivy);
  await send(activityBy(mallory, "Accept", asked));
  await send(activityBy(mallory, "Accept", asked.id));
  await send(activityBy(mallory, "Accept", { ...asked, object: mallory }));
  expect(await relationship(scene, ivyId)).toMatchObject({ requested: true, following: false });
  await send(activityBy(mallory, "Reject", asked.id));
  expect(await relationship(scene, ivyId)).toMatchObject({ requested: true });
});

test("nobody follows in the name of somebody else, nor likes what they may not see", async () => {
  await send(activityBy(mallory, "Follow", scene.ada.account.uri, { actor: mallory }));
  expect(await relationship(scene, malloryId)).toMatchObject({ followed_by: true });
  const { json: secret } = await scene.ada.post("/api/v1/statuses", { status: "For me", visibility: "direct" });
  for (const type of ["Like", "Announce"]) await send(activityBy(mallory, type, secret.uri));
  expect((await scene.ada.get(`/api/v1/statuses/${secret.id}`)).json).toMatchObject({
    favourites_count: 0,
    reblogs_count: 0,
  });
});

test("what does not concern anybody here is not kept", async () => {
  const stranger = scene.peer.serveActor("stranger");
  const note = noteBy(stranger, "spam");
  await send(createOf(note));
  expect(await known(note.id)).toBeNull();
  const named = noteBy(stranger, "to-ada", { to: [publicUri, scene.ada.account.uri], tag: mention() });
  await send(createOf(named));
  expect(await known(named.id)).not.toBeNull();
});

const mention = () => [{ type: "Mention", href: scene.ada.account.uri, name: "@ada" }];

test.each([
  ["by another climber", (id: string) => climbOn(id, mallory)],
  ["by nobody", (id: string) => climbOn(id, nora, { attributedTo: null })],
  ["of another host", (id: string) => climbOn(id, nora, { id: `${scene.peer.otherOrigin}/climbs/1` })],
  ["with an id that is none", (id: string) => climbOn(id, nora, { id: "climb 1" })],
  ["without a name", (id: string) => climbOn(id, nora, { name: " " })],
  ["with a name that is a list", (id: string) => climbOn(id, nora, { name: { type: "Note" } })],
  ["with a giant name", (id: string) => climbOn(id, nora, { name: "x".repeat(300_000) })],
  ["on no day", (id: string) => climbOn(id, nora, { climbedOn: "soon" })],
  ["that is a list of lists", (id: string) => ({ ...climbOn(id, nora), climb: [[[]], 5, null] })],
  ["that is a text", (id: string) => ({ ...climbOn(id, nora), climb: "https://crag.example/climb" })],
])("a climb %s leaves the post alone", async (name, climbFor) => {
  const uri = `${nora}/notes/climb-${encodeURIComponent(name)}`;
  await send(createOf(noteBy(nora, name, { id: uri, ...climbFor(uri) })));
  expect(await scene.look(uri)).toMatchObject({ content: `<p>${name}</p>`, climb: null });
});

test("what is wrong with a climb's details is left out", async () => {
  const uri = `${nora}/notes/odd-climb`;
  const odd = {
    attempts: 1e12,
    pitches: -3,
    heightMeters: "high",
    ratingValue: { a: 1 },
    indoor: "maybe",
    route: "javascript:alert(1)",
    style: "x".repeat(10_000),
    grade: { type: "Grade", gradeSystem: "moon", gradeValue: "7 craters" },
    location: { type: "Place", name: "x".repeat(10_000), latitude: 900, longitude: "east" },
    partners: Array.from({ length: 1_000 }, (_, n) => ({ type: "Partner", name: `Partner ${n}`, account: "nobody" })),
    unknown: { deep: { deeper: [1, 2, 3] } },
  };
  await send(createOf(noteBy(nora, "odd", { id: uri, ...climbOn(uri, nora, odd) })));
  const { climb } = await scene.look(uri);
  expect(climb).toMatchObject({
    route_name: "Midnight Lightning",
    grade: { value: "7 craters", system: "moon" },
    style: "attempt",
    attempts: null,
    pitches: null,
    height_meters: null,
    rating: null,
    indoor: null,
    route_url: null,
  });
  expect(climb.partners.length).toBeLessThanOrEqual(20);
});

test("every count is as the rows say, and the server is alive", async () => {
  expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
  await published("alive");
});
