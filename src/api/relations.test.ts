import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import type { Answer } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

const namesIn = ({ json }: Answer): string[] => json.map((account: { username: string }) => account.username);
const on = (whom: TestUser, verb: string): string => `/api/v1/accounts/${whom.account.id}/${verb}`;

async function signUpAll<Name extends string>(topout: TestTopout, names: readonly Name[]) {
  const users = [];
  for (const name of names) {
    const user = await topout.signUp(name);
    await user.patch("/api/v1/accounts/update_credentials", { discoverable: true });
    users.push([name, user] as const);
  }
  return Object.fromEntries(users) as Record<Name, TestUser>;
}

test("a note about somebody is for its writer alone, and an empty one forgets it", async () => {
  await using topout = await startTopout();
  const { ada, ben } = await signUpAll(topout, ["ada", "ben"]);
  expect((await ada.post(on(ben, "note"), { comment: "Belays well" })).json.note).toBe("Belays well");
  expect((await ada.post(on(ben, "note"), { comment: "Lends ropes" })).json.note).toBe("Lends ropes");
  const asked = `/api/v1/accounts/relationships?id[]=${ada.account.id}&id[]=${ben.account.id}`;
  expect((await ada.get(asked)).json.map((shown: { note: string }) => shown.note)).toEqual(["", "Lends ropes"]);
  expect((await ben.get(asked)).json.map((shown: { note: string }) => shown.note)).toEqual(["", ""]);
  expect((await ada.post(on(ben, "note"))).json.note).toBe("");
  const tooLong = await ada.post(on(ben, "note"), { comment: "x".repeat(2_001) });
  expect([tooLong.status, tooLong.json.error]).toEqual([
    422,
    "Validation failed: Comment is too long (maximum is 2000 characters)",
  ]);
});

test("a profile features only whom its owner follows, for as long as they follow", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo } = await signUpAll(topout, ["ada", "ben", "cleo"]);
  const refused = await ada.post(on(ben, "endorse"));
  expect([refused.status, refused.json.error]).toEqual([
    422,
    "Validation failed: You must be already following the person you want to endorse",
  ]);
  for (const whom of [ben, cleo]) await ada.post(on(whom, "follow"));
  expect((await ada.post(on(ben, "endorse"))).json.endorsed).toBe(true);
  expect((await ada.post(on(cleo, "pin"))).json.endorsed).toBe(true);
  expect((await ada.post(on(cleo, "endorse"))).status).toBe(200);

  const shown = await topout.anyone.get(on(ada, "endorsements"));
  expect(namesIn(shown)).toEqual(["cleo", "ben"]);
  expect(checkNeeds("account", shown.json)).toEqual([]);
  const first = await ada.get("/api/v1/endorsements?limit=1");
  expect(namesIn(first)).toEqual(["cleo"]);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect(namesIn(await ada.get(next))).toEqual(["ben"]);

  expect((await ada.post(on(cleo, "unendorse"))).json.endorsed).toBe(false);
  await ada.post(on(ben, "unfollow"));
  expect((await ada.get("/api/v1/endorsements")).json).toEqual([]);
});

test("familiar followers are those one follows, unless somebody hides their network", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo, dora, eve } = await signUpAll(topout, ["ada", "ben", "cleo", "dora", "eve"]);
  for (const whom of [ben, cleo]) await ada.post(on(whom, "follow"));
  for (const follower of [ben, cleo, eve]) await follower.post(on(dora, "follow"));
  const ask = `/api/v1/accounts/familiar_followers?id[]=${dora.account.id}&id[]=${eve.account.id}&id[]=1`;
  const found = (await ada.get(ask)).json;
  expect(found.map((entry: { id: string }) => entry.id)).toEqual([dora.account.id, eve.account.id]);
  expect(found.map((entry: { accounts: { username: string }[] }) => entry.accounts.map((a) => a.username))).toEqual([
    ["cleo", "ben"],
    [],
  ]);
  await cleo.patch("/api/v1/accounts/update_credentials", { hide_collections: true });
  expect((await ada.get(ask)).json[0].accounts.map((a: { username: string }) => a.username)).toEqual(["ben"]);
  await dora.patch("/api/v1/accounts/update_credentials", { hide_collections: true });
  expect((await ada.get(ask)).json[0].accounts).toEqual([]);
});

test("friends of friends are suggested first, then who is followed here; never whom one knows or hides", async () => {
  await using topout = await startTopout();
  const names = ["ada", "ben", "cleo", "dora", "eve", "finn", "gus", "hal", "ina"] as const;
  const { ada, ben, cleo, dora, eve, finn, gus, hal, ina } = await signUpAll(topout, names);
  for (const whom of [ben, cleo]) await ada.post(on(whom, "follow"));
  for (const friend of [ben, cleo]) await friend.post(on(dora, "follow"));
  for (const known of [ada, eve, hal, ina]) await ben.post(on(known, "follow"));
  await dora.post(on(gus, "follow"));
  await ada.post(on(hal, "mute"));
  await ina.post(on(ada, "block"));

  const { json } = await ada.get("/api/v2/suggestions");

  expect(json.map((entry: { account: { username: string } }) => entry.account.username)).toEqual([
    "dora",
    "eve",
    "gus",
    "finn",
  ]);
  expect(json.map((entry: { sources: string[] }) => entry.sources[0])).toEqual([
    "friends_of_friends",
    "friends_of_friends",
    "most_followed",
    "most_followed",
  ]);
  expect((await ada.delete(`/api/v1/suggestions/${dora.account.id}`)).status).toBe(200);
  expect((await ada.delete(`/api/v1/suggestions/${dora.account.id}`)).json).toEqual({});
  await finn.patch("/api/v1/accounts/update_credentials", { discoverable: false });
  const shown = await ada.get("/api/v1/suggestions?limit=5");
  expect(namesIn(shown)).toEqual(["eve", "gus"]);
  expect(namesIn(await ada.get("/api/v1/suggestions?limit=1"))).toEqual(["eve"]);
});

test("the directory shows who wants to be found, by when they posted or came", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo } = await signUpAll(topout, ["ada", "ben", "cleo"]);
  const dora = await topout.signUp("dora");
  await dora.patch("/api/v1/accounts/update_credentials", { discoverable: false });
  for (const who of [cleo, ada]) await who.post("/api/v1/statuses", { status: "Dry rock" });
  const directory = (query: string, reader = topout.anyone) => reader.get(`/api/v1/directory${query}`);
  expect(namesIn(await directory(""))).toEqual(["ada", "cleo", "ben"]);
  expect(namesIn(await directory("?order=new&local=true"))).toEqual(["cleo", "ben", "ada"]);
  expect(namesIn(await directory("?limit=1&offset=1"))).toEqual(["cleo"]);
  await ben.post(on(cleo, "mute"));
  expect(namesIn(await directory("", ben))).toEqual(["ada", "ben"]);
});

test("relationships to one and to many take the same number of queries", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo, dora } = await signUpAll(topout, ["ada", "ben", "cleo", "dora"]);
  const count = async (users: readonly TestUser[]): Promise<number> => {
    await untilIdle(topout);
    let queries = 0;
    const stop = topout.ctx.db.onQuery(
      (statement) => (queries += /\b(mutes|follows|blocks)\b/.test(statement) ? 1 : 0),
    );
    const query = users.map(({ account }) => `id[]=${account.id}`).join("&");
    const { json } = await ada.get(`/api/v1/accounts/relationships?${query}`);
    stop();
    expect(json).toHaveLength(users.length);
    return queries;
  };
  await ada.post(on(ben, "mute"));
  expect(await count([ben, cleo, dora])).toBe(await count([ben]));
});

test("lists of people leave out whom the viewer blocks or mutes, and who blocks the viewer", async () => {
  await using topout = await startTopout();
  const { ada, ben, cleo, dora, emma } = await signUpAll(topout, ["ada", "ben", "cleo", "dora", "emma"]);
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Dry rock" });
  for (const fan of [ben, cleo, dora, emma]) {
    await fan.post(on(ada, "follow"));
    await ada.post(on(fan, "follow"));
    await fan.post(`/api/v1/statuses/${post.id}/favourite`);
    await fan.post(`/api/v1/statuses/${post.id}/reblog`);
  }
  const lists = [
    `/api/v1/statuses/${post.id}/favourited_by`,
    `/api/v1/statuses/${post.id}/reblogged_by`,
    on(ada, "followers"),
    on(ada, "following"),
  ];
  await emma.post(on(ben, "block"));
  await cleo.post(on(emma, "block"));
  await emma.post(on(dora, "mute"));
  for (const path of lists) {
    expect(namesIn(await emma.get(path)), path).toEqual(["emma"]);
    expect(namesIn(await emma.get(`${path}?limit=1`)), path).toEqual(["emma"]);
    expect(namesIn(await topout.anyone.get(path)), path).toEqual(["emma", "dora", "cleo", "ben"]);
    expect(namesIn(await ada.get(path)), path).toEqual(["emma", "dora", "cleo", "ben"]);
  }
  await emma.post(on(dora, "unmute"));
  for (const path of lists) expect(namesIn(await emma.get(path)), path).toEqual(["emma", "dora"]);
  await ada.post(on(emma, "block"));
  for (const verb of ["followers", "following"]) expect((await emma.get(on(ada, verb))).json).toEqual([]);
  // A boost for followers is told to nobody else.
  await ben.post(`/api/v1/statuses/${post.id}/unreblog`);
  await ben.post(`/api/v1/statuses/${post.id}/reblog`, { visibility: "private" });
  expect(namesIn(await topout.anyone.get(lists[1] ?? ""))).not.toContain("ben");
  // One's own lists are whole.
  await ada.post(on(cleo, "mute"));
  expect(namesIn(await ada.get(on(ada, "followers")))).toEqual(["dora", "cleo", "ben"]);
});
