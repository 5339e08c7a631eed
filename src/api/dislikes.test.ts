import { expect, test } from "vitest";
import { checkCounts } from "../testing/check-counts.ts";
import { startTopout } from "../testing/start-topout.ts";

test("somebody has one vote: a dislike takes a favourite away, and the other way round", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Chipped a hold" });
  expect(post).toMatchObject({ dislikes_count: 0, disliked: false });
  const act = async (verb: string) => (await ben.post(`/api/v1/statuses/${post.id}/${verb}`)).json;
  const told = async () => (await ada.get("/api/v1/notifications")).json.map((one: { type: string }) => one.type);

  expect(await act("favourite")).toMatchObject({ favourited: true, favourites_count: 1, disliked: false });
  expect(await told()).toEqual(["favourite"]);
  const disliked = { favourited: false, favourites_count: 0, disliked: true, dislikes_count: 1 };
  expect(await act("dislike")).toMatchObject(disliked);
  expect(await act("dislike")).toMatchObject(disliked);
  // Nobody is told of a dislike, nor any longer of the favourite.
  expect(await told()).toEqual([]);
  expect(await act("favourite")).toMatchObject({ favourited: true, disliked: false, dislikes_count: 0 });
  await act("dislike");
  const back = { favourited: false, favourites_count: 0, disliked: false, dislikes_count: 0 };
  expect(await act("undislike")).toMatchObject(back);
  expect(await act("undislike")).toMatchObject(back);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("a dislike is everybody's to count and the voter's alone to see", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Chipped a hold" });
  await ben.post(`/api/v1/statuses/${post.id}/dislike`);
  const path = `/api/v1/statuses/${post.id}`;
  expect((await ada.get(path)).json).toMatchObject({ dislikes_count: 1, disliked: false });
  expect((await ben.get(path)).json).toMatchObject({ dislikes_count: 1, disliked: true });
  expect((await topout.anyone.get(path)).json).toMatchObject({ dislikes_count: 1 });
  expect((await topout.anyone.get(path)).json.disliked).toBeUndefined();
});

test("only who can see a post can dislike it, and with the scope for it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const reader = await topout.signUp("cleo", { scopes: ["read"] });
  const { json: hidden } = await ada.post("/api/v1/statuses", { status: "For me", visibility: "direct" });
  const { json: shown } = await ada.post("/api/v1/statuses", { status: "For all" });
  expect((await ben.post(`/api/v1/statuses/${hidden.id}/dislike`)).status).toBe(404);
  expect((await reader.post(`/api/v1/statuses/${shown.id}/dislike`)).status).toBe(403);
  expect((await topout.anyone.post(`/api/v1/statuses/${shown.id}/dislike`)).status).toBe(401);
});
