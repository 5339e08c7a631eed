import { expect, test } from "vitest";
import { createOf, noteBy } from "../../federation/testing/activities.ts";
import { follow, startPlainScene } from "../../federation/testing/peer-scene.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";
import { openSocket } from "./streaming/testing/open-streams.ts";

const idsOf = (answer: { json: { id: string }[] }): string[] => answer.json.map(({ id }) => id);
const homeOf = async (by: TestUser): Promise<string[]> => idsOf(await by.get("/api/v1/timelines/home"));

const post = async (by: TestUser, language: string, status = `In ${language}`): Promise<string> =>
  (await by.post("/api/v1/statuses", { status, language })).json.id;

const choose = (by: TestUser, whom: TestUser, more: Record<string, unknown>) =>
  by.post(`/api/v1/accounts/${whom.account.id}/follow`, more);

test("of whom one follows for some languages, only posts in these come home, and boosts", async () => {
  await using topout = await startTopout();
  const [ada, ben, cleo] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("cleo")];
  await post(ada, "fr");
  const before = await post(ada, "de");
  const { json } = await choose(ben, ada, { languages: ["de", "en"], notify: true });
  expect(json).toMatchObject({ following: true, languages: ["de", "en"] });
  await choose(cleo, ada, {});
  expect(await homeOf(ben)).toEqual([before]);

  await using stream = await openSocket(topout.origin, { access_token: ben.token, stream: "user" });
  const french = await post(ada, "fr");
  const german = await post(ada, "de");
  const british = await post(ada, "en-GB");
  const breton = await post(ada, "br");
  const { json: boost } = await ada.post(`/api/v1/statuses/${await post(cleo, "fr")}/reblog`);
  await expect.poll(() => stream.heard.filter(({ event }) => event === "update").length, { timeout: 5_000 }).toBe(3);
  expect(await homeOf(ben)).toEqual([boost.id, british, german, before]);
  expect(stream.heard.flatMap(({ event, payload }) => (event === "update" ? payload.id : []))).toEqual([
    german,
    british,
    boost.id,
  ]);
  const told = (await ben.get("/api/v1/notifications?types[]=status")).json;
  expect(told.map((one: { status: { id: string } }) => one.status.id)).toEqual([british, german]);
  expect(await homeOf(cleo)).toEqual(expect.arrayContaining([french, german, british, breton]));
});

test("lists have the languages of their owner's follows, for what is there and what comes", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await choose(ben, ada, { languages: ["de"] });
  const there = await post(ada, "de");
  await post(ada, "fr");
  const { json: list } = await ben.post("/api/v1/lists", { title: "Crew" });
  await ben.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [ada.account.id, ben.account.id] });
  await post(ada, "fr");
  const comes = await post(ada, "de");
  const own = await post(ben, "fr");
  expect(idsOf(await ben.get(`/api/v1/timelines/list/${list.id}`))).toEqual([own, comes, there]);
  expect(await homeOf(ben)).toEqual([own, comes, there]);
});

test("another choice counts from then on, none is all of them, and a follow without a word of it keeps its choice", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await choose(ben, ada, { languages: ["de"] });
  expect((await choose(ben, ada, { reblogs: false })).json.languages).toEqual(["de"]);
  expect((await choose(ben, ada, { languages: ["fr", "fr"] })).json.languages).toEqual(["fr"]);
  const french = await post(ada, "fr");
  await post(ada, "de");
  expect(await homeOf(ben)).toEqual([french]);
  expect((await choose(ben, ada, { languages: [] })).json.languages).toBeNull();
  const german = await post(ada, "de");
  expect(await homeOf(ben)).toEqual([german, french]);
  const form = new URLSearchParams([
    ["languages[]", "de"],
    ["languages[]", ""],
  ]);
  expect((await ben.post(`/api/v1/accounts/${ada.account.id}/follow`, form)).json.languages).toEqual(["de"]);
  for (const languages of [["Deutsch"], ["%"], [7], { a: "b" }])
    expect((await choose(ben, ada, { languages })).status).toBe(422);
  expect((await choose(ben, ada, {})).json.languages).toEqual(["de"]);
});

test("what a followed tag brings comes in any language, and what names none comes too", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await choose(ben, ada, { languages: ["de"] });
  await ben.post("/api/v1/tags/granite/follow");
  const tagged = await post(ada, "fr", "Du #granite");
  expect(await homeOf(ben)).toEqual([tagged]);
  await ben.post("/api/v1/tags/granite/unfollow");
  expect(await homeOf(ben)).toEqual([]);
});

test("posts of other servers without a language come home, and those in others do not", async () => {
  await using scene = await startPlainScene();
  const { ada, peer } = scene;
  const nora = peer.serveActor("nora");
  const id = await follow(scene, nora);
  await ada.post(`/api/v1/accounts/${id}/follow`, { languages: ["de"] });
  await scene.deliver(createOf(noteBy(nora, "french", { contentMap: { fr: "<p>Bonjour</p>" }, content: undefined })));
  await scene.deliver(createOf(noteBy(nora, "silent")));
  await scene.settle();
  const { json: all } = await ada.get(`/api/v1/accounts/${id}/statuses`);
  expect(new Set(all.map((status: { language: string | null }) => status.language))).toEqual(new Set([null, "fr"]));
  const { json } = await ada.get("/api/v1/timelines/home");
  const uris = json.map((status: { uri: string }) => status.uri);
  expect(uris).toContain(noteBy(nora, "silent").id);
  expect(uris).not.toContain(noteBy(nora, "french").id);
});
