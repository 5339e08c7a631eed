import { verifyJsonLd, verifyObject } from "@fedify/fedify";
import { Create } from "@fedify/vocab";
import { getDocumentLoader } from "@fedify/vocab-runtime";
import { expect, test } from "vitest";
import { eventually } from "../../src/testing/eventually.ts";
import { activityBy, publicUri } from "../testing/activities.ts";
import { startPlainScene, type Scene } from "../testing/peer-scene.ts";

// How our posts look on the wire, to servers that read JSON-LD and to those that read plain JSON.

const climb = {
  route_name: "Midnight Lightning",
  grade: "V8",
  discipline: "boulder",
  style: "redpoint",
  attempts: 12,
  rating: 5,
  perceived_grade: "7B+",
  perceived_grade_system: "font",
  climbed_on: "2026-05-01",
  location: {
    name: "Camp 4",
    sector: "Columbia Boulder",
    area: "Yosemite",
    country: "USA",
    latitude: 37.7421,
    longitude: -119.6021,
  },
  indoor: false,
  pitches: 1,
  height_meters: 4.5,
  notes: "Smaller than it looks.",
  partners: ["Lynn"],
};

/** Lets `count` actors with inboxes of their own follow Ada. */
async function gainFollowers(scene: Scene, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const follower = scene.peer.serveActor(`fan${n}`, { endpoints: undefined });
    await scene.deliver(activityBy(follower, "Follow", scene.ada.account.uri));
  }
  await scene.settle();
}

const received = (scene: Scene, type: string, count: number) =>
  eventually(async () => {
    const found = scene.peer.inbox.filter(({ activity }) => activity.type === type);
    return found.length >= count && found;
  });

test("a climb reaches six inboxes whole, and its signatures and proof verify in each", async () => {
  await using scene = await startPlainScene();
  await gainFollowers(scene, 6);
  await scene.ada.post("/api/v1/statuses", { status: "Third season.", climb });
  const deliveries = await received(scene, "Create", 6);
  expect(new Set(deliveries.map(({ path }) => path)).size).toBe(6);
  const loader = getDocumentLoader({ allowPrivateAddress: true });
  const loaders = { documentLoader: loader, contextLoader: getDocumentLoader() };
  for (const { activity, signer } of deliveries) {
    expect(signer).toBe(scene.ada.account.uri);
    expect(activity.object.climb).toMatchObject({ type: "Climb", name: "Midnight Lightning" });
    expect(await verifyJsonLd(activity, loaders)).toBe(true);
    // The proof was given before the Linked Data signature was added.
    const { signature: _signature, ...proven } = activity;
    expect(await verifyObject(Create, proven, loaders)).not.toBeNull();
    const forged = { ...proven, object: { ...proven.object, climb: { ...proven.object.climb, attempts: 1 } } };
    expect(await verifyObject(Create, forged, loaders)).toBeNull();
  }
});

test("a Note with a climb is plain to who knows no climbs, and short to who does", async () => {
  await using scene = await startPlainScene();
  await gainFollowers(scene, 1);
  const { json: posted } = await scene.ada.post("/api/v1/statuses", { status: "Third season. #granite", climb });
  const [delivery] = await received(scene, "Create", 1);
  const create = delivery?.activity;
  const { uri } = scene.ada.account;
  expect(create).toMatchObject({ type: "Create", actor: uri, to: [publicUri], cc: [`${uri}/followers`] });
  expect(create.id).toMatch(/^http/);
  const note = create.object;
  expect(note).toMatchObject({
    id: posted.uri,
    type: "Note",
    attributedTo: uri,
    to: [publicUri],
    cc: [`${uri}/followers`],
    content: expect.stringContaining("Midnight Lightning"),
    tag: ["#bouldering", "#climbing", "#granite"].map((name) => ({ type: "Hashtag", name })),
    location: {
      type: "Place",
      name: "Columbia Boulder, Camp 4, Yosemite, USA",
      latitude: 37.7421,
      longitude: -119.6021,
    },
    climb: {
      type: "Climb",
      id: posted.climb.uri,
      attributedTo: uri,
      name: "Midnight Lightning",
      climbedOn: "2026-05-01",
      discipline: "boulder",
      style: "redpoint",
      attempts: 12,
      grade: { type: "Grade", gradeValue: "V8" },
      perceivedGrade: { type: "Grade", gradeSystem: "font", gradeValue: "7B+" },
      ratingValue: 5,
      bestRating: 5,
      pitches: 1,
      heightMeters: 4.5,
      indoor: false,
      post: posted.uri,
    },
  });
  // A name on an answer is taken for a vote, a summary for a warning, another type is dropped (DESIGN: on the wire).
  expect(note).not.toHaveProperty("name");
  expect(note).not.toHaveProperty("summary");
  const { "@context": context, ...plain } = create;
  expect(JSON.stringify(plain)).not.toMatch(/as:Public|topout:|"@type"|w3id\.org\/topout\/ns#[a-z]/);
  // Contexts of ours are inline: one that cannot be loaded breaks the inbox of a peer.
  for (const address of context.filter((given: unknown) => typeof given === "string"))
    expect(address).toMatch(/^https:\/\/(www\.w3\.org|w3id\.org)\//);
});

test("a post without a climb carries none, and one that loses its climb says so", async () => {
  await using scene = await startPlainScene();
  await gainFollowers(scene, 1);
  const { json: posted } = await scene.ada.post("/api/v1/statuses", { status: "With", climb });
  await scene.ada.put(`/api/v1/statuses/${posted.id}`, { status: "Without", climb: null });
  const [update] = await received(scene, "Update", 1);
  expect(update?.activity.object).toMatchObject({ id: posted.uri, updated: expect.any(String) });
  expect(update?.activity.object).not.toHaveProperty("climb");
  await scene.ada.delete(`/api/v1/statuses/${posted.id}`);
  const [gone] = await received(scene, "Delete", 1);
  expect(gone?.activity.object).toMatchObject({ id: posted.uri, type: "Tombstone" });
});

test.each([
  ["public", [publicUri], (uri: string) => [`${uri}/followers`]],
  ["unlisted", null, (uri: string) => [publicUri, `${uri}/followers`]],
  ["private", null, () => []],
] as const)("a post that is %s is addressed so", async (visibility, to, ccOf) => {
  await using scene = await startPlainScene();
  await gainFollowers(scene, 1);
  await scene.ada.post("/api/v1/statuses", { status: "To whom", visibility });
  const [delivery] = await received(scene, "Create", 1);
  const { uri } = scene.ada.account;
  const { object } = delivery?.activity ?? {};
  expect(object.to).toEqual(to ?? [`${uri}/followers`]);
  expect([object.cc ?? []].flat()).toEqual(ccOf(uri).filter((address) => !object.to.includes(address)));
  expect(delivery?.activity.to).toEqual(object.to);
});

test("the namespace and a climb on its own are told in the same words", async () => {
  await using scene = await startPlainScene();
  const { json: posted } = await scene.ada.post("/api/v1/statuses", { status: "With", climb });
  const path = posted.climb.uri.replace(scene.topout.origin, "");
  const { json: alone } = await scene.topout.anyone.get(path, { accept: "application/activity+json" });
  const note = await scene.topout.anyone.get(posted.uri.replace(scene.topout.origin, ""), {
    accept: "application/activity+json",
  });
  const { "@context": _context, ...terms } = alone;
  expect(note.json.climb).toEqual(terms);
  const { json: namespace } = await scene.topout.anyone.get("/ns");
  for (const term of Object.keys(terms).filter((name) => !asTerms.has(name))) {
    expect(namespace["@context"]).toHaveProperty([term]);
  }
});

const asTerms = new Set([
  "id",
  "type",
  "attributedTo",
  "name",
  "content",
  "mediaType",
  "startTime",
  "published",
  "location",
]);
