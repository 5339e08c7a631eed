import { expect, test } from "vitest";
import { updateAccount } from "../db/account-queries.ts";
import { checkCounts } from "../testing/check-counts.ts";
import type { Answer, TestClient } from "../testing/client.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);

const relationship = async (viewer: TestClient, other: TestUser) =>
  (await viewer.get(`/api/v1/accounts/relationships?id[]=${other.account.id}`)).json[0];

const act = (by: TestClient, verb: string, on: TestUser, body?: Record<string, unknown>): Promise<Answer> =>
  by.post(`/api/v1/accounts/${on.account.id}/${verb}`, body);

test("a profile is changed by its owner, part by part", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await topout.signUp("ben");
  const changed = await ada.patch("/api/v1/accounts/update_credentials", {
    display_name: "Ada <b>L.</b>",
    note: "Climbs with @ben, see https://crag.example #granite",
    locked: "true",
    bot: "0",
    discoverable: false,
    fields_attributes: { 0: { name: "Home", value: "https://crag.example" }, 1: { name: "", value: "" } },
  });
  expect(changed.json).toMatchObject({
    display_name: "Ada <b>L.</b>",
    locked: true,
    bot: false,
    discoverable: false,
    source: { note: "Climbs with @ben, see https://crag.example #granite", fields: [{ name: "Home" }] },
  });
  expect(changed.json.note).toContain(`href="${topout.origin}/@ben"`);
  expect(changed.json.fields).toHaveLength(1);
  expect(changed.json.fields[0].value).toContain('<a href="https://crag.example"');
  await ada.patch("/api/v1/accounts/update_credentials", { display_name: "" });
  expect((await topout.anyone.get(`/api/v1/accounts/${ada.account.id}`)).json).toMatchObject({
    display_name: "",
    locked: true,
    fields: [{ name: "Home" }],
  });
  for (const language of ["en", ""]) {
    const source = (await ada.patch("/api/v1/accounts/update_credentials", { source: { language } })).json.source;
    expect(source.language).toBe(language || null);
  }
  await ada.patch("/api/v1/accounts/update_credentials", { source: { language: "de" } });
  const kept = await ada.patch("/api/v1/accounts/update_credentials", { source: { sensitive: true } });
  expect(kept.json.source).toMatchObject({ language: "de", sensitive: true, privacy: "public" });
  expect((await ada.patch("/api/v1/accounts/update_credentials", { source: { language: "klingon!" } })).status).toBe(
    422,
  );
});

test("an account is found by its handle in every spelling, and by the start of its name", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("adam")];
  const host = new URL(topout.origin).host;
  for (const acct of ["ada", "@ada", "ADA", `ada@${host}`, `@Ada@${host.toUpperCase()}`]) {
    expect((await topout.anyone.get(`/api/v1/accounts/lookup?acct=${acct}`)).json.id, acct).toBe(ada.account.id);
  }
  for (const acct of ["", "nobody", "ada@elsewhere.example"]) {
    expect((await topout.anyone.get(`/api/v1/accounts/lookup?acct=${acct}`)).status, acct).toBe(404);
  }
  await act(ada, "follow", ben);
  const search = async (query: string) => idsOf(await ada.get(`/api/v1/accounts/search?${query}`));
  expect(await search("q=ad")).toEqual([ada.account.id, ben.account.id]);
  expect(await search("q=ad&limit=1&offset=1")).toEqual([ben.account.id]);
  expect(await search("q=ad&following=true")).toEqual([ben.account.id]);
  expect(await search(`q=@ada@${host}`)).toEqual([ada.account.id, ben.account.id]);
  expect(await search("q=%25")).toEqual([]);
  expect(await search("q=")).toEqual([]);
});

test("a follow is counted, shown on both sides, and ended by either", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const followed = await act(ben, "follow", ada, { reblogs: false, notify: true, languages: ["en"] });
  expect(followed.json).toMatchObject({
    id: ada.account.id,
    following: true,
    showing_reblogs: false,
    notifying: true,
    languages: ["en"],
    requested: false,
  });
  expect((await act(ben, "follow", ada)).json).toMatchObject({ showing_reblogs: false, notifying: true });
  expect((await act(ben, "follow", ada, { reblogs: "1" })).json.showing_reblogs).toBe(true);
  expect(await relationship(ada, ben)).toMatchObject({ followed_by: true, following: false });
  expect(idsOf(await topout.anyone.get(`/api/v1/accounts/${ada.account.id}/followers`))).toEqual([ben.account.id]);
  expect(idsOf(await topout.anyone.get(`/api/v1/accounts/${ben.account.id}/following`))).toEqual([ada.account.id]);
  expect((await topout.anyone.get(`/api/v1/accounts/${ada.account.id}`)).json).toMatchObject({ followers_count: 1 });
  expect((await act(ada, "remove_from_followers", ben)).json.followed_by).toBe(false);
  await act(ben, "follow", ada);
  expect((await act(ben, "unfollow", ada)).json.following).toBe(false);
  expect((await act(ben, "unfollow", ada)).status).toBe(200);
  expect((await act(ben, "follow", ben)).status).toBe(403);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("two people who follow each other at the same moment both do", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  for (let round = 0; round < 8; round++) {
    const verb = round % 2 === 0 ? "follow" : "unfollow";
    const answers = await Promise.all([act(ada, verb, ben), act(ben, verb, ada), act(ada, verb, ben)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  }
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("a locked account is asked first, and lets in whom it authorizes", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  await ada.patch("/api/v1/accounts/update_credentials", { locked: true });
  const post = (await ada.post("/api/v1/statuses", { status: "For followers", visibility: "private" })).json.id;
  for (const asker of [ben, eve]) {
    expect((await act(asker, "follow", ada)).json).toMatchObject({ requested: true, following: false });
  }
  const asked = { notifying: true, showing_reblogs: false, languages: ["de"] };
  expect((await act(eve, "follow", ada, { notify: true, reblogs: false, languages: ["de"] })).json).toMatchObject(
    asked,
  );
  expect(await relationship(eve, ada)).toMatchObject({ ...asked, requested: true });
  expect((await ben.get(`/api/v1/statuses/${post}`)).status).toBe(404);
  expect(idsOf(await ada.get("/api/v1/follow_requests"))).toEqual([eve.account.id, ben.account.id]);
  expect((await ada.get("/api/v1/accounts/verify_credentials")).json.source.follow_requests_count).toBe(2);
  expect(await relationship(ada, ben)).toMatchObject({ requested_by: true, followed_by: false });
  const authorized = await ada.post(`/api/v1/follow_requests/${ben.account.id}/authorize`);
  expect(authorized.json).toMatchObject({ id: ben.account.id, followed_by: true, requested_by: false });
  expect((await ada.post(`/api/v1/follow_requests/${ben.account.id}/authorize`)).status).toBe(404);
  expect((await ada.post(`/api/v1/follow_requests/${eve.account.id}/reject`)).json.followed_by).toBe(false);
  expect(await relationship(eve, ada)).toMatchObject({ requested: false, following: false });
  expect((await ada.get("/api/v1/follow_requests")).json).toEqual([]);
  expect((await ben.get(`/api/v1/statuses/${post}`)).status).toBe(200);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([post]);
  expect((await ada.get("/api/v1/notifications")).json).toMatchObject([{ type: "follow", account: { acct: "ben" } }]);
  await act(eve, "follow", ada);
  expect((await act(eve, "unfollow", ada)).json.requested).toBe(false);
  expect((await ada.get("/api/v1/follow_requests")).json).toEqual([]);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("a block ends follows both ways and hides each from the other", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await act(ada, "follow", ben);
  await act(ben, "follow", ada);
  const post = (await ada.post("/api/v1/statuses", { status: "@ben hi" })).json.id;
  const climb = (await ada.post("/api/v1/climbs", { route_name: "The Nose", style: "attempt" })).json.id;
  await ben.post(`/api/v1/statuses/${post}/favourite`);
  const blocked = await act(ada, "block", ben);
  expect(blocked.json).toMatchObject({ blocking: true, following: false, followed_by: false });
  expect(await relationship(ben, ada)).toMatchObject({ blocked_by: true, following: false });
  for (const path of [`statuses/${post}`, `climbs/${climb}`])
    expect((await ben.get(`/api/v1/${path}`)).status).toBe(404);
  for (const list of ["statuses", "climbs"]) {
    expect((await ben.get(`/api/v1/accounts/${ada.account.id}/${list}`)).json).toEqual([]);
  }
  expect((await ben.get("/api/v1/timelines/home")).json).toEqual([]);
  expect((await ben.get("/api/v1/timelines/public")).json).toEqual([]);
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
  expect((await act(ben, "follow", ada)).status).toBe(403);
  const mention = (await ben.post("/api/v1/statuses", { status: "@ada please" })).json.id;
  expect((await ada.get("/api/v1/notifications")).json).toEqual([]);
  expect(idsOf(await ada.get("/api/v1/timelines/public"))).not.toContain(mention);
  expect((await act(ada, "unblock", ben)).json.blocking).toBe(false);
  expect((await act(ben, "follow", ada)).json.following).toBe(true);
  expect((await act(ada, "block", ada)).status).toBe(403);
  expect(await checkCounts(topout.ctx.db.read)).toEqual([]);
});

test("relationships are told for accounts that there are, in the order asked", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  const ids = [eve.account.id, "110000000000000000", ben.account.id];
  const query = ids.map((id) => `id[]=${id}`).join("&");
  expect(idsOf(await ada.get(`/api/v1/accounts/relationships?${query}`))).toEqual([eve.account.id, ben.account.id]);
  expect((await ada.get("/api/v1/accounts/relationships")).json).toEqual([]);
});

test("who hides their network shows it to nobody but themselves", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await act(ben, "follow", ada);
  await ada.patch("/api/v1/accounts/update_credentials", { hide_collections: true });
  const path = `/api/v1/accounts/${ada.account.id}/followers`;
  expect((await ben.get(path)).json).toEqual([]);
  expect(idsOf(await ada.get(path))).toEqual([ben.account.id]);
});

test("a profile's posts can be had without replies, without boosts, by tag, and pinned", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const post = async (body: Record<string, unknown>) => (await ada.post("/api/v1/statuses", body)).json.id;
  const other = (await ben.post("/api/v1/statuses", { status: "other" })).json.id;
  const plain = await post({ status: "plain #Granite" });
  const own = await post({ status: "thread", in_reply_to_id: plain });
  const reply = await post({ status: "@ben reply", in_reply_to_id: other });
  const boost = (await ada.post(`/api/v1/statuses/${other}/reblog`)).json.id;
  const list = async (query: string) => idsOf(await ben.get(`/api/v1/accounts/${ada.account.id}/statuses?${query}`));
  expect(await list("")).toEqual([boost, reply, own, plain]);
  expect(await list("exclude_replies=true")).toEqual([boost, own, plain]);
  expect(await list("exclude_reblogs=1")).toEqual([reply, own, plain]);
  expect(await list("tagged=granite")).toEqual([plain]);
  expect(await list("tagged=GRANITE")).toEqual([plain]);
  expect(await list("only_media=true")).toEqual([]);
  expect(await list("pinned=true")).toEqual([]);
});

test("whom somebody blocks or mutes is in no list of people that they look at, but their own", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  const { id } = (await ada.post("/api/v1/statuses", { status: "Sent it" })).json;
  for (const fan of [ben, eve]) {
    await act(fan, "follow", ada);
    await act(ada, "follow", fan);
    await fan.post(`/api/v1/statuses/${id}/favourite`);
    await fan.post(`/api/v1/statuses/${id}/reblog`);
  }
  const network = ["followers", "following"].map((name) => `/api/v1/accounts/${ada.account.id}/${name}`);
  const lists = [...network, `/api/v1/statuses/${id}/favourited_by`, `/api/v1/statuses/${id}/reblogged_by`];
  const seenBy = (viewer: TestClient, paths = lists) =>
    Promise.all(paths.map(async (path) => idsOf(await viewer.get(path))));
  const all = [eve.account.id, ben.account.id];
  await act(ben, "mute", eve);
  expect(await seenBy(topout.anyone)).toEqual([all, all, all, all]);
  expect(await seenBy(eve)).toEqual([all, all, all, all]);
  const alone = [ben.account.id];
  expect(await seenBy(ben)).toEqual([alone, alone, alone, alone]);
  await act(ada, "mute", eve);
  expect(await seenBy(ada, network)).toEqual([all, all]);
  await act(ada, "block", ben);
  expect(await seenBy(ben, network)).toEqual([[], []]);
});

test("a boost for followers does not tell strangers who boosted", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const { id } = (await ada.post("/api/v1/statuses", { status: "Sent it" })).json;
  await ben.post(`/api/v1/statuses/${id}/reblog`, { visibility: "private" });
  expect((await topout.anyone.get(`/api/v1/statuses/${id}/reblogged_by`)).json).toEqual([]);
});

test("relationships with suspended accounts are told to who asks for them", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const suspendedAt = new Date();
  await topout.ctx.db.write((tx) => updateAccount(tx, ben.account.id, { suspendedAt }));
  const path = `/api/v1/accounts/relationships?id[]=${ben.account.id}&id[]=${ada.account.id}`;
  expect(idsOf(await ada.get(path))).toEqual([ada.account.id]);
  expect(idsOf(await ada.get(`${path}&with_suspended=true`))).toEqual([ben.account.id, ada.account.id]);
});

test("who may quote is chosen for all posts to come", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const change = (quote_policy: string) =>
    ada.patch("/api/v1/accounts/update_credentials", { source: { quote_policy } });
  expect((await change("followers")).json.source.quote_policy).toBe("followers");
  const preferences = await ada.get("/api/v1/preferences");
  expect(preferences.json["posting:default:quote_policy"]).toBe("followers");
  const { json } = await ada.post("/api/v1/statuses", { status: "Mine" });
  expect(json.quote_approval.automatic).toEqual(["followers"]);
  expect((await change("friends")).status).toBe(422);
  expect((await change("")).json.source.quote_policy).toBe("followers");
});
