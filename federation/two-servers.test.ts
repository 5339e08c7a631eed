import { expect, test } from "vitest";
import { eventually } from "../src/testing/eventually.ts";
import { startTopout, type TestTopout, type TestUser } from "../src/testing/start-topout.ts";
import { findAccount, followAcross } from "./testing/follow-across.ts";

const handleOf = (topout: TestTopout, user: TestUser): string =>
  `${user.account.username}@${new URL(topout.origin).host}`;

async function idOf(user: TestUser, handle: string): Promise<string> {
  return (await findAccount(user, `@${handle}`)).id;
}

async function relationship(user: TestUser, id: string) {
  return (await user.get(`/api/v1/accounts/relationships?id[]=${id}`)).json[0];
}

/** The post with this URI in a home timeline, once it is there. */
async function homePost(user: TestUser, uri: string) {
  return await eventually(async () => {
    const { json } = await user.get("/api/v1/timelines/home");
    return json.find((status: { uri: string }) => status.uri === uri);
  });
}

const climb = {
  route_name: "Midnight Lightning",
  route_url: "https://example.org/routes/1",
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
  notes: "The lightning bolt hold is smaller than it looks.",
  partners: ["@bob", "Lynn"],
};

test("a note and a climb arrive on another server with all fields, are edited and deleted", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  await crag.signUp("lynn");
  await followAcross(bob, crag, ada);
  const bobAtCrag = await idOf(ada, handleOf(gym, bob));
  expect((await ada.get(`/api/v1/accounts/${bobAtCrag}/followers`)).status).toBe(200);
  expect((await ada.get("/api/v1/accounts/verify_credentials")).json.followers_count).toBe(1);

  const note = await ada.post("/api/v1/statuses", {
    status: `Look, @${handleOf(gym, bob)}: #Climbing at https://example.org/crag`,
    spoiler_text: "heights",
    language: "en",
  });
  expect(note.status).toBe(200);
  const arrived = await homePost(bob, note.json.uri);
  expect(arrived).toMatchObject({
    spoiler_text: "heights",
    sensitive: true,
    visibility: "public",
    language: "en",
    url: note.json.url,
    created_at: note.json.created_at,
    climb: null,
  });
  expect(arrived.content).toContain(`href="https://example.org/crag"`);
  expect(arrived.tags).toMatchObject([{ name: "climbing" }]);
  expect(arrived.mentions).toMatchObject([{ id: bob.account.id, acct: "bob" }]);
  expect(arrived.account).toMatchObject({ acct: handleOf(crag, ada), url: ada.account.url, uri: ada.account.uri });
  const { json: notified } = await bob.get("/api/v1/notifications?types[]=mention");
  expect(notified).toMatchObject([{ type: "mention", status: { uri: note.json.uri } }]);

  const given = { ...climb, partners: [`@${handleOf(gym, bob)}`, "Lynn"] };
  const posted = await ada.post("/api/v1/statuses", { status: "What a day", climb: given });
  expect(posted.status).toBe(200);
  const carried = await homePost(bob, posted.json.uri);
  const sent = posted.json.climb;
  expect(carried.climb).toMatchObject({
    uri: sent.uri,
    status_id: carried.id,
    visibility: "public",
    created_at: sent.created_at,
    route_name: "Midnight Lightning",
    route_url: "https://example.org/routes/1",
    grade: { system: "vScale", value: "V8", score: sent.grade.score },
    perceived_grade: { system: "font", value: "7B+" },
    discipline: "boulder",
    style: "redpoint",
    attempts: 12,
    rating: 5,
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
    notes: climb.notes,
    partners: [
      { name: `@${handleOf(gym, bob)}`, account: { id: bob.account.id } },
      { name: "Lynn", account: null },
    ],
  });
  expect(carried.content).toContain(
    "Midnight Lightning, V8, redpoint ★★★★★ · Columbia Boulder, Camp 4, Yosemite, USA · 2026-05-01",
  );
  expect(carried.content).toContain("What a day");

  const edited = await ada.put(`/api/v1/statuses/${posted.json.id}`, {
    status: "What a night",
    climb: { ...given, grade: "V9", attempts: 13 },
  });
  expect(edited.json.climb).toMatchObject({ id: sent.id, grade: { value: "V9" } });
  const after = await eventually(async () => {
    const { json } = await bob.get(`/api/v1/statuses/${carried.id}`);
    return json.edited_at !== null && json;
  });
  expect(after.content).toContain("What a night");
  expect(after.climb).toMatchObject({ id: carried.climb.id, grade: { value: "V9" }, attempts: 13 });
  expect((await bob.get(`/api/v1/statuses/${carried.id}/history`)).json).toHaveLength(2);

  await ada.delete(`/api/v1/statuses/${posted.json.id}`);
  await eventually(async () => (await bob.get(`/api/v1/statuses/${carried.id}`)).status === 404);
  expect((await bob.get(`/api/v1/climbs/${carried.climb.id}`)).status).toBe(404);
  // Her logbook keeps what the post told.
  expect((await ada.get(`/api/v1/climbs/${sent.id}`)).json).toMatchObject({
    route_name: "Midnight Lightning",
    visibility: "direct",
  });
  for (const uri of [posted.json.uri, sent.uri]) {
    const gone = await fetch(uri, { headers: { accept: "application/activity+json" } });
    expect(gone.status).toBe(410);
    expect(await gone.json()).toMatchObject({ type: "Tombstone", id: uri });
  }
});

test("likes, boosts and answers cross over, notify, and are undone", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  const adaAtGym = await followAcross(bob, crag, ada);
  const bobAtCrag = await idOf(ada, handleOf(gym, bob));
  const note = (await ada.post("/api/v1/statuses", { status: "First ascent" })).json;
  const { id } = await homePost(bob, note.uri);
  const atHome = async () => (await ada.get(`/api/v1/statuses/${note.id}`)).json;
  const notifications = async (type: string) => (await ada.get(`/api/v1/notifications?types[]=${type}`)).json;

  expect((await notifications("follow"))[0]).toMatchObject({ account: { id: bobAtCrag } });

  expect((await bob.post(`/api/v1/statuses/${id}/favourite`)).json).toMatchObject({
    favourited: true,
    favourites_count: 1,
  });
  await eventually(async () => (await atHome()).favourites_count === 1);
  expect(await notifications("favourite")).toMatchObject([{ account: { id: bobAtCrag }, status: { id: note.id } }]);
  expect((await ada.get(`/api/v1/statuses/${note.id}/favourited_by`)).json).toMatchObject([{ id: bobAtCrag }]);

  expect((await bob.post(`/api/v1/statuses/${id}/reblog`)).json).toMatchObject({ reblog: { id, reblogged: true } });
  await eventually(async () => (await atHome()).reblogs_count === 1);
  expect(await notifications("reblog")).toMatchObject([{ account: { id: bobAtCrag }, status: { id: note.id } }]);

  const answer = (
    await bob.post("/api/v1/statuses", { status: `@${handleOf(crag, ada)} which route?`, in_reply_to_id: id })
  ).json;
  const [mention] = await eventually(async () => {
    const found = await notifications("mention");
    return found.length > 0 && found;
  });
  expect(mention.status).toMatchObject({
    uri: answer.uri,
    in_reply_to_id: note.id,
    in_reply_to_account_id: ada.account.id,
  });
  expect((await atHome()).replies_count).toBe(1);
  const { json: thread } = await ada.get(`/api/v1/statuses/${note.id}/context`);
  expect(thread.descendants).toMatchObject([{ uri: answer.uri }]);

  await bob.post(`/api/v1/statuses/${id}/unfavourite`);
  await bob.post(`/api/v1/statuses/${id}/unreblog`);
  await bob.delete(`/api/v1/statuses/${answer.id}`);
  await eventually(async () => {
    const status = await atHome();
    return status.favourites_count === 0 && status.reblogs_count === 0 && status.replies_count === 0;
  });
  expect(await notifications("favourite")).toEqual([]);
  expect(await notifications("mention")).toEqual([]);

  await bob.post(`/api/v1/accounts/${adaAtGym}/unfollow`);
  await eventually(async () => (await ada.get("/api/v1/accounts/verify_credentials")).json.followers_count === 0);
});

test("a locked account is asked, and lets in or turns away", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  await ada.patch("/api/v1/accounts/update_credentials", { locked: true });
  const adaAtGym = await idOf(bob, handleOf(crag, ada));
  const ask = () => bob.post(`/api/v1/accounts/${adaAtGym}/follow`);
  const asked = () =>
    eventually(async () => {
      const { json } = await ada.get("/api/v1/follow_requests");
      return json.length > 0 && json[0];
    });

  expect((await ask()).json).toMatchObject({ requested: true, following: false });
  const request = await asked();
  expect((await ada.get("/api/v1/notifications")).json).toMatchObject([
    { type: "follow_request", account: { id: request.id } },
  ]);
  const rejected = await ada.post(`/api/v1/follow_requests/${request.id}/reject`);
  expect(rejected.json).toMatchObject({ followed_by: false, requested_by: false });
  await eventually(async () => !(await relationship(bob, adaAtGym)).requested);
  expect((await relationship(bob, adaAtGym)).following).toBe(false);

  await ask();
  await asked();
  const authorized = await ada.post(`/api/v1/follow_requests/${request.id}/authorize`);
  expect(authorized.json).toMatchObject({ followed_by: true });
  await eventually(async () => (await relationship(bob, adaAtGym)).following);

  // Followers-only posts reach the follower and nobody else.
  const secret = (await ada.post("/api/v1/statuses", { status: "For friends", visibility: "private" })).json;
  expect(await homePost(bob, secret.uri)).toMatchObject({ visibility: "private" });
  const carol = await gym.signUp("carol");
  const { id } = await homePost(bob, secret.uri);
  expect((await carol.get(`/api/v1/statuses/${id}`)).status).toBe(404);
  expect((await gym.anyone.get(`/api/v1/statuses/${id}`)).status).toBe(404);
  expect((await fetch(secret.uri, { headers: { accept: "application/activity+json" } })).status).toBe(404);

  // She shows him out again.
  await ada.post(`/api/v1/accounts/${request.id}/remove_from_followers`);
  await eventually(async () => !(await relationship(bob, adaAtGym)).following);
});

test("a direct post reaches whom it names, on their own server only", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  const carol = await gym.signUp("carol");
  await followAcross(carol, crag, ada);
  const sent = await ada.post("/api/v1/statuses", { status: `@${handleOf(gym, bob)} psst`, visibility: "direct" });
  // Of a stranger: it waits until bob lets her in.
  const [request] = await eventually(async () => {
    const { json } = await bob.get("/api/v1/notifications/requests");
    return json.length > 0 && json;
  });
  await bob.post(`/api/v1/notifications/requests/${request.id}/accept`);
  const [mention] = (await bob.get("/api/v1/notifications")).json;
  expect(mention.status).toMatchObject({ uri: sent.json.uri, visibility: "direct" });
  expect((await carol.get(`/api/v1/statuses/${mention.status.id}`)).status).toBe(404);
  expect((await carol.get("/api/v1/timelines/home")).json).toEqual([]);
});

test("a post and a profile are opened by the address of their page, and a profile's change arrives", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  const note = (await ada.post("/api/v1/statuses", { status: "On the wall" })).json;
  const search = async (query: string) =>
    (await bob.get(`/api/v2/search?q=${encodeURIComponent(query)}&resolve=true`)).json;
  expect((await search(note.url)).statuses).toMatchObject([{ uri: note.uri }]);
  expect((await search(ada.account.url)).accounts).toMatchObject([{ uri: ada.account.uri }]);

  const id = await followAcross(bob, crag, ada);
  await ada.patch("/api/v1/accounts/update_credentials", {
    display_name: "Ada L.",
    note: "Slabs only",
    fields_attributes: [{ name: "Gym", value: "Boulderhaus" }],
  });
  const changed = await eventually(async () => {
    const { json } = await bob.get(`/api/v1/accounts/${id}`);
    return json.display_name === "Ada L." && json;
  });
  expect(changed).toMatchObject({ note: "<p>Slabs only</p>", fields: [{ name: "Gym", value: "Boulderhaus" }] });
});
