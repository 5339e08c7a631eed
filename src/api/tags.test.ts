import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { featuredTags, statuses, statusTags, tags } from "../db/schema/index.ts";
import { idAt } from "../lib/ids.ts";
import { findTagHistories } from "../domain/tags/trends.ts";
import type { Answer, TestClient } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);
const namesOf = (answer: Answer): string[] => answer.json.map((entity: { name: string }) => entity.name);
const post = async (by: TestUser, status: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await by.post("/api/v1/statuses", { status, ...more })).json.id;
const home = async (user: TestUser): Promise<string[]> => idsOf(await user.get("/api/v1/timelines/home"));

test("a tag is told with its last seven days, whether it is followed, and by any spelling", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await post(ada, "#Granite");
  await post(ada, "more #granite");
  await post(ben, "#GRANITE");
  await post(ben, "#granite", { visibility: "unlisted" });
  const { json: tag } = await ada.get("/api/v1/tags/GRANITE");
  expect(tag).toMatchObject({
    name: "granite",
    url: `${topout.origin}/tags/granite`,
    following: false,
    featuring: false,
  });
  const midnight = Math.floor(Date.now() / 86_400_000) * 86_400;
  expect(tag.history).toEqual(
    Array.from({ length: 7 }, (_, index) => ({
      day: String(midnight - index * 86_400),
      uses: index === 0 ? "3" : "0",
      accounts: index === 0 ? "2" : "0",
    })),
  );
  expect((await topout.anyone.get("/api/v1/tags/granite")).json).toMatchObject({ id: tag.id, following: false });
  expect((await ada.post("/api/v1/tags/Granite/follow")).json).toEqual({ ...tag, following: true });
  expect((await ada.get("/api/v1/tags/granite")).json.following).toBe(true);
  expect((await ben.get("/api/v1/tags/granite")).json.following).toBe(false);
  const found = await ada.get("/api/v2/search?q=%23gran&type=hashtags");
  expect(found.json.hashtags).toEqual([{ ...tag, following: true }]);
  expect((await ada.get("/api/v1/tags/unheard")).json).toMatchObject({ name: "unheard", following: false });
  expect((await ada.get("/api/v1/tags/no%20tag")).status).toBe(404);
  expect((await ada.post("/api/v1/tags/2026/follow")).status).toBe(404);
});

test("a use counts for the day on which the post was made", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await post(ada, "#slate");
  const [tag] = await topout.ctx.db.read.select().from(tags);
  const id = tag?.id ?? "";
  const usesOn = async (instant: Date): Promise<number[]> => {
    const clock = { now: () => instant };
    const histories = await findTagHistories({ db: topout.ctx.db, clock }, [id]);
    return histories.get(id)?.map((day) => day.usesCount) ?? [];
  };
  const [made] = await topout.ctx.db.read.select({ at: statuses.createdAt }).from(statuses);
  const today = made?.at ?? new Date();
  const on = (day: number): Date => new Date(today.getTime() + day * 86_400_000);
  expect(await usesOn(today)).toEqual([1, 0, 0, 0, 0, 0, 0]);
  expect(await usesOn(on(2))).toEqual([0, 0, 1, 0, 0, 0, 0]);
  expect(await usesOn(on(6))).toEqual([0, 0, 0, 0, 0, 0, 1]);
  expect(await usesOn(on(7))).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test("followed tags bring public posts home, each once, until they are unfollowed", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  await post(ben, "#granite before");
  await ada.post("/api/v1/tags/granite/follow");
  await ada.post("/api/v1/tags/granite/follow");
  await ada.post("/api/v1/tags/slate/follow");
  const one = await post(ben, "#Granite");
  const both = await post(ben, "#granite and #slate");
  for (const visibility of ["unlisted", "private", "direct"]) await post(ben, "#granite", { visibility });
  const own = await post(ada, "#granite");
  await eve.post(`/api/v1/statuses/${one}/reblog`);
  const answer = await post(eve, "#slate", { in_reply_to_id: one });
  expect(await home(ada)).toEqual([answer, own, both, one]);
  expect(await home(eve)).not.toContain(both);

  await ada.post("/api/v1/tags/granite/unfollow");
  expect(await home(ada)).toEqual([answer, own, both]);
  const later = await post(ben, "#granite");
  expect(await home(ada)).not.toContain(later);
  await ada.post("/api/v1/tags/slate/unfollow");
  expect(await home(ada)).toEqual([own]);
  expect((await ada.post("/api/v1/tags/unheard/unfollow")).json.following).toBe(false);
});

test("whom one follows stays at home when a tag that they used is unfollowed", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ada.post("/api/v1/tags/granite/follow");
  const early = await post(ben, "#granite");
  await ada.post(`/api/v1/accounts/${ben.account.id}/follow`);
  const late = await post(ben, "#granite");
  await ada.post("/api/v1/tags/granite/unfollow");
  expect(await home(ada)).toEqual([late, early]);
  await ada.post(`/api/v1/accounts/${ben.account.id}/unfollow`);
  expect(await home(ada)).toEqual([]);
});

test("a followed tag brings nobody home whom one blocks, mutes or has in an exclusive list, nor who blocks one", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.post("/api/v1/tags/granite/follow");
  const shown: string[] = [];
  for (const [name, refuse] of [
    ["blocked", (user: TestUser) => ada.post(`/api/v1/accounts/${user.account.id}/block`)],
    ["muted", (user: TestUser) => ada.post(`/api/v1/accounts/${user.account.id}/mute`)],
    ["blocking", (user: TestUser) => user.post(`/api/v1/accounts/${ada.account.id}/block`)],
    [
      "listed",
      async (user: TestUser) => {
        const { json: list } = await ada.post("/api/v1/lists", { title: "Apart", exclusive: true });
        await ada.post(`/api/v1/accounts/${user.account.id}/follow`);
        return await ada.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [user.account.id] });
      },
    ],
    ["welcome", async (): Promise<null> => null],
  ] as const) {
    const user = await topout.signUp(name);
    const before = await post(user, "#granite");
    expect(await home(ada), name).toContain(before);
    const refused = await refuse(user);
    expect(refused?.status ?? 200, name).toBe(200);
    const after = await post(user, "#granite");
    if (name === "welcome") shown.push(after, before);
  }
  expect(await home(ada)).toEqual(shown);
});

test("followed tags are paged by when they were followed", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const name of ["slate", "granite", "limestone"]) await ada.post(`/api/v1/tags/${name}/follow`);
  expect(namesOf(await ada.get("/api/v1/followed_tags"))).toEqual(["limestone", "granite", "slate"]);
  const first = await ada.get("/api/v1/followed_tags?limit=2");
  expect(first.json).toMatchObject([
    { name: "limestone", following: true },
    { name: "granite", following: true },
  ]);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect(namesOf(await ada.get(next))).toEqual(["slate"]);
});

test("a featured tag counts the posts that everybody may see, through edits and deletions", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const first = await post(ada, "#granite");
  await post(ada, "#granite", { visibility: "private" });
  await post(ben, "#granite");
  const featured = await ada.post("/api/v1/featured_tags", { name: "#Granite" });
  const today = new Date().toISOString().slice(0, 10);
  expect(featured.json).toEqual({
    id: expect.any(String),
    name: "granite",
    url: `${topout.origin}/@ada/tagged/granite`,
    statuses_count: "1",
    last_status_at: today,
  });
  const page = await topout.anyone.get(`/@ada/tagged/granite`);
  expect([page.status, page.text.includes(first)]).toEqual([200, true]);
  const shown = async (): Promise<[string, string | null]> => {
    const { json } = await ben.get(`/api/v1/accounts/${ada.account.id}/featured_tags`);
    return [json[0].statuses_count, json[0].last_status_at];
  };
  const second = await post(ada, "#granite", { visibility: "unlisted" });
  const third = await post(ada, "nothing yet");
  expect(await shown()).toEqual(["2", today]);
  await ada.put(`/api/v1/statuses/${third}`, { status: "#granite after all" });
  await ada.put(`/api/v1/statuses/${third}`, { status: "#granite after all #slate" });
  expect(await shown()).toEqual(["3", today]);
  await ada.put(`/api/v1/statuses/${third}`, { status: "#slate" });
  expect(await shown()).toEqual(["2", today]);
  await ada.delete(`/api/v1/statuses/${second}`);
  await ada.delete(`/api/v1/statuses/${third}`);
  expect(await shown()).toEqual(["1", today]);
  await ada.delete(`/api/v1/statuses/${first}`);
  expect(await shown()).toEqual(["0", null]);
  const [row] = await topout.ctx.db.read.select().from(featuredTags);
  expect([row?.statusesCount, row?.lastStatusAt]).toEqual([0, null]);
});

test("ten tags are featured at the most, the most used first, and each once", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await post(ada, "#tag3");
  for (let index = 0; index < 10; index++) {
    expect((await ada.post("/api/v1/featured_tags", { name: `tag${index}` })).status).toBe(200);
  }
  const full = await ada.post("/api/v1/featured_tags", { name: "tag10" });
  expect([full.status, full.json.error]).toEqual([
    422,
    "Validation failed: You have already featured the maximum number of hashtags",
  ]);
  const again = await ada.post("/api/v1/tags/tag3/feature");
  expect([again.status, again.json.featuring]).toEqual([200, true]);
  const { json: listed } = await ada.get("/api/v1/featured_tags");
  expect(listed).toHaveLength(10);
  expect(listed[0]).toMatchObject({ name: "tag3", statuses_count: "1" });
  const path = `/api/v1/featured_tags/${listed[0].id}`;
  const ben = await topout.signUp("ben");
  expect((await ben.delete(path)).status).toBe(404);
  expect((await ada.delete(path)).json).toEqual({});
  expect((await ada.delete(path)).status).toBe(404);
  expect((await ada.post("/api/v1/tags/tag4/unfeature")).json.featuring).toBe(false);
  expect(namesOf(await ada.get("/api/v1/featured_tags"))).not.toContain("tag4");
  for (const name of ["", "2026", "two words"]) {
    const refused = await ada.post("/api/v1/featured_tags", { name });
    expect([refused.status, refused.json.error]).toEqual([422, "Validation failed: Tag is invalid"]);
  }
});

test("the tags that one uses most are suggested, unless they are featured", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  for (const text of ["#granite #slate", "#granite", "#granite #slate #limestone"]) await post(ada, text);
  await post(ben, "#chalk");
  await ada.post("/api/v1/featured_tags", { name: "granite" });
  expect(namesOf(await ada.get("/api/v1/featured_tags/suggestions"))).toEqual(["slate", "limestone"]);
});

test("trends are the tags that the most people used in public lately", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  expect((await topout.anyone.get("/api/v1/trends/tags")).json).toEqual([]);
  for (let index = 0; index < 3; index++) await post(ada, "#slate");
  for (const user of [ada, ben]) await post(user, "#granite");
  for (const user of [ada, ben]) await post(user, "#secret", { visibility: "unlisted" });
  const old = await post(ben, "#old");
  await post(ada, "#old");
  await age(topout, old);
  await ben.post("/api/v1/tags/slate/follow");
  const trends = await ben.get("/api/v1/trends/tags");
  expect(namesOf(trends)).toEqual(["granite", "slate", "old"]);
  expect(trends.json[1]).toMatchObject({
    following: true,
    history: [{ uses: "3", accounts: "1" }, {}, {}, {}, {}, {}, {}],
  });
  expect(namesOf(await topout.anyone.get("/api/v1/trends?limit=1&offset=1"))).toEqual(["slate"]);
  await post(ben, "#slate");
  const seen: string[] = [];
  const stop = topout.ctx.db.onQuery((statement) => void seen.push(statement));
  await topout.anyone.get("/api/v1/trends/tags");
  stop();
  expect(
    seen.filter((statement) => /order by count\(distinct/.test(statement)),
    "it is kept",
  ).toEqual([]);
});

/** Makes a post three days old, as one from another server can be. */
async function age(topout: TestTopout, id: string): Promise<void> {
  const long = idAt(new Date(Date.now() - 3 * 86_400_000), new Date());
  await topout.ctx.db.write(async (tx) => {
    const [row] = await tx.select().from(statuses).where(eq(statuses.id, id));
    const links = await tx.select().from(statusTags).where(eq(statusTags.statusId, id));
    await tx.delete(statuses).where(eq(statuses.id, id));
    if (row !== undefined) await tx.insert(statuses).values({ ...row, id: long });
    await tx.insert(statusTags).values(links.map((link) => ({ ...link, statusId: long })));
  });
}

test("a tag's timeline can be narrowed to media, and looks at four tags of each kind", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const plain = await post(ada, "#granite");
  const list = async (query: string) => idsOf(await topout.anyone.get(`/api/v1/timelines/tag/${query}`));
  expect(await list("granite?only_media=true")).toEqual([]);
  expect(await list("slate?any[]=a&any[]=b&any[]=granite")).toEqual([plain]);
  expect(await list("slate?any[]=a&any[]=b&any[]=c&any[]=granite")).toEqual([]);
  // The same letters, composed or not, and full width.
  const accent = await post(ada, "#Fissure\u0301");
  expect(await list(encodeURIComponent("fissur\u00e9"))).toEqual([accent]);
  expect(await list(encodeURIComponent("ｆissur\u00e9"))).toEqual([accent]);
});

/** How many statements a request takes, without those of the worker. */
async function countQueries(topout: TestTopout, client: TestClient, path: string, rows: number): Promise<number> {
  await untilIdle(topout);
  const seen: string[] = [];
  const stop = topout.ctx.db.onQuery((statement) => void seen.push(statement));
  const answer = await client.get(path);
  stop();
  const found = Array.isArray(answer.json) ? answer.json : answer.json.hashtags;
  expect(found, path).toHaveLength(rows);
  return seen.filter((statement) => !/"(jobs|key_values)"/.test(statement)).length;
}

test("thirty tags take as many queries as one", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (let index = 0; index < 30; index++) {
    await ada.post(`/api/v1/tags/crag${index}/follow`);
    if (index % 5 === 0) await post(ada, `#crag${index}`);
  }
  for (const path of ["/api/v1/followed_tags?x=1", "/api/v2/search?q=crag&type=hashtags"]) {
    const one = await countQueries(topout, ada, `${path}&limit=1`, 1);
    expect(await countQueries(topout, ada, `${path}&limit=30`, 30), path).toBe(one);
  }
});
