import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import { statusWords } from "../db/search/engine.ts";
import { indexStatusesJobType } from "../domain/search/index-statuses.ts";
import { insertJobs } from "../db/job-queries.ts";
import { eventually } from "../testing/eventually.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const find = async (by: TestUser, q: string, more: Record<string, string> = {}): Promise<string[]> => {
  const answer = await by.get(`/api/v2/search?${new URLSearchParams({ q, type: "statuses", ...more })}`);
  if (answer.status !== 200) throw new Error(`${q}: ${answer.status} ${answer.text}`);
  return answer.json.statuses.map((status: { id: string }) => status.id);
};

const post = async (by: TestUser, body: Record<string, unknown> | string): Promise<string> => {
  const answer = await by.post("/api/v1/statuses", typeof body === "string" ? { status: body } : body);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json.id;
};

async function indexable(topout: TestTopout, username: string): Promise<TestUser> {
  const user = await topout.signUp(username);
  await user.patch("/api/v1/accounts/update_credentials", { indexable: true });
  return user;
}

async function upload(by: TestUser, description: string): Promise<string> {
  const form = new FormData();
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  form.set("file", new Blob([Buffer.from(pixel, "base64")], { type: "image/png" }), "pixel.png");
  form.set("description", description);
  const answer = await by.post("/api/v2/media", form);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json.id;
}

test("words, phrases and operators find the posts that they describe", async () => {
  await using topout = await startTopout();
  const ada = await indexable(topout, "ada");
  const ben = await indexable(topout, "ben");
  const granite = await post(ada, "Dry granite at last, the Élan of spring #slab");
  const names = new Map<string, string>([[granite, "granite"]]);
  const add = async (name: string, by: TestUser, body: Record<string, unknown> | string): Promise<string> => {
    const id = await post(by, body);
    names.set(id, name);
    return id;
  };
  await add("wet", ada, { status: "Wet granite, at last some rain", spoiler_text: "Sorrow", language: "en" });
  await add("reply", ben, { status: "Enjoy", in_reply_to_id: granite });
  await add("poll", ben, { status: "Sunday?", poll: { options: ["Limestone", "Pads"], expires_in: 86_400 } });
  await add("picture", ben, { status: "Look", media_ids: [await upload(ben, "A heron on the topmost jug")] });
  await add("climb", ada, {
    status: "Third season.",
    climb: { route_name: "Midnight Lightning", grade: "V8", style: "redpoint", location: { name: "Camp 4" } },
  });
  await add("link", ben, { status: "Read https://crag.example/topo", language: "de" });
  await add("odd", ben, "岩場へ行く 🧗 don't NEAR(me) x-ray 5.12a");
  const today = new Date().toISOString().slice(0, 10);

  const cases: [string, string[]][] = [
    ["granite", ["wet", "granite"]],
    ["GRANITE dry", ["granite"]],
    ["#slab", ["granite"]],
    ["elan", ["granite"]],
    ["élan", ["granite"]],
    ["gran", []],
    ['"at last"', ["wet", "granite"]],
    ['"last at"', []],
    ["“granite at last”", ["wet", "granite"]],
    ["“granite at last some”", ["wet"]],
    ["granite -wet", ["granite"]],
    ['granite -"at last the"', ["wet"]],
    ["-granite from:ada", ["climb"]],
    ["sorrow", ["wet"]],
    ['"rain sorrow"', []],
    ["limestone", ["poll"]],
    ["heron", ["picture"]],
    ["midnight", ["climb"]],
    ['"camp 4"', ["climb"]],
    ["from:me granite", []],
    ["from:ada", ["climb", "wet", "granite"]],
    ["from:@ada has:climb", ["climb"]],
    [`from:@ada@${new URL(topout.origin).host} dry`, ["granite"]],
    ["from:nobody granite", []],
    ["-from:me", ["climb", "wet", "granite"]],
    ["has:poll", ["poll"]],
    ["has:media", ["picture"]],
    ["has:image", ["picture"]],
    ["has:video", []],
    ["has:audio", []],
    ["has:embed", []],
    ["has:climb", ["climb"]],
    ["has:link", ["link"]],
    ["from:me -has:link -has:poll", ["odd", "picture", "reply"]],
    ["is:reply", ["reply"]],
    ["is:sensitive", ["wet"]],
    ["granite -is:sensitive", ["granite"]],
    ["is:boost", []],
    ["language:de", ["link"]],
    ["granite language:en", ["wet", "granite"]],
    ["from:me -language:en", ["link"]],
    ["in:library from:me has:poll", ["poll"]],
    ["in:library granite", []],
    ["in:public granite", ["wet", "granite"]],
    ["in:all granite", ["wet", "granite"]],
    ["-in:library granite", ["wet", "granite"]],
    ["-in:public granite", []],
    [`granite during:${today}`, ["wet", "granite"]],
    [`granite -during:${today}`, []],
    [`granite before:${today}`, []],
    [`granite after:${today}`, []],
    ["granite after:2020-01-01 before:2100-01-01", ["wet", "granite"]],
    ["granite -before:2020-01-01", ["wet", "granite"]],
    ["岩場", ["odd"]],
    ["場岩", []],
    ["🧗", ["odd"]],
    ["don't", ["odd"]],
    ["don’t", ["odd"]],
    ["x-ray", ["odd"]],
    ["5.12a", ["odd"]],
    ["NEAR(me)", ["odd"]],
    ["granite*", ["wet", "granite"]],
    ["unknown:granite", []],
  ];
  for (const [q, expected] of cases) {
    expect([q, (await find(ben, q)).map((id) => names.get(id))]).toEqual([q, expected]);
  }
});

test("whatever is typed, the search answers", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await post(ada, "granite AND OR NOT NEAR");
  const odd = [
    ['"', '""', "*", "(", ")", "NEAR(", "NEAR(a b, 2)", "-", "--", '-"', "'", "''", "\\", "\\'", ":", "a:", ":a", "^a"],
    ["a AND", "NOT a", "{a}: b", "words: a", "rowid:1", "&", "|", "!", "<->", "a <-> b", "'a':1", "%", "_", "\u0000a"],
    ["🧗", "👩‍👩‍👧", "岩", "ا ل", "\uE000every", "\uD800", "before:nonsense", "before:2026-02-31", "during:9999-12-31"],
    [
      "from:",
      "from:@",
      "from:@@",
      "has:",
      "has:'",
      "in:",
      "in:nowhere",
      "is:",
      "language:",
      "language:'\"",
      "constructor:a",
    ],
    ["a ".repeat(900), "岩".repeat(1_000), "-a ".repeat(600), '"'.repeat(999), "x".repeat(1_999)],
  ].flat();
  const faults: string[] = [];
  for (const q of odd) {
    const answer = await ada.get(`/api/v2/search?${new URLSearchParams({ q })}`);
    if (answer.status !== 200) faults.push(`${q}: ${answer.status}`);
  }
  expect(faults).toEqual([]);
  expect(await find(ada, "near")).toHaveLength(1);
});

test("nobody finds what they may not see, do not want to see, or what is not to be found", async () => {
  await using topout = await startTopout();
  const ada = await indexable(topout, "ada");
  const [shy, ben, cleo] = [await topout.signUp("shy"), await topout.signUp("ben"), await topout.signUp("cleo")];
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const open = await post(ada, "quartz open");
  const unlisted = await post(ada, { status: "quartz unlisted", visibility: "unlisted" });
  const followers = await post(ada, { status: "quartz followers", visibility: "private" });
  const direct = await post(ada, { status: "@ben quartz direct", visibility: "direct" });
  const hidden = await post(shy, "quartz shy");

  expect(await find(cleo, "quartz")).toEqual([open]);
  expect(await find(ben, "quartz")).toEqual([direct, open]);
  expect(await find(ada, "quartz")).toEqual([direct, followers, unlisted, open]);
  expect(await find(shy, "quartz")).toEqual([hidden, open]);
  const anonymous = await topout.anyone.get("/api/v2/search?q=quartz");
  expect([anonymous.status, anonymous.json.statuses]).toEqual([200, []]);

  for (const [id, deed] of [
    [followers, "favourite"],
    [unlisted, "bookmark"],
    [hidden, "reblog"],
  ]) {
    expect((await ben.post(`/api/v1/statuses/${id}/${deed}`)).status).toBe(200);
  }
  expect(await find(ben, "quartz")).toEqual([hidden, direct, followers, unlisted, open]);
  expect(await find(ben, "quartz in:library")).toEqual([hidden, direct, followers, unlisted]);
  expect(await find(ben, "quartz in:public")).toEqual([open]);
  expect(await find(cleo, "quartz")).toEqual([open]);

  await ben.post(`/api/v1/accounts/${ada.account.id}/unfollow`);
  expect(await find(ben, "quartz")).toEqual([hidden, direct, unlisted, open]);
  await ben.post(`/api/v1/accounts/${shy.account.id}/mute`);
  expect(await find(ben, "quartz")).toEqual([direct, unlisted, open]);
  await ada.post(`/api/v1/accounts/${ben.account.id}/block`);
  expect(await find(ben, "quartz")).toEqual([]);
  await ada.patch("/api/v1/accounts/update_credentials", { indexable: false });
  expect(await find(cleo, "quartz")).toEqual([]);
});

test("what was edited is found by what it says now, what was deleted no more", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const id = await post(ada, { status: "before", poll: { options: ["Limestone", "Pads"], expires_in: 86_400 } });
  await ada.put(`/api/v1/statuses/${id}`, { status: "after", language: "fr" });
  expect(await find(ada, "before")).toEqual([]);
  expect(await find(ada, "after language:fr")).toEqual([id]);
  const media = await upload(ada, "heron");
  await ada.put(`/api/v1/statuses/${id}`, { status: "after", media_ids: [media] });
  expect(await find(ada, "heron")).toEqual([id]);
  await ada.put(`/api/v1/statuses/${id}`, {
    status: "after",
    media_ids: [media],
    media_attributes: [{ id: media, description: "stork" }],
  });
  expect([await find(ada, "heron"), await find(ada, "stork")]).toEqual([[], [id]]);
  expect((await ada.delete(`/api/v1/statuses/${id}`)).status).toBe(200);
  expect(await find(ada, "after")).toEqual([]);
});

test("results are bounded, skipped, and limited to ids and authors", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await indexable(topout, "ada"), await indexable(topout, "ben")];
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.unshift(await post(ada, `gneiss ${n}`));
  const own = await post(ben, "gneiss");
  const [newest = "", second = "", third = "", fourth = "", oldest = ""] = ids;
  expect(await find(ben, "gneiss", { limit: "2" })).toEqual([own, newest]);
  expect(await find(ben, "gneiss", { limit: "2", offset: "2" })).toEqual([second, third]);
  expect(await find(ben, "gneiss", { max_id: fourth })).toEqual([oldest]);
  expect(await find(ben, "gneiss", { min_id: newest })).toEqual([own]);
  expect(await find(ben, "gneiss", { min_id: oldest, max_id: second })).toEqual([third, fourth]);
  expect(await find(ben, "gneiss", { account_id: ben.account.id })).toEqual([own]);
  expect(await find(ben, "gneiss", { account_id: "1" })).toEqual([]);

  const all = await ben.get("/api/v2/search?q=gneiss&offset=3&exclude_unreviewed=true");
  expect(checkNeeds("search", all.json)).toEqual([]);
  // Without a type there is nothing to skip in.
  expect(all.json.statuses).toHaveLength(6);
  const people = await ben.get("/api/v2/search?q=ada&type=accounts");
  expect([people.json.accounts.length, people.json.statuses, people.json.hashtags]).toEqual([1, [], []]);
  await ben.post(`/api/v1/accounts/${ada.account.id}/follow`);
  const followed = await ben.get("/api/v2/search?q=a&type=accounts&following=true");
  expect(followed.json.accounts.map((account: { id: string }) => account.id)).toEqual([ada.account.id]);
});

test("posts that were there before the index are found once its job has run", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.unshift(await post(ada, { status: `gabbro ${n}`, language: "en" }));
  await ada.post(`/api/v1/statuses/${ids[0]}/reblog`);
  await topout.ctx.db.write((tx) => tx.delete(statusWords));
  const edited = ids[1] ?? "";
  await ada.put(`/api/v1/statuses/${edited}`, { status: "gabbro edited" });
  expect(await find(ada, "gabbro")).toEqual([edited]);
  const now = topout.ctx.clock.now();
  await topout.ctx.db.write(async (tx) => {
    const job = { type: indexStatusesJobType, payload: {}, lane: "background", runAt: now, createdAt: now } as const;
    await insertJobs(tx, [job, job]);
    tx.afterCommit(topout.ctx.wakeWorker);
  });
  expect(await eventually(async () => (await find(ada, "gabbro language:en")).length === 3)).toBe(true);
  expect(await find(ada, "gabbro")).toEqual(ids);
});
