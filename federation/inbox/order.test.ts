import { expect, test } from "vitest";
import { checkCounts } from "../../src/testing/check-counts.ts";
import { activityBy, createOf, noteBy } from "../testing/activities.ts";
import { findAccount } from "../testing/follow-across.ts";
import { follow, startPlainScene, type Scene } from "../testing/peer-scene.ts";

// Whatever order things come in, and however often, the same is there in the end.

async function startWithNora(): Promise<{ scene: Scene; nora: string; send(...activities: unknown[]): Promise<void> }> {
  const scene = await startPlainScene();
  const nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
  const send = async (...activities: unknown[]) => {
    await Promise.all(activities.map((activity) => scene.deliver(activity)));
    await scene.settle();
  };
  return { scene, nora, send };
}

test("everything that comes twice, at once and under another id, is there once", async () => {
  const { scene, nora, send } = await startWithNora();
  await using _ = scene;
  const note = noteBy(nora, "twice", { tag: [{ type: "Mention", href: scene.ada.account.uri, name: "@ada" }] });
  const edited = { ...note, content: "<p>edited</p>", updated: "2026-05-02T10:00:00Z" };
  const activities = [
    activityBy(nora, "Follow", scene.ada.account.uri),
    activityBy(nora, "Like", scene.note.uri),
    activityBy(nora, "Announce", scene.note.uri),
    createOf(note),
  ];
  await send(...activities, ...activities);
  await send(...activities.map((activity) => ({ ...activity, id: `${activity.id}-again` })));
  await send(activityBy(nora, "Update", edited));
  await send(activityBy(nora, "Update", edited));
  const { json: status } = await scene.ada.get(`/api/v1/statuses/${scene.note.id}`);
  expect(status).toMatchObject({ favourites_count: 1, reblogs_count: 1 });
  const { json: notifications } = await scene.ada.get("/api/v1/notifications");
  const types = notifications.map(({ type }: { type: string }) => type).toSorted();
  expect(types).toEqual(["favourite", "follow", "mention", "reblog"]);
  const { id } = await scene.look(note.id);
  expect((await scene.ada.get(`/api/v1/statuses/${id}/history`)).json).toHaveLength(2);
  expect((await scene.ada.get("/api/v1/accounts/verify_credentials")).json.followers_count).toBe(1);
  expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
});

test("a post that was deleted before it came does not come", async () => {
  const { scene, nora, send } = await startWithNora();
  await using _ = scene;
  const note = noteBy(nora, "overtaken");
  await send(activityBy(nora, "Delete", { id: note.id, type: "Tombstone" }));
  await send(createOf(note));
  expect(await scene.look(note.id)).toBeNull();
});

test("a post that was deleted comes back neither by Create nor by Announce nor as an answer's parent", async () => {
  const { scene, nora, send } = await startWithNora();
  await using _ = scene;
  const note = noteBy(nora, "deleted");
  scene.peer.serve(new URL(note.id).pathname, note);
  await send(createOf(note));
  await send(activityBy(nora, "Delete", note.id));
  await send(
    createOf(note),
    activityBy(nora, "Announce", note.id),
    createOf(noteBy(nora, "re", { inReplyTo: note.id })),
  );
  await send(activityBy(nora, "Update", { ...note, updated: "2026-05-02T10:00:00Z" }));
  expect(await scene.look(note.id)).toBeNull();
  expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
});

test("an account that was deleted does not come back", async () => {
  const { scene, nora, send } = await startWithNora();
  await using _ = scene;
  await send(activityBy(nora, "Delete", nora));
  await send(createOf(noteBy(nora, "ghost")), activityBy(nora, "Follow", scene.ada.account.uri));
  expect(await findAccount(scene.ada, nora)).toBeUndefined();
  expect((await scene.ada.get("/api/v1/accounts/verify_credentials")).json.followers_count).toBe(0);
});

test("a parent that comes late is joined by its answers", async () => {
  const { scene, nora, send } = await startWithNora();
  await using _ = scene;
  const parent = noteBy(nora, "parent");
  const first = noteBy(nora, "first", { inReplyTo: parent.id });
  const second = noteBy(nora, "second", { inReplyTo: first.id });
  await send(createOf(second));
  await send(createOf(first));
  await send(createOf(parent));
  const { id, replies_count } = await scene.look(parent.id);
  expect(replies_count).toBe(1);
  const { json: thread } = await scene.ada.get(`/api/v1/statuses/${id}/context`);
  expect(thread.descendants.map(({ uri }: { uri: string }) => uri)).toEqual([first.id, second.id]);
  expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
});

test("an undo that comes first undoes nothing, and one that comes twice undoes once", async () => {
  const { scene, nora, send } = await startWithNora();
  await using _ = scene;
  for (const type of ["Like", "Announce", "Follow"]) {
    const object = type === "Follow" ? scene.ada.account.uri : scene.note.uri;
    const activity = activityBy(nora, type, object);
    await send(activityBy(nora, "Undo", activity));
    await send(activity);
    const undo = activityBy(nora, "Undo", activity);
    await send(undo, undo);
    await send({ ...undo, id: `${undo.id}-again` });
  }
  expect((await scene.ada.get(`/api/v1/statuses/${scene.note.id}`)).json).toMatchObject({
    favourites_count: 0,
    reblogs_count: 0,
  });
  expect(await checkCounts(scene.topout.ctx.db.read)).toEqual([]);
});

test("many activities at once of somebody who is new are all taken, none later than the others", async () => {
  await using scene = await startPlainScene();
  const posts = [scene.note];
  for (let count = 1; count < 6; count++)
    posts.push((await scene.ada.post("/api/v1/statuses", { status: "Dry" })).json);
  const nora = scene.peer.serveActor("nora");
  const { pathname } = new URL(nora);
  const document = await (await fetch(nora)).text();
  // Slow enough that every job asks who she is before the first one has written her down.
  scene.peer.answer(pathname, (_request, response) => {
    setTimeout(() => response.writeHead(200, { "content-type": "application/activity+json" }).end(document), 300);
  });
  await Promise.all(posts.map((post) => scene.deliver(activityBy(nora, "Like", post.uri))));
  // A job that failed would come again after more than the fifteen seconds that this waits.
  await scene.settle();
  for (const post of posts)
    expect((await scene.ada.get(`/api/v1/statuses/${post.id}`)).json).toMatchObject({ favourites_count: 1 });
});
