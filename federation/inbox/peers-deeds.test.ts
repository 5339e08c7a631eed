import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkCounts } from "../../src/testing/check-counts.ts";
import { eventually } from "../../src/testing/eventually.ts";
import { peers, type Peer } from "../fixtures/index.ts";
import { askToFollow, hasFixture, relationship, startScene, type Scene } from "../testing/peer-scene.ts";

// What other servers do to accounts and posts here, and to their own.

const kinds = peers.map((peer) => peer.name);
const having = (...names: readonly string[]): Peer[] =>
  kinds.filter((kind) => names.every((name) => hasFixture(kind, name)));

async function noteNow({ ada, note }: Scene) {
  return (await ada.get(`/api/v1/statuses/${note.id}`)).json;
}

async function notified({ ada }: Scene, type: string): Promise<{ account: { id: string } }[]> {
  return (await ada.get(`/api/v1/notifications?types[]=${type}`)).json;
}

async function followersCount({ ada }: Scene): Promise<number> {
  return (await ada.get("/api/v1/accounts/verify_credentials")).json.followers_count;
}

const accountOf = async ({ ada, actorId }: Scene) => await ada.get(`/api/v1/accounts/${actorId}`);

/** Delivers it twice, as peers do that missed our answer. */
async function deliverTwice(scene: Scene, name: string): Promise<void> {
  await scene.deliver(scene.load(name));
  await scene.settle();
  await scene.deliver(scene.load(name), { to: `${scene.topout.origin}/users/ada/inbox` });
  await scene.settle();
}

describe.each(having("follow"))("%s", (kind) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(kind);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  test("follows and is told that it may", async () => {
    await deliverTwice(scene, "follow");
    const follow = scene.load("follow");
    const accept = await eventually(async () => scene.peer.inbox.find(({ activity }) => activity.type === "Accept"));
    expect(accept.activity.object).toMatchObject({ id: follow.id, actor: scene.actorUri, object: follow.object });
    expect(accept.signer).toBe(scene.ada.account.uri);
    expect(await relationship(scene, scene.actorId)).toMatchObject({ followed_by: true });
    expect(await followersCount(scene)).toBe(1);
    expect(await notified(scene, "follow")).toHaveLength(1);
  });

  test("likes a post and takes it back", async () => {
    await deliverTwice(scene, "like");
    expect(await noteNow(scene)).toMatchObject({ favourites_count: 1 });
    expect(await notified(scene, "favourite")).toMatchObject([{ account: { id: scene.actorId } }]);
    await deliverTwice(scene, "undo-like");
    expect(await noteNow(scene)).toMatchObject({ favourites_count: 0 });
    expect(await notified(scene, "favourite")).toEqual([]);
  });

  if (hasFixture(kind, "announce")) {
    test("boosts a post and takes it back", async () => {
      await deliverTwice(scene, "announce");
      expect(await noteNow(scene)).toMatchObject({ reblogs_count: 1 });
      expect(await notified(scene, "reblog")).toMatchObject([{ account: { id: scene.actorId } }]);
      await deliverTwice(scene, "undo-announce");
      expect(await noteNow(scene)).toMatchObject({ reblogs_count: 0 });
      expect(await notified(scene, "reblog")).toEqual([]);
    });
  }

  test("deletes a post, which stays deleted", async () => {
    const create = scene.load("create-note");
    const gone = scene.load("delete-note");
    await scene.deliver(create);
    await scene.settle();
    const { id } = await scene.look(create.object.id);
    await deliverTwice(scene, "delete-note");
    expect(gone.object.id ?? gone.object).toBe(create.object.id);
    expect((await scene.ada.get(`/api/v1/statuses/${id}`)).status).toBe(404);
    await scene.deliver({ ...create, id: `${create.id}-again` });
    await scene.settle();
    expect(await scene.look(create.object.id)).toBeNull();
  });

  test("stops following", async () => {
    await deliverTwice(scene, "undo-follow");
    expect(await relationship(scene, scene.actorId)).toMatchObject({ followed_by: false, following: true });
    expect(await followersCount(scene)).toBe(0);
  });

  test("deletes an account, and everything of it goes", async () => {
    const create = scene.load("create-note");
    await scene.deliver(scene.load("follow"));
    await scene.deliver(scene.load("like"));
    await scene.deliver({ ...create, id: `${create.id}-2`, object: { ...create.object, id: `${create.object.id}2` } });
    await scene.settle();
    await scene.seen(`${create.object.id}2`);
    await deliverTwice(scene, "delete-actor");
    expect((await accountOf(scene)).status).toBe(404);
    expect(await scene.look(`${create.object.id}2`)).toBeNull();
    expect(await followersCount(scene)).toBe(0);
    expect(await noteNow(scene)).toMatchObject({ favourites_count: 0 });
    expect((await scene.ada.get("/api/v1/accounts/verify_credentials")).json.following_count).toBe(0);
    expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
  });
});

test("a follow without an id of its own on Pixelfed is accepted by its two ends", async () => {
  await using scene = await startScene("pixelfed");
  await scene.ada.post(`/api/v1/accounts/${scene.actorId}/unfollow`);
  await askToFollow(scene, scene.actorUri);
  await scene.deliver(scene.load("accept-null-id"));
  await eventually(async () => (await relationship(scene, scene.actorId)).following);
});

test.each(having("reject"))("%s refuses a follow, before and after it said yes", async (kind) => {
  await using scene = await startScene(kind);
  await scene.ada.post(`/api/v1/accounts/${scene.actorId}/unfollow`);
  const { followUri } = await askToFollow(scene, scene.actorUri);
  const reject = scene.load("reject", { localFollow: followUri });
  await scene.deliver(reject);
  await eventually(async () => !(await relationship(scene, scene.actorId)).requested);
  const again = await askToFollow(scene, scene.actorUri);
  await scene.deliver({ ...scene.load("accept", { localFollow: again.followUri }), id: `${reject.id}-accept` });
  await eventually(async () => (await relationship(scene, scene.actorId)).following);
  await scene.deliver({ ...scene.load("reject", { localFollow: again.followUri }), id: `${reject.id}-2` });
  await eventually(async () => !(await relationship(scene, scene.actorId)).following);
  expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
});

test("GoToSocial's answers to replies and likes leave follows alone", async () => {
  await using scene = await startScene("gotosocial");
  await scene.deliver(scene.load("follow"));
  for (const name of ["accept-interaction", "accept-interaction-request", "reject-interaction"]) {
    await scene.deliver(scene.load(name));
  }
  await scene.settle();
  expect(await relationship(scene, scene.actorId)).toMatchObject({ following: true, followed_by: true });
});

test("a vote of GoToSocial is no post", async () => {
  await using scene = await startScene("gotosocial");
  const vote = scene.load("create-poll-vote");
  await scene.deliver(vote);
  await scene.settle();
  expect(await scene.look(vote.object.id)).toBeNull();
  expect(await noteNow(scene)).toMatchObject({ replies_count: 0 });
});

test("a reaction of Misskey counts as a favourite, an EmojiReact does not", async () => {
  await using misskey = await startScene("misskey");
  await misskey.deliver(misskey.load("like-custom-emoji"));
  await misskey.settle();
  expect(await noteNow(misskey)).toMatchObject({ favourites_count: 1 });
  await using akkoma = await startScene("akkoma");
  for (const name of ["emoji-react", "emoji-react-custom", "undo-emoji-react"]) await akkoma.deliver(akkoma.load(name));
  await akkoma.settle();
  expect(await noteNow(akkoma)).toMatchObject({ favourites_count: 0 });
});

test("a boost of Hollo, to the public by its short name, is public", async () => {
  await using scene = await startScene("hollo");
  await scene.deliver(scene.load("announce"));
  await scene.settle();
  const { json: boosts } = await scene.topout.anyone.get(`/api/v1/accounts/${scene.actorId}/statuses`);
  expect(boosts).toMatchObject([{ visibility: "public", reblog: { id: scene.note.id } }]);
});

test("a boost for followers is theirs alone", async () => {
  await using scene = await startScene("sharkey");
  await scene.deliver(scene.load("announce-followers"));
  await scene.settle();
  const { json: own } = await scene.ada.get(`/api/v1/accounts/${scene.actorId}/statuses`);
  expect(own).toMatchObject([{ visibility: "private", reblog: { id: scene.note.id } }]);
  expect((await scene.topout.anyone.get(`/api/v1/accounts/${scene.actorId}/statuses`)).json).toEqual([]);
});

test("a block ends the follow and hides the two from each other", async () => {
  await using scene = await startScene("mastodon");
  await scene.deliver(scene.load("follow"));
  await scene.deliver(scene.load("block"));
  await scene.settle();
  expect(await relationship(scene, scene.actorId)).toMatchObject({
    following: false,
    followed_by: false,
    blocked_by: true,
  });
  expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
});

test.each(["mastodon", "gotosocial", "misskey"] as const)("a changed profile on %s is read again", async (kind) => {
  await using scene = await startScene(kind);
  const update = scene.load("update-actor");
  const { "@context": context } = scene.load("actor");
  const before = (await accountOf(scene)).json;
  scene.peer.serve(new URL(scene.actorUri).pathname, { "@context": context, ...update.object });
  await scene.deliver(update);
  await scene.settle();
  const { json: after } = await accountOf(scene);
  expect(after.display_name).toBe(update.object.name);
  expect(before.display_name).not.toBe(after.display_name);
  expect(after.acct).toBe(before.acct);
  expect(after.fields.map((field: { name: string }) => field.name)).not.toEqual([]);
});

test.each(["undo-delete-note"])("%s is taken and forgotten", async (name) => {
  const [kind] = having(name);
  if (kind === undefined) throw new Error(`No peer sends ${name}`);
  await using scene = await startScene(kind);
  const before = await noteNow(scene);
  const activity = scene.load(name);
  if (activity.actor !== scene.actorUri) {
    const renamed = JSON.stringify(scene.load("actor")).replaceAll(scene.actorUri, activity.actor);
    scene.peer.serve(new URL(activity.actor).pathname, JSON.parse(renamed));
  }
  await scene.deliver(activity);
  await scene.settle();
  expect(await noteNow(scene)).toEqual(before);
});

test("the Delete of an actor that is known here counts, though its document is gone by now", async () => {
  await using scene = await startScene("mastodon");
  scene.peer.answer(new URL(scene.actorUri).pathname, { status: 410 });
  // The fixture's Linked Data signature is of a key that nobody has.
  const { signature: _signature, ...deletion } = scene.load("delete-actor");
  await scene.deliver(deletion);
  await scene.settle();
  expect((await accountOf(scene)).status).toBe(404);
});

test("the Delete of an actor whose key is gone with it is taken, for nobody here knew it", async () => {
  await using scene = await startScene("mastodon");
  const gone = `${scene.peer.origin}/users/gone`;
  const { id: _id, ...activity } = scene.load("delete-actor");
  const deletion = { ...activity, id: `${gone}#delete`, actor: gone, object: gone };
  scene.peer.answer("/users/gone", { status: 410 });
  expect(await scene.knock(deletion)).toBe(202);
  scene.peer.answer("/users/gone", { status: 404 });
  expect(await scene.knock({ ...deletion, id: `${gone}#delete2` }, { keyId: `${gone}#other-key` })).toBe(401);
});
