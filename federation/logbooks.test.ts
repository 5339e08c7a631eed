import { expect, test } from "vitest";
import { readLogbookJobType } from "../src/domain/climbs/read-logbook.ts";
import { eventually } from "../src/testing/eventually.ts";
import { importEnd, sendLogbook } from "../src/testing/import-logbook.ts";
import type { Loose } from "../src/testing/loose.ts";
import { movingClock } from "../src/testing/moving-clock.ts";
import { samplePhoto } from "../src/testing/sample-media.ts";
import { startTopout, type TestUser } from "../src/testing/start-topout.ts";
import { untilIdle } from "../src/testing/until-idle.ts";
import { activityBy } from "./testing/activities.ts";
import { climbContext, startClimber } from "./testing/climber.ts";
import { followAcross } from "./testing/follow-across.ts";
import { follow } from "./testing/peer-scene.ts";

const hourMs = 3_600_000;

const logbook = async (by: TestUser, id: string, before?: string): Promise<Loose[]> =>
  (await by.get(`/api/v1/accounts/${id}/climbs?limit=40${before === undefined ? "" : `&max_id=${before}`}`)).json;

const today = new Date().toISOString().slice(0, 10);

const full = {
  route_name: "Midnight Lightning",
  route_url: "https://example.org/routes/1",
  grade: "V8",
  discipline: "boulder",
  style: "redpoint",
  attempts: 12,
  rating: 5,
  perceived_grade: "7B+",
  perceived_grade_system: "font",
  climbed_on: today,
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
};

test("whoever follows a climber elsewhere finds their public logbook, quietly, and finds it again as it is now", async () => {
  const clock = movingClock();
  await using crag = await startTopout();
  await using gym = await startTopout({}, { clock });
  const [ada, bob] = [await crag.signUp("ada"), await gym.signUp("bob")];
  const log = async (more: Record<string, unknown> = {}) =>
    (await ada.post("/api/v1/climbs", { ...full, ...more })).json;
  const partners = [`@bob@${new URL(gym.origin).host}`, "Lynn"];
  const upload = async () => {
    const photo = new FormData();
    photo.set("file", new File([new Uint8Array(await samplePhoto(60, 80))], "a.jpg"));
    photo.set("description", "The crux");
    photo.set("focus", "0.5,-0.25");
    return (await ada.post("/api/v2/media", photo)).json;
  };
  const [early, late] = [await upload(), await upload()];
  const first = await log({ partners, media_ids: [early.id] });
  const second = await log({ route_name: "Thriller" });
  for (const visibility of ["direct", "private", "unlisted"]) await log({ visibility });
  const told = await log({ route_name: "Told", post: true });
  const adaAtGym = await followAcross(bob, crag, ada);
  const arrived = await eventually(async () => {
    const climbs = await logbook(bob, adaAtGym);
    return climbs.length === 3 && climbs;
  });
  expect(arrived.map((climb) => climb.uri)).toEqual([told.uri, second.uri, first.uri]);
  const { id: _id, account_id: _account, session_id: _session, share_card_url: _card, ...written } = first;
  // The other server has a catalogue of its own.
  const said = { ...written, share_card_url: null, route_id: expect.any(String), crag_id: expect.any(String) };
  expect(arrived[2]).toEqual({
    ...said,
    id: expect.any(String),
    account_id: adaAtGym,
    session_id: null,
    media_attachments: [
      expect.objectContaining({
        type: "image",
        remote_url: early.url,
        description: "The crux",
        blurhash: early.blurhash,
        meta: expect.objectContaining({ focus: { x: 0.5, y: -0.25 }, original: early.meta.original }),
      }),
    ],
    partners: [
      { name: partners[0], account: { id: bob.account.id, acct: "bob", url: bob.account.url } },
      { name: "Lynn", account: null },
    ],
  });
  expect((await bob.get("/api/v1/timelines/home")).json).toEqual([]);
  expect((await bob.get("/api/v1/notifications")).json).toEqual([]);

  // Looked at again the same day nothing is asked for; later what has changed shows.
  await ada.put(`/api/v1/climbs/${first.id}`, { ...full, rating: 2, media_ids: [late.id] });
  await ada.delete(`/api/v1/climbs/${second.id}`);
  const third = await log({ route_name: "New" });
  await logbook(bob, adaAtGym);
  await untilIdle(gym);
  expect(await logbook(bob, adaAtGym)).toHaveLength(3);
  clock.pass(7 * hourMs);
  await gym.anyone.get(`/api/v1/accounts/${adaAtGym}/climbs`);
  await untilIdle(gym);
  expect(await logbook(bob, adaAtGym)).toHaveLength(3);
  const after = await eventually(async () => {
    const climbs = await logbook(bob, adaAtGym);
    return climbs.some((climb) => climb.uri === third.uri) && climbs;
  });
  await untilIdle(gym);
  const settled = await logbook(bob, adaAtGym);
  expect(settled.map((climb) => climb.uri)).toEqual([third.uri, told.uri, first.uri]);
  expect(settled[2]).toMatchObject({
    id: arrived[2].id,
    rating: 2,
    created_at: first.created_at,
    media_attachments: [{ remote_url: late.url }],
  });
  expect(after.length).toBeGreaterThan(1);

  // A climb that is told later is the same climb, now with its post.
  await ada.post(`/api/v1/climbs/${first.id}/post`, { status: "Look #climbing" });
  const post = await eventually(async () => (await bob.get("/api/v1/timelines/home")).json[0]);
  expect(post.climb).toMatchObject({ id: arrived[2].id, uri: first.uri, status_id: post.id, rating: 2 });
  expect(post.media_attachments).toMatchObject([{ remote_url: late.url }]);
  expect(post.climb.media_attachments).toEqual(post.media_attachments);

  await bob.post(`/api/v1/accounts/${adaAtGym}/unfollow`);
  expect(await logbook(bob, adaAtGym)).toHaveLength(3);
});

test(
  "of many entries that were imported at once the newest two hundred come, each once, by their days",
  {
    timeout: 90_000,
  },
  async () => {
    await using crag = await startTopout();
    await using gym = await startTopout();
    const [ada, bob] = [await crag.signUp("ada"), await gym.signUp("bob")];
    const dayOf = (number: number) => new Date(Date.UTC(2010, 0, 1) + number * 24 * hourMs).toISOString().slice(0, 10);
    const lines = Array.from(
      { length: 240 },
      (_, n) => `${dayOf(n)},Route ${n},5.9,,,1,A > B,3,4,Lead,Onsight,Trad,,,`,
    );
    const header =
      "Date,Route,Rating,Notes,URL,Pitches,Location,Avg Stars,Your Stars,Style,Lead Style,Route Type,Your Rating,Length,Rating Code";
    const { json } = await sendLogbook(ada, [header, ...lines].join("\n"), { visibility: "public" });
    expect(await importEnd(ada, json.id)).toMatchObject({ created_count: 240 });
    const id = await followAcross(bob, crag, ada);
    await untilIdle(gym);
    const here: Loose[] = [];
    for (let page = await logbook(bob, id); page.length > 0; page = await logbook(bob, id, here.at(-1).id))
      here.push(...page);
    expect(here.map(({ climbed_on }) => climbed_on)).toEqual(Array.from({ length: 200 }, (_, n) => dayOf(239 - n)));
  },
);

test("what a follower elsewhere sees of a posted climb: words, photo, place and tags for all, the climb for Topout", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const [ada, bob] = [await crag.signUp("ada"), await gym.signUp("bob")];
  await followAcross(bob, crag, ada);
  const photo = new FormData();
  photo.set("file", new File([new Uint8Array(await samplePhoto(600, 800))], "a.jpg"));
  photo.set("description", "The lightning bolt hold");
  const upload = (await ada.post("/api/v2/media", photo)).json;
  const notes = "At last! #bouldering";
  const climb = (await ada.post("/api/v1/climbs", { ...full, notes, post: true, media_ids: [upload.id] })).json;
  const { json: posted } = await ada.get(`/api/v1/statuses/${climb.status_id}`);
  const note = (await crag.anyone.get(new URL(posted.uri).pathname, { accept: "application/activity+json" })).json;
  expect(note).toMatchObject({
    type: "Note",
    location: {
      type: "Place",
      name: "Columbia Boulder, Camp 4, Yosemite, USA",
      latitude: 37.7421,
      longitude: -119.6021,
    },
    attachment: [{ type: "Image", url: upload.url, mediaType: "image/jpeg", name: "The lightning bolt hold" }],
  });
  for (const word of ["Midnight Lightning", "V8", "redpoint", "★★★★★", "Camp 4", "At last!"]) {
    expect(note.content).toContain(word);
  }
  expect(note.tag).toContainEqual({ type: "Hashtag", href: `${crag.origin}/tags/bouldering`, name: "#bouldering" });
  const seen = await eventually(async () => (await bob.get("/api/v1/timelines/home")).json[0]);
  expect(seen).toMatchObject({
    media_attachments: [{ type: "image", description: "The lightning bolt hold", remote_url: upload.url }],
    climb: { route_name: "Midnight Lightning", grade: { value: "V8" }, location: { sector: "Columbia Boulder" } },
  });
  expect(seen.climb.media_attachments).toEqual(seen.media_attachments);
  expect((await fetch(seen.climb.media_attachments[0].url)).status).toBe(200);
});

test("only the climber's own climbs on the climber's own host are taken, each once", async () => {
  await using served = await startClimber();
  const { scene, collection, climb, page } = served;
  const elsewhere = `${scene.peer.otherOrigin}/users/cora`;
  const { json: post } = await scene.ada.post("/api/v1/climbs", { route_name: "Ada's own", style: "flash" });
  scene.peer.serve("/users/cora/climbs", {
    "@context": climbContext,
    id: collection,
    type: "OrderedCollection",
    first: page(
      [
        climb(1),
        climb(1, { name: "Twice" }),
        climb(2, { attributedTo: scene.ada.account.uri }),
        climb(3, { id: `${elsewhere}/climbs/3` }),
        climb(4, { id: post.uri, name: "Stolen" }),
        climb(5, { name: undefined }),
        climb(6, { type: "Note", content: "no climb" }),
        `${served.uri}/climbs/7`,
        7,
        climb(8, { style: "dyno", published: "2999-01-01T00:00:00Z" }),
      ],
      { next: `${elsewhere}/climbs?page=2` },
    ),
  });
  scene.peer.serve("/users/cora/climbs?page=2", page([climb(9)]));
  const id = await follow(scene, served.uri);
  await scene.settle();
  const climbs = await logbook(scene.ada, id);
  expect(climbs.map(({ route_name, style }) => [route_name, style])).toEqual([
    ["Route 8", "dyno"],
    ["Route 1", "flash"],
  ]);
  expect(Date.parse(climbs[0].created_at)).toBeLessThanOrEqual(Date.now());
  expect((await scene.ada.get(`/api/v1/climbs/${post.id}`)).json.route_name).toBe("Ada's own");
  expect(scene.peer.requests.filter(({ path }) => path.includes("page=2"))).toEqual([]);
});

test("the places that only a remote climber's logbook told go with their account", async () => {
  await using served = await startClimber();
  const { scene, collection, climb, page } = served;
  const location = { type: "Place", name: "Secret Cave", country: "CH" };
  const first = page([climb(1, { location })]);
  scene.peer.serve("/users/cora/climbs", {
    "@context": climbContext,
    id: collection,
    type: "OrderedCollection",
    first,
  });
  await follow(scene, served.uri);
  await scene.settle();
  const crags = async () => (await scene.topout.anyone.get("/api/v1/crags?q=secret")).json;
  expect(await crags()).toMatchObject([{ name: "Secret Cave" }]);
  await scene.deliver(activityBy(served.uri, "Delete", served.uri));
  await scene.settle();
  expect(await crags()).toEqual([]);
});

test("a logbook without end is read as far as its newest two hundred, on ten pages at the most", async () => {
  await using served = await startClimber();
  const { scene, collection, climb, page } = served;
  scene.peer.serve("/users/cora/climbs", {
    "@context": climbContext,
    id: collection,
    type: "OrderedCollection",
    first: `${collection}?page=1`,
  });
  let servedPages = 0;
  for (let number = 1; number <= 20; number++) {
    const items = Array.from({ length: number === 1 ? 150 : 1 }, (_, index) => climb(100_000 - number * 200 - index));
    scene.peer.answer(`/users/cora/climbs?page=${number}`, (_request, response) => {
      servedPages += 1;
      response.writeHead(200, { "content-type": "application/activity+json" });
      response.end(JSON.stringify(page(items, { next: `${collection}?page=${number + 1}` })));
    });
  }
  const id = await follow(scene, served.uri);
  await scene.settle();
  expect(servedPages).toBe(9);
  expect(await logbook(scene.ada, id)).toHaveLength(40);
  expect(scene.peer.requests.filter(({ path }) => path.startsWith("/users/cora/climbs?page=11"))).toEqual([]);
});

test("a server that is down, busy or gone costs nothing but its climbs", { timeout: 60_000 }, async () => {
  for (const [status, isAskedAgain] of [
    [500, true],
    [429, true],
    [403, false],
    [404, false],
  ] as const) {
    await using served = await startClimber();
    const { scene } = served;
    scene.peer.answer("/users/cora/climbs", { status });
    const id = await follow(scene, served.uri);
    await eventually(async () => scene.peer.requests.some(({ path }) => path === "/users/cora/climbs"));
    const { countJobs } = await import("../src/db/job-queries.ts");
    await eventually(async () => {
      const counts = await countJobs(scene.topout.ctx.db.read, new Date());
      const job = counts.find(({ type }) => type === readLogbookJobType);
      return isAskedAgain ? job?.waiting === 1 && job.due === 0 : job === undefined;
    });
    expect(await logbook(scene.ada, id), String(status)).toEqual([]);
  }
});
