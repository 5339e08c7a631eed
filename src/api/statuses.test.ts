import { expect, test } from "vitest";
import { checkCounts } from "../testing/check-counts.ts";
import type { Answer } from "../testing/client.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);

async function post(by: TestUser, body: Record<string, unknown>): Promise<string> {
  const answer = await by.post("/api/v1/statuses", body);
  expect(answer.status, answer.text).toBe(200);
  return answer.json.id;
}

test("the same idempotency key gives the same post, also to two requests at the same moment", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const key = { "idempotency-key": "one" };
  const first = await ada.post("/api/v1/statuses", { status: "Once" }, key);
  const again = await ada.post("/api/v1/statuses", { status: "Once" }, key);
  expect(again.json.id).toBe(first.json.id);
  const both = { "idempotency-key": "two" };
  const sent = await Promise.all(
    Array.from({ length: 5 }, () => ada.post("/api/v1/statuses", { status: "Together" }, both)),
  );
  expect(sent.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
  expect(new Set(sent.map((answer) => answer.json.id)).size).toBe(1);
  const another = await ben.post("/api/v1/statuses", { status: "Mine" }, key);
  expect(another.json.account.id).toBe(ben.account.id);
  expect(idsOf(await ada.get(`/api/v1/accounts/${ada.account.id}/statuses`))).toHaveLength(2);
  const climb = { route_name: "The Nose", style: "attempt", post: true };
  const climbs = await Promise.all([1, 2].map(() => ada.post("/api/v1/climbs", climb, { "idempotency-key": "three" })));
  expect(climbs[0]?.json.id).toBe(climbs[1]?.json.id);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("a post says what its author meant: text, warning, language, sensitivity, defaults", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const given = await ada.post("/api/v1/statuses", {
    status: "Beta for #Midnight <b>Lightning</b>",
    spoiler_text: "beta",
    language: "de",
  });
  expect(given.json).toMatchObject({
    spoiler_text: "beta",
    sensitive: true,
    language: "de",
    tags: [{ name: "midnight" }],
    account: { acct: "ada", statuses_count: 1 },
    favourited: false,
    reblog: null,
  });
  expect(given.json.content).toContain("&lt;b&gt;");
  await ada.patch("/api/v1/accounts/update_credentials", {
    source: { privacy: "private", sensitive: true, language: "fr" },
  });
  const usual = await ada.post("/api/v1/statuses", { status: "As usual" });
  expect(usual.json).toMatchObject({ visibility: "private", sensitive: true, language: "fr" });
  await ada.patch("/api/v1/accounts/update_credentials", { source: { language: "" } });
  expect((await ada.post("/api/v1/statuses", { status: "x" })).json.language).toBe("en");
  expect((await ada.post("/api/v1/statuses", { status: "  " })).status).toBe(422);
});

test("a private post is shown to followers only, wherever one looks", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const open = await post(ada, { status: "#granite open" });
  const id = await post(ada, { status: "#granite closed", visibility: "private", in_reply_to_id: open });
  await ada.post(`/api/v1/statuses/${id}/favourite`);
  await ada.post(`/api/v1/statuses/${id}/pin`);
  const url = (await ada.get(`/api/v1/statuses/${id}`)).json.url;
  const lists = [
    "/api/v1/timelines/public",
    "/api/v1/timelines/public?local=true",
    "/api/v1/timelines/tag/granite",
    `/api/v1/accounts/${ada.account.id}/statuses`,
    `/api/v1/accounts/${ada.account.id}/statuses?pinned=true`,
    `/api/v1/statuses?id[]=${id}&id[]=${open}`,
  ];
  const parts = ["", "/context", "/history", "/favourited_by", "/reblogged_by"];
  for (const stranger of [topout.anyone, eve]) {
    for (const list of lists) expect(idsOf(await stranger.get(list)), list).not.toContain(id);
    for (const part of parts) expect((await stranger.get(`/api/v1/statuses/${id}${part}`)).status, part).toBe(404);
    expect((await stranger.get(`/api/v1/statuses/${open}/context`)).json.descendants).toEqual([]);
    expect((await stranger.get(`/api/v2/search?q=${encodeURIComponent(url)}`)).json.statuses).toEqual([]);
  }
  for (const verb of ["favourite", "reblog", "bookmark", "unfavourite"]) {
    expect((await eve.post(`/api/v1/statuses/${id}/${verb}`)).status, verb).toBe(404);
  }
  expect((await eve.post("/api/v1/statuses", { status: "x", in_reply_to_id: id })).status).toBe(404);
  expect((await topout.anyone.get(`/api/v1/statuses/${open}`)).json.replies_count).toBe(0);
  for (const part of parts) expect((await ben.get(`/api/v1/statuses/${id}${part}`)).status, part).toBe(200);
  expect(idsOf(await ben.get(`/api/v1/accounts/${ada.account.id}/statuses`))).toContain(id);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toContain(id);
  expect((await ben.post(`/api/v1/statuses/${id}/reblog`)).status).toBe(403);
});

test("a direct post is shown to those whom it mentions, not to other followers", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  for (const follower of [ben, eve]) await follower.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const id = await post(ada, { status: "@ben Saturday at the crag?", visibility: "direct" });
  expect((await ben.get(`/api/v1/statuses/${id}`)).json).toMatchObject({
    visibility: "direct",
    mentions: [{ acct: "ben", id: ben.account.id }],
  });
  expect((await ben.get("/api/v1/notifications")).json).toMatchObject([{ type: "mention", status: { id } }]);
  for (const stranger of [eve, topout.anyone]) expect((await stranger.get(`/api/v1/statuses/${id}`)).status).toBe(404);
  expect(idsOf(await eve.get("/api/v1/timelines/home"))).toEqual([]);
  expect(idsOf(await eve.get(`/api/v1/accounts/${ada.account.id}/statuses`))).toEqual([]);
  expect((await ben.post(`/api/v1/statuses/${id}/reblog`)).status).toBe(403);
});

test("answers thread below what they answer, and are counted while they are there", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const root = await post(ada, { status: "root" });
  const first = await post(ben, { status: "first", in_reply_to_id: root });
  const second = await post(ben, { status: "second", in_reply_to_id: root });
  const nested = await post(ada, { status: "nested", in_reply_to_id: first });
  const context = await topout.anyone.get(`/api/v1/statuses/${first}/context`);
  expect(context.json.ancestors.map((status: { id: string }) => status.id)).toEqual([root]);
  expect(context.json.descendants.map((status: { id: string }) => status.id)).toEqual([nested]);
  const whole = await topout.anyone.get(`/api/v1/statuses/${root}/context`);
  expect(whole.json.descendants.map((status: { id: string }) => status.id)).toEqual([first, nested, second]);
  expect((await ada.get(`/api/v1/statuses/${root}`)).json.replies_count).toBe(2);
  expect((await ada.get(`/api/v1/statuses/${nested}`)).json).toMatchObject({
    in_reply_to_id: first,
    in_reply_to_account_id: ben.account.id,
  });
  await ben.delete(`/api/v1/statuses/${first}`);
  expect((await ada.get(`/api/v1/statuses/${root}`)).json.replies_count).toBe(1);
  expect((await ada.get(`/api/v1/statuses/${nested}`)).json.in_reply_to_id).toBeNull();
  const boost = (await ben.post(`/api/v1/statuses/${root}/reblog`)).json.id;
  const answer = await post(ben, { status: "to the boost", in_reply_to_id: boost });
  expect((await ada.get(`/api/v1/statuses/${answer}`)).json.in_reply_to_id).toBe(root);
});

test("an edit keeps the former version and changes text, mentions and tags", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const id = await post(ada, { status: "A tpyo #one", spoiler_text: "oops" });
  await ben.post(`/api/v1/statuses/${id}/reblog`);
  const edited = await ada.put(`/api/v1/statuses/${id}`, { status: "A typo #two with @ben" });
  expect(edited.json).toMatchObject({
    id,
    edited_at: expect.any(String),
    spoiler_text: "",
    tags: [{ name: "two" }],
    mentions: [{ acct: "ben" }],
  });
  const history = await topout.anyone.get(`/api/v1/statuses/${id}/history`);
  expect(history.json).toMatchObject([{ spoiler_text: "oops" }, { spoiler_text: "" }]);
  expect(history.json[0].content).toContain("tpyo");
  expect(history.json[1].created_at).toBe(edited.json.edited_at);
  expect((await ada.get(`/api/v1/statuses/${id}/source`)).json).toEqual({
    id,
    text: "A typo #two with @ben",
    spoiler_text: "",
  });
  const types = (await ben.get("/api/v1/notifications")).json.map((row: { type: string }) => row.type);
  expect(types.toSorted()).toEqual(["mention", "update"]);
  expect((await ben.put(`/api/v1/statuses/${id}`, { status: "Mine now" })).status).toBe(404);
});

test("a deleted post is gone with its boosts and notifications, and its source is given back", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const id = await post(ada, { status: "Draft for @ben" });
  await ben.post(`/api/v1/statuses/${id}/reblog`);
  await ben.post(`/api/v1/statuses/${id}/favourite`);
  expect((await ben.delete(`/api/v1/statuses/${id}`)).status).toBe(404);
  const gone = await ada.delete(`/api/v1/statuses/${id}`);
  expect(gone.json).toMatchObject({ id, text: "Draft for @ben" });
  expect((await ada.get(`/api/v1/statuses/${id}`)).status).toBe(404);
  expect((await ada.delete(`/api/v1/statuses/${id}`)).status).toBe(404);
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
  expect((await ben.get("/api/v1/notifications")).json).toEqual([]);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([]);
  expect((await ben.get("/api/v1/accounts/verify_credentials")).json.statuses_count).toBe(0);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("boosting twice is once, and a boost can be taken back by the post's id or its own", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const id = await post(ada, { status: "Boost me", spoiler_text: "look" });
  const boost = await ben.post(`/api/v1/statuses/${id}/reblog`);
  expect(boost.json).toMatchObject({ reblogged: true, reblog: { id, reblogs_count: 1, reblogged: true } });
  expect((await ben.post(`/api/v1/statuses/${id}/reblog`)).json.id).toBe(boost.json.id);
  expect((await ben.post(`/api/v1/statuses/${boost.json.id}/reblog`)).json.id).toBe(boost.json.id);
  expect((await ada.get("/api/v1/notifications")).json).toMatchObject([{ type: "reblog", status: { id } }]);
  expect(idsOf(await ada.get(`/api/v1/statuses/${id}/reblogged_by`))).toEqual([ben.account.id]);
  const undone = await ben.post(`/api/v1/statuses/${id}/unreblog`);
  expect(undone.json).toMatchObject({ id, reblogged: false, reblogs_count: 0 });
  expect((await ben.post(`/api/v1/statuses/${id}/unreblog`)).status).toBe(200);
  const again = await ben.post(`/api/v1/statuses/${id}/reblog`);
  expect((await ben.delete(`/api/v1/statuses/${again.json.id}`)).status).toBe(200);
  expect((await ada.get(`/api/v1/statuses/${id}`)).json.reblogs_count).toBe(0);
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
  const own = await post(ada, { status: "For followers", visibility: "private" });
  expect((await ada.post(`/api/v1/statuses/${own}/reblog`)).json).toMatchObject({ visibility: "private" });
  expect((await ben.put(`/api/v1/statuses/${boost.json.id}`, { status: "x" })).status).toBe(404);
});

test("a profile pins five of its own posts, not those of others, nor boosts, nor direct ones", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const mine: string[] = [];
  for (let index = 0; index < 6; index++) mine.push(await post(ada, { status: `Post ${index}` }));
  for (const id of mine.slice(0, 5)) {
    expect((await ada.post(`/api/v1/statuses/${id}/pin`)).json.pinned).toBe(true);
  }
  expect((await ada.post(`/api/v1/statuses/${mine[4]}/pin`)).status).toBe(200);
  expect((await ada.post(`/api/v1/statuses/${mine[5]}/pin`)).status).toBe(422);
  const pinned = `/api/v1/accounts/${ada.account.id}/statuses?pinned=true`;
  expect(idsOf(await topout.anyone.get(pinned))).toEqual(mine.slice(0, 5).toReversed());
  expect((await ada.post(`/api/v1/statuses/${mine[0]}/unpin`)).json.pinned).toBe(false);
  expect((await ada.post(`/api/v1/statuses/${mine[5]}/pin`)).status).toBe(200);
  expect((await ben.post(`/api/v1/statuses/${mine[0]}/pin`)).status).toBe(422);
  const direct = await post(ada, { status: "@ben hi", visibility: "direct" });
  expect((await ada.post(`/api/v1/statuses/${direct}/pin`)).status).toBe(422);
});

test("bookmarks and favourites are lists of their own, newest mark first", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const older = await post(ada, { status: "older" });
  const newer = await post(ada, { status: "newer" });
  for (const [verb, list, mark] of [
    ["bookmark", "bookmarks", "bookmarked"],
    ["favourite", "favourites", "favourited"],
  ] as const) {
    for (const id of [newer, older, older]) {
      expect((await ben.post(`/api/v1/statuses/${id}/${verb}`)).json[mark]).toBe(true);
    }
    expect(idsOf(await ben.get(`/api/v1/${list}`))).toEqual([older, newer]);
    expect((await ben.post(`/api/v1/statuses/${older}/un${verb}`)).json[mark]).toBe(false);
    expect(idsOf(await ben.get(`/api/v1/${list}`))).toEqual([newer]);
    expect(idsOf(await ada.get(`/api/v1/${list}`))).toEqual([]);
  }
  expect((await ada.get(`/api/v1/statuses/${newer}`)).json).toMatchObject({ favourites_count: 1, bookmarked: false });
});

test("strangers get a bounded part of a long thread, who is signed in all of it", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const chain: string[] = [];
  for (let index = 0; index < 45; index++)
    chain.push(await post(ada, { status: `Pitch ${index}`, in_reply_to_id: chain.at(-1) }));
  const context = async (by: { get(path: string): Promise<Answer> }, id = "") => {
    const { json } = await by.get(`/api/v1/statuses/${id}/context`);
    return [json.ancestors, json.descendants].map((part: { id: string }[]) => part.map((one) => one.id));
  };
  expect(await context(topout.anyone, chain[44])).toEqual([chain.slice(4, 44), []]);
  expect(await context(ada, chain[44])).toEqual([chain.slice(0, 44), []]);
  expect(await context(topout.anyone, chain[0])).toEqual([[], chain.slice(1, 21)]);
  expect(await context(ada, chain[0])).toEqual([[], chain.slice(1)]);
});

test("the source of a post is for who can see it", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const open = await post(ada, { status: "To <all>", spoiler_text: "beta" });
  const closed = await post(ada, { status: "To friends", visibility: "private" });
  const source = await ben.get(`/api/v1/statuses/${open}/source`);
  expect(source.json).toEqual({ id: open, text: "To <all>", spoiler_text: "beta" });
  expect((await ben.get(`/api/v1/statuses/${closed}/source`)).status).toBe(404);
});

test("an edit that is refused leaves who may quote as it was", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const id = await post(ada, { status: "Quote me" });
  const edit = (status: string) => ada.put(`/api/v1/statuses/${id}`, { status, quote_approval_policy: "nobody" });
  expect((await edit(" ")).status).toBe(422);
  expect((await ada.get(`/api/v1/statuses/${id}`)).json.quote_approval.automatic).toEqual(["public"]);
  expect((await edit("Rather not")).json.quote_approval.automatic).toEqual([]);
});
