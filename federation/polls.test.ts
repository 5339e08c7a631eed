import { expect, test } from "vitest";
import { checkNeeds } from "../src/testing/client-needs.ts";
import { eventually } from "../src/testing/eventually.ts";
import { movingClock } from "../src/testing/moving-clock.ts";
import { startTopout, type TestTopout, type TestUser } from "../src/testing/start-topout.ts";
import { activityBy, noteBy, publicUri } from "./testing/activities.ts";
import { followAcross } from "./testing/follow-across.ts";
import { follow, startPlainScene, startScene, type Scene } from "./testing/peer-scene.ts";

const dayMs = 24 * 3_600_000;

const homePost = (user: TestUser, uri: string) =>
  eventually(async () =>
    (await user.get("/api/v1/timelines/home")).json.find((status: { uri: string }) => status.uri === uri),
  );

const fetchNote = async (uri: string) =>
  (await fetch(uri, { headers: { accept: "application/activity+json" } })).json() as Promise<Record<string, unknown>>;

/** Waits until what came in and what goes out is worked off; a poll that will end stays waiting. */
async function settle(topout: TestTopout): Promise<void> {
  const { countJobs } = await import("../src/db/job-queries.ts");
  await eventually(async () => {
    const counts = await countJobs(topout.ctx.db.read, new Date("2100-01-01T00:00:00Z"));
    return counts.every(({ type, waiting }) => waiting === 0 || !["receive", "federate", "deliver"].includes(type));
  }, 15_000);
}

const question = (actorUri: string, name: string, extra: Record<string, unknown> = {}) =>
  noteBy(actorUri, name, {
    type: "Question",
    endTime: new Date(Date.now() + dayMs).toISOString(),
    oneOf: ["Rope", "Pads"].map((title) => ({
      type: "Note",
      name: title,
      replies: { type: "Collection", totalItems: 2 },
    })),
    ...extra,
  });

const voteOf = (actorUri: string, asked: string, name: string, id = "votes/1") =>
  activityBy(actorUri, "Create", {
    id: `${actorUri}#${id}`,
    type: "Note",
    attributedTo: actorUri,
    to: [asked.replace(/\/statuses.*/, "")],
    inReplyTo: asked,
    name,
  });

test(
  "a poll with a climb is answered on another server, whose count comes back, and ends on both",
  { timeout: 60_000 },
  async () => {
    const clocks = { crag: movingClock(), gym: movingClock() };
    await using crag = await startTopout({}, { clock: clocks.crag });
    await using gym = await startTopout({}, { clock: clocks.gym });
    const [ada, bob, cleo] = [await crag.signUp("ada"), await gym.signUp("bob"), await gym.signUp("cleo")];
    await followAcross(bob, crag, ada);
    const posted = await ada.post("/api/v1/statuses", {
      status: "What next?",
      climb: { route_name: "Karma", style: "project", grade: "8A" },
      poll: { options: ["try again", "rest"], expires_in: 86_400 },
    });
    const { uri, poll } = posted.json;

    const served = await fetchNote(uri);
    expect(served).toMatchObject({
      type: "Question",
      to: [publicUri],
      votersCount: 0,
      climb: { type: "Climb", name: "Karma" },
      oneOf: [
        { type: "Note", name: "try again", replies: { type: "Collection", totalItems: 0 } },
        { type: "Note", name: "rest", replies: { type: "Collection", totalItems: 0 } },
      ],
    });
    // The same instant; here without zeros at its end.
    expect(new Date(String(served["endTime"])).toISOString()).toBe(poll.expires_at);
    expect(served).not.toHaveProperty("name");
    expect(served).not.toHaveProperty("closed");

    const arrived = await homePost(bob, uri);
    expect(checkNeeds("status", arrived)).toEqual([]);
    expect(arrived).toMatchObject({
      climb: { route_name: "Karma" },
      poll: { expires_at: poll.expires_at, multiple: false, voted: false, voters_count: 0 },
    });
    const voted = await bob.post(`/api/v1/polls/${arrived.poll.id}/votes`, { choices: [0] });
    expect(voted.json).toMatchObject({ voted: true, own_votes: [0], votes_count: 1 });
    expect((await bob.post(`/api/v1/polls/${arrived.poll.id}/votes`, { choices: [1] })).status).toBe(422);
    const counted = await eventually(async () => {
      const { json } = await ada.get(`/api/v1/polls/${poll.id}`);
      return json.votes_count > 0 && json;
    });
    expect(counted).toMatchObject({ voters_count: 1, options: [{ votes_count: 1 }, { votes_count: 0 }] });
    expect((await ada.get(`/api/v1/statuses/${posted.json.id}/context`)).json.descendants).toEqual([]);
    expect((await ada.get("/api/v1/notifications?types[]=mention")).json).toEqual([]);

    // A vote at home reaches the followers elsewhere, within the minute.
    const dora = await crag.signUp("dora");
    await dora.post(`/api/v1/polls/${poll.id}/votes`, { choices: [1] });
    clocks.crag.pass(60_000);
    const seen = async (user: TestUser) => (await user.get(`/api/v1/statuses/${arrived.id}`)).json;
    const after = await eventually(async () => {
      const status = await seen(cleo);
      return status.poll.votes_count === 2 && status;
    });
    expect(after).toMatchObject({ edited_at: null, poll: { voters_count: 2 } });
    expect((await seen(bob)).poll).toMatchObject({ own_votes: [0] });

    for (const clock of Object.values(clocks)) clock.pass(dayMs);
    await eventually(async () => (await ada.get("/api/v1/notifications?types[]=poll")).json.length > 0);
    const [told] = await eventually(async () => {
      const { json } = await bob.get("/api/v1/notifications?types[]=poll");
      return json.length > 0 && json;
    });
    expect(told).toMatchObject({ status: { uri, poll: { expired: true, votes_count: 2 } } });
    const { closed, votersCount } = await fetchNote(uri);
    // On the wire zeros at the end of a fraction may be left out.
    expect([Date.parse(String(closed)), votersCount]).toEqual([Date.parse(poll.expires_at), 2]);
  },
);

test("many votes in a minute are one Update, to who follows and to who voted", { timeout: 40_000 }, async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  await using peers = await startPlainScene();
  const { peer } = peers;
  const ada = await topout.signUp("ada");
  const { json } = await ada.post("/api/v1/statuses", {
    status: "Which?",
    poll: { options: ["left", "right"], expires_in: 3_600, multiple: true },
  });
  const voters = ["vera", "viktor"].map((name) => peer.serveActor(name));
  const inbox = `${topout.origin}/inbox`;
  for (const voter of voters) {
    for (const [index, title] of ["left", "right"].entries()) {
      const vote = voteOf(voter, json.uri, title, `votes/${index}`);
      expect((await peer.post(inbox, vote, { as: voter })).status).toBe(202);
    }
  }
  await eventually(async () => (await ada.get(`/api/v1/polls/${json.poll.id}`)).json.votes_count === 4);
  const updates = () => peer.inbox.filter(({ activity }) => activity.type === "Update");
  expect(updates()).toEqual([]);
  clock.pass(60_000);
  await eventually(async () => updates().length > 0);
  await settle(topout);
  expect(updates()).toHaveLength(1);
  const [{ activity } = { activity: null }] = updates();
  expect(activity.object).toMatchObject({
    id: json.uri,
    type: "Question",
    votersCount: 2,
    anyOf: [{ replies: { totalItems: 2 } }, { replies: { totalItems: 2 } }],
  });
  expect(activity.object).not.toHaveProperty("updated");
});

test.each([
  ["mastodon", [2, 1], 3, false],
  ["misskey", [0, 0], null, true],
] as const)("a Question of %s is shown with its poll", async (kind, counts, votersCount, isMultiple) => {
  await using scene = await startScene(kind);
  const create = scene.load("create-question");
  await scene.deliver(create);
  const { poll } = await scene.seen(create.object.id);
  expect(poll).toMatchObject({
    expired: true,
    multiple: isMultiple,
    voters_count: votersCount,
    options: counts.map((votes_count) => ({ votes_count })),
  });
  expect(poll.expires_at).toBe(new Date(create.object.endTime).toISOString());
});

test("an Update of Mastodon brings new counts, and is no edit", async () => {
  await using scene = await startScene("mastodon");
  await scene.deliver(scene.load("create-question"));
  const update = scene.load("update-question");
  await scene.seen(update.object.id);
  await scene.deliver(update);
  await scene.settle();
  expect(await scene.look(update.object.id)).toMatchObject({
    edited_at: null,
    poll: { votes_count: 9, voters_count: 9, options: [{ votes_count: 4 }, { votes_count: 5 }] },
  });
  // Other choices without an edit are not believed.
  const other = structuredClone(update);
  other.id += "0";
  other.object.oneOf[0].name = "Rum";
  other.object.oneOf[1].replies.totalItems = 500;
  await scene.deliver(other);
  await scene.settle();
  expect(await scene.look(update.object.id)).toMatchObject({
    poll: { votes_count: 9, options: [{ title: "Rope" }, {}] },
  });
});

/** Ada's poll, and what is told of it. */
async function askHere(scene: Scene, poll: Record<string, unknown> = {}) {
  const { json } = await scene.ada.post("/api/v1/statuses", {
    status: "Sunday?",
    poll: { options: ["Rope", "Pads"], expires_in: 3_600, ...poll },
  });
  const now = async () => (await scene.ada.get(`/api/v1/polls/${json.poll.id}`)).json;
  return { id: json.poll.id as string, statusId: json.id as string, uri: json.uri as string, now };
}

test("a vote of GoToSocial counts once and is no post", async () => {
  await using scene = await startScene("gotosocial");
  const asked = await askHere(scene);
  const vote = scene.load("create-poll-vote", { localNote: asked.uri });
  await scene.deliver(vote);
  await scene.deliver({ ...vote, id: `${vote.id}again` });
  await settle(scene.topout);
  expect(await asked.now()).toMatchObject({ votes_count: 1, voters_count: 1, options: [{ votes_count: 1 }, {}] });
  // One choice only, and a choice that there is.
  const second = { ...vote.object, id: `${vote.object.id}2`, name: "Pads" };
  await scene.deliver({ ...vote, id: `${vote.id}2`, object: second });
  await settle(scene.topout);
  expect(await asked.now()).toMatchObject({ votes_count: 1, voters_count: 1 });
  expect(await scene.look(vote.object.id)).toBeNull();
  expect((await scene.ada.get(`/api/v1/statuses/${asked.statusId}`)).json.replies_count).toBe(0);
});

test("votes for what there is not, after the end, or of whom Ada blocks are dropped", async () => {
  await using scene = await startPlainScene();
  const [vera, viktor] = [scene.peer.serveActor("vera"), scene.peer.serveActor("viktor")];
  const asked = await askHere(scene, { multiple: true });
  await scene.deliver(voteOf(vera, asked.uri, "Rum"));
  await scene.deliver(voteOf(vera, scene.note.uri, "Rope", "votes/2"));
  await scene.deliver(voteOf(vera, asked.uri, "Rope", "votes/3"));
  await settle(scene.topout);
  expect(await asked.now()).toMatchObject({ votes_count: 1 });
  await follow(scene, viktor);
  const { json } = await scene.ada.get(`/api/v2/search?q=${encodeURIComponent(viktor)}&type=accounts&resolve=true`);
  await scene.ada.post(`/api/v1/accounts/${json.accounts[0].id}/block`);
  await scene.deliver(voteOf(viktor, asked.uri, "Pads"));
  const { updatePoll } = await import("../src/db/poll-queries.ts");
  await settle(scene.topout);
  await scene.topout.ctx.db.write((tx) => updatePoll(tx, asked.id, { expiresAt: new Date(Date.now() - 1_000) }));
  await scene.deliver(voteOf(vera, asked.uri, "Pads", "votes/4"));
  await settle(scene.topout);
  expect(await asked.now()).toMatchObject({ votes_count: 1, expired: true });
});

test("a vote goes to the author alone, by title, and the poll is read again once a minute", async () => {
  const clock = movingClock();
  await using scene = await startPlainScene({}, { clock });
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const asked = question(nora, "sunday", { anyOf: undefined });
  await scene.deliver(activityBy(nora, "Create", asked));
  const { poll } = await scene.seen(asked.id);
  expect(poll).toMatchObject({ votes_count: 4, voters_count: null });
  const voted = await scene.ada.post(`/api/v1/polls/${poll.id}/votes`, { choices: [1] });
  expect(voted.json).toMatchObject({ votes_count: 5, voters_count: null, own_votes: [1] });
  const sent = await eventually(async () =>
    scene.peer.inbox.find(({ activity }) => activity.type === "Create" && activity.object.name === "Pads"),
  );
  expect(sent.path).toBe("/users/nora/inbox");
  expect(sent.signer).toBe(scene.ada.account.uri);
  expect(sent.activity.object).toMatchObject({ type: "Note", inReplyTo: asked.id, to: nora });
  expect(sent.activity.object).not.toHaveProperty("content");

  const reads = () => scene.peer.requests.filter(({ path }) => path === new URL(asked.id).pathname).length;
  const options = [7, 9].map((totalItems, index) => ({
    type: "Note",
    name: ["Rope", "Pads"][index],
    replies: { type: "Collection", totalItems },
  }));
  scene.peer.serve(new URL(asked.id).pathname, {
    ...asked,
    "@context": [...asked["@context"], { votersCount: "http://joinmastodon.org/ns#votersCount" }],
    oneOf: options,
    votersCount: 16,
  });
  expect((await scene.ada.get(`/api/v1/polls/${poll.id}`)).json).toMatchObject({ votes_count: 5 });
  expect(reads()).toBe(0);
  clock.pass(61_000);
  const answers = await Promise.all([1, 2, 3].map(() => scene.ada.get(`/api/v1/polls/${poll.id}`)));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect((await scene.ada.get(`/api/v1/polls/${poll.id}`)).json).toMatchObject({
    votes_count: 16,
    voters_count: 16,
    own_votes: [1],
  });
  expect(reads()).toBe(1);
  // A server that is down changes nothing.
  scene.peer.answer(new URL(asked.id).pathname, { status: 503 });
  clock.pass(61_000);
  expect((await scene.ada.get(`/api/v1/polls/${poll.id}`)).json).toMatchObject({ votes_count: 16 });
});

test("a Question with nonsense in it is a post all the same, and nothing is fetched for its choices", async () => {
  await using scene = await startPlainScene();
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const strange = {
    empty: { oneOf: [] },
    elsewhere: {
      oneOf: [`${scene.peer.origin}/options/1`, { type: "Note", name: "b", replies: `${scene.peer.origin}/r` }],
    },
    negative: {
      oneOf: [{ type: "Note", name: "a", replies: { type: "Collection", totalItems: -5 } }],
      votersCount: -2,
    },
    many: { oneOf: Array.from({ length: 500 }, (_, index) => ({ type: "Note", name: `${index}` })) },
  };
  for (const [name, extra] of Object.entries(strange)) {
    const asked = question(nora, name, extra);
    await scene.deliver(activityBy(nora, "Create", asked));
    const { poll } = await scene.seen(asked.id);
    expect(poll?.options.length ?? 0).toBeLessThanOrEqual(50);
    expect(poll?.votes_count ?? 0).toBeGreaterThanOrEqual(0);
  }
  expect(scene.peer.requests.filter(({ path }) => /^\/(options|r)/.test(path))).toEqual([]);
});

test("counts that are hidden here are not told elsewhere before the end", async () => {
  const clock = movingClock();
  await using scene = await startPlainScene({}, { clock });
  const vera = scene.peer.serveActor("vera");
  const asked = await askHere(scene, { hide_totals: true });
  await scene.deliver(voteOf(vera, asked.uri, "Rope"));
  await eventually(async () => (await asked.now()).votes_count === 1);
  const served = await fetchNote(asked.uri);
  expect(served["votersCount"]).toBe(1);
  expect(JSON.stringify(served["oneOf"])).not.toContain("totalItems");
  clock.pass(3_600_000);
  await eventually(async () => "closed" in (await fetchNote(asked.uri)));
  expect(await fetchNote(asked.uri)).toMatchObject({ oneOf: [{ replies: { totalItems: 1 } }, {}] });
});

test("a vote that is looked up is no post either", async () => {
  await using scene = await startPlainScene();
  const vera = scene.peer.serveActor("vera");
  const asked = await askHere(scene);
  const { object } = voteOf(vera, asked.uri, "Rope");
  const uri = `${scene.peer.origin}/votes/1`;
  scene.peer.serve("/votes/1", { "@context": "https://www.w3.org/ns/activitystreams", ...object, id: uri });
  const { json } = await scene.ada.get(`/api/v2/search?q=${encodeURIComponent(uri)}&resolve=true&type=statuses`);
  expect(json.statuses).toEqual([]);
  expect(scene.peer.requests.some(({ path }) => path === "/votes/1")).toBe(true);
});
