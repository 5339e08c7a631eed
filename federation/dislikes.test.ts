import { expect, test } from "vitest";
import { checkCounts } from "../src/testing/check-counts.ts";
import { eventually } from "../src/testing/eventually.ts";
import { startTopout } from "../src/testing/start-topout.ts";
import { activityBy, noteBy } from "./testing/activities.ts";
import { startPlainScene, startScene, type Scene } from "./testing/peer-scene.ts";

test("a dislike reaches the author's server, takes the favourite away there, and is taken back", async () => {
  await using crag = await startTopout();
  await using gym = await startTopout();
  const ada = await crag.signUp("ada");
  const bob = await gym.signUp("bob");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Chipped a hold" });
  const { json: found } = await bob.get(`/api/v2/search?q=${encodeURIComponent(post.uri)}&resolve=true`);
  const act = async (verb: string) => (await bob.post(`/api/v1/statuses/${found.statuses[0].id}/${verb}`)).json;
  const atHome = (dislikes: number, favourites: number) =>
    eventually(async () => {
      const { json } = await ada.get(`/api/v1/statuses/${post.id}`);
      return json.dislikes_count === dislikes && json.favourites_count === favourites;
    });

  await act("favourite");
  await atHome(0, 1);
  expect(await act("dislike")).toMatchObject({ disliked: true, favourited: false });
  await atHome(1, 0);
  await act("favourite");
  await atHome(0, 1);
  await act("dislike");
  await atHome(1, 0);
  await act("undislike");
  await atHome(0, 0);
  expect(await checkCounts(crag.ctx.db.read)).toEqual([]);
});

/** A peer that runs `software`, and a post of its that Ada can see. */
async function foreignPost(scene: Scene, software: string | null): Promise<{ id: string }> {
  const { peer, ada } = scene;
  if (software !== null) {
    const rel = "http://nodeinfo.diaspora.software/ns/schema/2.0";
    peer.serve("/.well-known/nodeinfo", { links: [{ rel, href: `${peer.origin}/nodeinfo/2.0` }] });
    peer.serve("/nodeinfo/2.0", { version: "2.0", software: { name: software, version: "1.0" } });
  }
  const note = noteBy(peer.serveActor("lynn"), "chalk");
  peer.serve(new URL(note.id).pathname, note);
  const { json } = await ada.get(`/api/v2/search?q=${encodeURIComponent(note.id)}&resolve=true`);
  return json.statuses[0];
}

const sentTo = ({ peer }: Scene) => peer.inbox.map(({ path, activity }) => [path, activity.type]);

test("a server that knows dislikes hears of one in its author's own inbox, and is asked what it is once", async () => {
  await using scene = await startPlainScene();
  const { id } = await foreignPost(scene, "Lemmy");
  await scene.ada.post(`/api/v1/statuses/${id}/dislike`);
  await scene.ada.post(`/api/v1/statuses/${id}/undislike`);
  await scene.settle();
  expect(sentTo(scene)).toEqual([
    ["/users/lynn/inbox", "Dislike"],
    ["/users/lynn/inbox", "Undo"],
  ]);
  const [dislike, undo] = scene.peer.inbox;
  expect(dislike?.activity).toMatchObject({ actor: scene.ada.account.uri, to: `${scene.peer.origin}/users/lynn` });
  expect(undo?.activity.object).toMatchObject({ type: "Dislike", id: dislike?.activity.id });
  expect(scene.peer.requests.filter(({ path }) => path === "/.well-known/nodeinfo")).toHaveLength(1);
});

test.each(["mastodon", null])(
  "a server of %s hears of no dislike, only that the favourite is gone",
  async (software) => {
    await using scene = await startPlainScene();
    const { id } = await foreignPost(scene, software);
    await scene.ada.post(`/api/v1/statuses/${id}/favourite`);
    const { json } = await scene.ada.post(`/api/v1/statuses/${id}/dislike`);
    expect(json).toMatchObject({ disliked: true, dislikes_count: 1 });
    await scene.settle();
    expect(sentTo(scene).map(([, type]) => type)).toEqual(["Like", "Undo"]);
  },
);

const dislikesOfNote = async ({ topout, note }: Scene): Promise<number> =>
  (await topout.anyone.get(`/api/v1/statuses/${note.id}`)).json.dislikes_count;

test("a dislike as Lemmy sends it counts once, and goes with its Undo", async () => {
  await using scene = await startScene("lemmy");
  const dislike = scene.load("dislike");
  if (dislike.actor !== scene.actorUri) {
    const renamed = JSON.stringify(scene.load("actor")).replaceAll(scene.actorUri, dislike.actor);
    scene.peer.serve(new URL(dislike.actor).pathname, JSON.parse(renamed));
  }
  await scene.deliver(dislike);
  await scene.deliver(dislike);
  await scene.settle();
  expect(await dislikesOfNote(scene)).toBe(1);
  await scene.deliver(scene.load("undo-dislike"));
  await scene.settle();
  expect(await dislikesOfNote(scene)).toBe(0);
});

test("a dislike is taken back by its id alone, and by nobody but its actor", async () => {
  await using scene = await startPlainScene();
  const lynn = scene.peer.serveActor("lynn");
  const other = scene.peer.serveActor("other");
  const dislike = activityBy(lynn, "Dislike", scene.note.uri);
  await scene.deliver(dislike);
  await scene.settle();
  await scene.deliver(activityBy(other, "Undo", dislike.id));
  await scene.deliver(activityBy(other, "Undo", dislike));
  await scene.settle();
  expect(await dislikesOfNote(scene)).toBe(1);
  await scene.deliver(activityBy(lynn, "Undo", dislike.id));
  await scene.settle();
  expect(await dislikesOfNote(scene)).toBe(0);
});
