import { expect, test } from "vitest";
import type { TestClient } from "../testing/client.ts";
import { startTopout } from "../testing/start-topout.ts";

const post = async (by: TestClient, body: Record<string, unknown>): Promise<string> =>
  (await by.post("/api/v1/statuses", body)).json.id;

test("a filter marks what it catches, for its owner alone: words, parts of words, single posts, boosts", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const made = await ada.post("/api/v2/filters", {
    title: "Spoilers",
    context: ["home", "public"],
    filter_action: "hide",
    keywords_attributes: [
      { keyword: "Beta" },
      { keyword: "crimp", whole_word: false },
      { keyword: "c++" },
      { keyword: "ä" },
    ],
  });
  expect(made.status, made.text).toBe(200);
  const ids = {
    word: await post(ben, { status: "My BETA, for you" }),
    part: await post(ben, { status: "Tiny crimpers" }),
    inside: await post(ben, { status: "alphabetas and Ähre" }),
    sign: await post(ben, { status: "I climb in C++!" }),
    warning: await post(ben, { status: "Look", spoiler_text: "beta" }),
    nothing: await post(ben, { status: "Good friction" }),
    caught: await post(ben, { status: "Not this one" }),
  };
  await ada.post(`/api/v2/filters/${made.json.id}/statuses`, { status_id: ids.caught });
  const filtered = async (id: string, by = ada) => (await by.get(`/api/v1/statuses/${id}`)).json.filtered;
  expect(await filtered(ids.word)).toEqual([
    {
      filter: {
        id: made.json.id,
        title: "Spoilers",
        context: ["home", "public"],
        expires_at: null,
        filter_action: "hide",
      },
      keyword_matches: ["Beta"],
      status_matches: null,
    },
  ]);
  expect(await filtered(ids.part)).toMatchObject([{ keyword_matches: ["crimp"] }]);
  expect(await filtered(ids.inside)).toEqual([]);
  expect(await filtered(ids.sign)).toMatchObject([{ keyword_matches: ["c++"] }]);
  expect(await filtered(ids.warning)).toMatchObject([{ keyword_matches: ["Beta"] }]);
  expect(await filtered(ids.nothing)).toEqual([]);
  expect(await filtered(ids.caught)).toMatchObject([{ keyword_matches: null, status_matches: [ids.caught] }]);
  expect(await filtered(ids.word, ben)).toEqual([]);
  const { json: boost } = await ben.post(`/api/v1/statuses/${ids.word}/reblog`);
  const { json: seen } = await ada.get(`/api/v1/statuses/${boost.id}`);
  expect(seen.reblog.filtered).toHaveLength(1);
  expect((await topout.anyone.get(`/api/v1/statuses/${ids.word}`)).json).not.toHaveProperty("filtered");
});

test("a keyword is found whatever is written in it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const keywords = ["top-out", "-1", "a/b", "[x]", "c\\d", "(?=e", "f{2,}", "^g$", "h|i", "j.k*"];
  for (const keyword of keywords) {
    await ada.post("/api/v1/filters", { phrase: keyword, context: ["home"], whole_word: true });
  }
  for (const keyword of keywords) {
    const { json } = await ada.post("/api/v1/statuses", { status: `Look: ${keyword}, here` });
    const { json: shown } = await ada.get(`/api/v1/statuses/${json.id}`);
    expect(shown.filtered, keyword).toMatchObject([{ keyword_matches: [keyword] }]);
  }
  expect((await ada.get("/api/v1/timelines/home")).json).toHaveLength(keywords.length);
});

test("keywords are added, changed and removed within their filter; an ended filter catches nothing", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { json: filter } = await ada.post("/api/v2/filters", {
    title: "Heat",
    context: "home",
    expires_in: "3600",
    keywords_attributes: { "0": { keyword: "sun" }, "1": { keyword: "sweat" } },
  });
  expect(Date.parse(filter.expires_at) - Date.now()).toBeGreaterThan(3_500_000);
  const [sun, sweat] = filter.keywords;
  const changed = await ada.put(`/api/v2/filters/${filter.id}`, {
    title: "Warm",
    expires_in: "",
    keywords_attributes: [{ id: sun.id, _destroy: true }, { id: sweat.id, keyword: "Sweaty" }, { keyword: "heat" }],
  });
  expect(changed.json).toMatchObject({ title: "Warm", expires_at: null, context: ["home"] });
  expect(changed.json.keywords.map((keyword: { keyword: string }) => keyword.keyword)).toEqual(["Sweaty", "heat"]);
  const foreign = await ben.post("/api/v2/filters", { title: "Mine", context: ["home"] });
  const stolen = { keywords_attributes: [{ id: sweat.id, keyword: "stolen" }] };
  expect((await ben.put(`/api/v2/filters/${foreign.json.id}`, stolen)).status).toBe(404);
  expect((await ben.get(`/api/v2/filters/${filter.id}`)).status).toBe(404);
  expect((await ben.delete(`/api/v2/filters/keywords/${sweat.id}`)).status).toBe(404);

  const hot = await post(ben, { status: "What a heat" });
  expect((await ada.get(`/api/v1/statuses/${hot}`)).json.filtered).toHaveLength(1);
  await ada.put(`/api/v2/filters/${filter.id}`, { expires_in: 1 });
  await expect
    .poll(async () => (await ada.get(`/api/v1/statuses/${hot}`)).json.filtered, { timeout: 5_000 })
    .toEqual([]);
  expect((await ada.delete(`/api/v2/filters/${filter.id}`)).status).toBe(200);
  expect((await ada.get("/api/v2/filters")).json).toEqual([]);
});

test("older apps see each keyword as a filter", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const made = await ada.post("/api/v1/filters", { phrase: "bail", context: ["home", "thread"], irreversible: true });
  expect(made.json).toMatchObject({
    phrase: "bail",
    irreversible: true,
    whole_word: false,
    context: ["home", "thread"],
  });
  expect((await ada.get("/api/v2/filters")).json).toMatchObject([
    { filter_action: "hide", keywords: [{ keyword: "bail" }] },
  ]);
  expect((await ada.get("/api/v1/filters")).json).toEqual([made.json]);
  const changed = await ada.put(`/api/v1/filters/${made.json.id}`, {
    phrase: "bailed",
    context: ["home"],
    irreversible: false,
    whole_word: true,
  });
  expect(changed.json).toMatchObject({ phrase: "bailed", irreversible: false, whole_word: true, context: ["home"] });
  expect((await ada.delete(`/api/v1/filters/${made.json.id}`)).status).toBe(200);
  expect((await ada.get("/api/v2/filters")).json).toEqual([]);
});

test("a keyword cannot be blank, when it is added and when it is changed", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json: filter } = await ada.post("/api/v2/filters", {
    title: "Spoilers",
    context: ["home"],
    keywords_attributes: [{ keyword: "beta" }],
  });
  const path = `/api/v2/filters/keywords/${filter.keywords[0].id}`;
  const answers = [
    await ada.post(`/api/v2/filters/${filter.id}/keywords`),
    await ada.put(path),
    await ada.put(path, { keyword: " " }),
  ];
  for (const { status, json } of answers)
    expect([status, json]).toEqual([422, { error: "Validation failed: Keyword can't be blank" }]);
  expect((await ada.put(path, { keyword: " crux " })).json).toMatchObject({ keyword: "crux" });
});
