import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkCounts } from "../../src/testing/check-counts.ts";
import type { Loose } from "../../src/testing/loose.ts";
import { loadExpected, peers, type ExpectedNote, type Peer } from "../fixtures/index.ts";
import { follow, startScene, type Scene } from "../testing/peer-scene.ts";

// What other servers post is shown as it was meant.

const noValues = { localActor: "", localNote: "", localHandle: "", publicKeyPem: "", origin: "http://localhost:1" };
const filesOf = (kind: Peer): string[] =>
  Object.keys(loadExpected(kind, noValues)).map((file) => file.replace(".json", ""));

/** Of the activity around a group's post, the post; of an activity, its object. */
const postIn = (activity: Loose): Loose =>
  activity.object?.object === undefined ? activity.object : postIn(activity.object);

async function expectShown(scene: Scene, kind: Peer, file: string): Promise<void> {
  const expected = loadExpected(kind, scene.values)[`${file}.json`];
  if (expected === undefined) throw new Error(`Nothing is expected of ${kind}/${file}`);
  const activity = scene.load(file);
  await scene.deliver(activity);
  await scene.settle();
  expectPost(scene, await scene.look(postIn(activity).id), expected);
}

function expectPost({ ada, note }: Scene, status: Loose, expected: ExpectedNote): void {
  expect(status).toMatchObject({
    spoiler_text: expected.spoilerText,
    visibility: expected.visibility,
    sensitive: expected.sensitive,
    language: expected.language,
    in_reply_to_id: expected.repliesToLocalNote === true ? note.id : null,
    edited_at: expected.edited === true ? expect.any(String) : null,
  });
  expect(status.content).toContain(expected.contentIncludes);
  if (expected.title !== undefined) expect(status.content).toContain(`<strong>${expected.title}</strong>`);
  expect(status.tags.map((tag: { name: string }) => tag.name).toSorted()).toEqual(expected.tags.toSorted());
  expect(status.media_attachments).toHaveLength(expected.attachments);
  if (expected.descriptions !== undefined) {
    const descriptions = status.media_attachments.map((media: { description: string | null }) => media.description);
    expect(descriptions).toEqual(expected.descriptions);
  }
  const isNamed = status.mentions.some((mention: { id: string }) => mention.id === ada.account.id);
  // A direct post names whom it is addressed to, with or without a Mention.
  expect(isNamed).toBe(expected.mentionsLocal || expected.visibility === "direct");
  const shortcodes = status.emojis.map((emoji: { shortcode: string }) => emoji.shortcode);
  expect(shortcodes).toEqual(expected.emojis ?? []);
}

async function historyOf({ ada }: Scene, id: string): Promise<{ content: string }[]> {
  return (await ada.get(`/api/v1/statuses/${id}/history`)).json;
}

describe.each(peers.map((peer) => peer.name))("%s", (kind) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(kind);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  // A group's posts come below: they need somebody who follows the group.
  const posts = filesOf(kind).filter((file) => !file.includes("update") && !file.startsWith("announce"));
  test.each(posts)("%s is shown", async (file) => {
    await expectShown(scene, kind, file);
  });

  const edits = filesOf(kind).filter((file) => file === "update-note");
  test.each(edits)("%s changes the post and keeps its former version", async (file) => {
    await scene.deliver(scene.load("create-note"));
    await scene.settle();
    const before = await scene.look(postIn(scene.load(file)).id);
    await expectShown(scene, kind, file);
    const versions = await historyOf(scene, before.id);
    expect(versions).toHaveLength(2);
    expect(versions[0]?.content).toBe(before.content);
  });

  test("every count is as the rows say", async () => {
    expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
  });
});

test("every edit of GoToSocial is applied, though all have one activity id", async () => {
  await using scene = await startScene("gotosocial");
  await scene.deliver(scene.load("create-note"));
  const edit = scene.load("update-note");
  for (const [minute, text] of [
    ["01", "left wall"],
    ["02", "right wall"],
    ["03", "no wall"],
  ]) {
    const updated = `2026-05-03T18:${minute}:00Z`;
    await scene.settle();
    await scene.deliver({ ...edit, object: { ...edit.object, content: `<p>${text}</p>`, contentMap: {}, updated } });
  }
  await scene.settle();
  const status = await scene.look(edit.object.id);
  expect(status.content).toBe("<p>no wall</p>");
  const versions = await historyOf(scene, status.id);
  expect(versions.map((version) => version.content).slice(1)).toEqual([
    "<p>left wall</p>",
    "<p>right wall</p>",
    "<p>no wall</p>",
  ]);
});

test("an edit that comes late does not undo a newer one", async () => {
  await using scene = await startScene("mastodon");
  await scene.deliver(scene.load("create-note"));
  await scene.settle();
  const edit = scene.load("update-note");
  await scene.deliver(edit);
  await scene.settle();
  const older = { ...edit.object, content: "<p>Older</p>", contentMap: {}, updated: edit.object.published };
  await scene.deliver({ ...edit, id: `${edit.id}0`, object: older });
  await scene.settle();
  expect((await scene.look(edit.object.id)).content).toContain("for the sit start?");
});

test("new counts of a poll are no edit", async () => {
  await using scene = await startScene("mastodon");
  await scene.deliver(scene.load("create-question"));
  await scene.settle();
  await expectShown(scene, "mastodon", "update-question");
});

test("an edit of a post that is not known here is left alone", async () => {
  await using scene = await startScene("mastodon");
  const edit = scene.load("update-note");
  await scene.deliver(edit);
  await scene.settle();
  expect(await scene.look(edit.object.id)).toBeNull();
});

describe("a group that Ada follows", () => {
  let scene: Scene;
  let groupId: string;
  beforeAll(async () => {
    scene = await startScene("lemmy");
    const accept = (localFollow: string) => scene.load("accept", { localFollow });
    groupId = await follow(scene, scene.load("group").id, accept);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  /** Lets the peer serve what an activity carries, with the activity's context. */
  function serve(file: string): void {
    const { "@context": context } = scene.load(file);
    const post = postIn(scene.load(file));
    scene.peer.serve(new URL(post.id).pathname, { "@context": context, ...post });
  }

  test("passes on a post, which is shown once", async () => {
    serve("announce-create-page");
    await expectShown(scene, "lemmy", "announce-create-page");
    await scene.deliver(scene.load("create-page"));
    await scene.settle();
    const { json: home } = await scene.ada.get("/api/v1/timelines/home");
    expect(home.filter((status: { uri: string }) => status.uri === scene.load("create-page").object.id)).toHaveLength(
      1,
    );
  });

  test("boosts the post in its second Announce, the one for Mastodon", async () => {
    await expectShown(scene, "lemmy", "announce-page");
    const { json: home } = await scene.ada.get("/api/v1/timelines/home");
    const boost = home.find((status: Loose) => status.account.id === groupId);
    expect(boost.reblog.content).toContain("Which pad for bad landings?");
    expect(boost.reblog.reblogs_count).toBe(1);
  });

  test("passes on an edit", async () => {
    serve("announce-update-page");
    await expectShown(scene, "lemmy", "announce-update-page");
  });

  test("passes on an answer to Ada, who hears of it once", async () => {
    serve("announce-create-note");
    await expectShown(scene, "lemmy", "announce-create-note");
    await scene.deliver(scene.load("create-note"));
    await scene.settle();
    const { json: mentions } = await scene.ada.get("/api/v1/notifications?types[]=mention");
    expect(mentions).toHaveLength(1);
  });

  test.each(["announce-like", "announce-dislike"])("%s is neither a boost nor a favourite", async (file) => {
    await scene.deliver(scene.load(file));
    await scene.settle();
    const { json: note } = await scene.ada.get(`/api/v1/statuses/${scene.note.id}`);
    expect(note).toMatchObject({ reblogs_count: 0, favourites_count: 0 });
  });

  test("removes an answer as its moderator wants", async () => {
    await scene.deliver(scene.load("announce-remove-note"));
    await scene.settle();
    expect(await scene.look(scene.load("create-note").object.id)).toBeNull();
    expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
  });
});

test("a channel of PeerTube boosts the film that its account made", async () => {
  await using scene = await startScene("peertube");
  const channelId = await follow(scene, scene.load("channel").id);
  const { "@context": context, object: video } = scene.load("create-video");
  scene.peer.serve(new URL(video.id).pathname, { "@context": context, ...video });
  await scene.deliver(scene.load("announce-video"));
  await scene.settle();
  const { json: home } = await scene.ada.get("/api/v1/timelines/home");
  const boost = home.find((status: Loose) => status.account.id === channelId);
  expect(boost.reblog.content).toContain(video.id);
  const [film] = boost.reblog.media_attachments;
  expect(film).toMatchObject({ type: "video", meta: { original: { width: 1280, height: 720 } } });
  await scene.deliver(scene.load("delete-video"));
  await scene.settle();
  expect((await scene.ada.get("/api/v1/timelines/home")).json).toEqual([
    expect.objectContaining({ id: scene.note.id }),
  ]);
});
