import { expect, test } from "vitest";
import type { Answer, TestClient } from "../testing/client.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

const idsOf = (answer: Answer): string[] => answer.json.map((entity: { id: string }) => entity.id);

async function post(by: TestUser, status: string, more: Record<string, unknown> = {}): Promise<string> {
  return (await by.post("/api/v1/statuses", { status, ...more })).json.id;
}

const follow = (by: TestUser, whom: TestUser, more?: Record<string, unknown>): Promise<Answer> =>
  by.post(`/api/v1/accounts/${whom.account.id}/follow`, more);

/** Every page from `path` on, by the `Link` that leads on; each page's ids. */
async function walk(client: TestClient, path: string, rel: "next" | "prev"): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next: string | null = path; next !== null && pages.length < 50;) {
    const answer: Answer = await client.get(next);
    expect(answer.status).toBe(200);
    if (answer.json.length > 0) pages.push(idsOf(answer));
    next = new RegExp(`<([^>]+)>; rel="${rel}"`).exec(answer.headers.get("link") ?? "")?.[1] ?? null;
  }
  return pages;
}

test("home has one's own posts and those of the followed, from before and after the follow", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  const before = await post(ada, "before");
  await post(eve, "of a stranger");
  await follow(ben, ada);
  const after = await post(ada, "after", { visibility: "private" });
  const own = await post(ben, "own");
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([own, after, before]);
  await ben.post(`/api/v1/accounts/${ada.account.id}/unfollow`);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([own]);
  await follow(ben, ada);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([own, after, before]);
});

test("an answer reaches home only when the answered one is followed too, or is oneself", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  const [byBen, byEve] = [await post(ben, "mine"), await post(eve, "theirs")];
  await follow(ben, ada);
  const own = await post(ada, "thread");
  const thread = await post(ada, "goes on", { in_reply_to_id: own });
  const toBen = await post(ada, "@ben yes", { in_reply_to_id: byBen });
  const toEve = await post(ada, "@eve no", { in_reply_to_id: byEve });
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([toBen, thread, own, byBen]);
  await follow(ben, eve);
  const again = await post(ada, "@eve again", { in_reply_to_id: byEve });
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([again, toBen, thread, own, byEve, byBen]);
  // Followed anew, the answers come along by the same rule.
  await ben.post(`/api/v1/accounts/${ada.account.id}/unfollow`);
  await follow(ben, ada);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([again, toEve, toBen, thread, own, byEve, byBen]);
});

test("boosts of the followed are at home unless the follower wants none", async () => {
  await using topout = await startTopout();
  const [ada, ben, eve] = [await topout.signUp("ada"), await topout.signUp("ben"), await topout.signUp("eve")];
  const far = await post(eve, "far away");
  const early = (await ada.post(`/api/v1/statuses/${far}/reblog`)).json.id;
  await follow(ben, ada, { reblogs: false });
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([]);
  await ada.post(`/api/v1/statuses/${await post(eve, "second")}/reblog`);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([]);
  await ben.post(`/api/v1/accounts/${ada.account.id}/unfollow`);
  await follow(ben, ada);
  const shown = (await ben.get("/api/v1/timelines/home")).json;
  expect(shown).toHaveLength(2);
  expect(shown[1]).toMatchObject({
    id: early,
    account: { acct: "ada" },
    reblog: { id: far, account: { acct: "eve" } },
  });
  await ben.post(`/api/v1/accounts/${eve.account.id}/block`);
  expect(idsOf(await ben.get("/api/v1/timelines/home"))).toEqual([]);
});

test("the public timeline has public posts alone, and tags can be combined", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const both = await post(ada, "#Granite and #Limestone");
  const one = await post(ada, "#granite");
  for (const visibility of ["unlisted", "private", "direct"]) await post(ada, "#granite", { visibility });
  await ada.post(`/api/v1/statuses/${one}/reblog`);
  const list = async (path: string) => idsOf(await topout.anyone.get(`/api/v1/timelines/${path}`));
  const ben = await topout.signUp("ben");
  await post(ben, "Half a talk", { in_reply_to_id: one });
  expect(await list("public")).toEqual([one, both]);
  expect(await list("public?local=true")).toEqual([one, both]);
  expect(await list("public?remote=true")).toEqual([]);
  expect(await list("public?only_media=true")).toEqual([]);
  expect(await list("tag/GRANITE")).toEqual([one, both]);
  expect(await list("tag/granite?all[]=limestone")).toEqual([both]);
  expect(await list("tag/granite?none[]=%23Limestone")).toEqual([one]);
  expect(await list("tag/slate?any[]=granite&local=1")).toEqual([one, both]);
  expect(await list("tag/slate")).toEqual([]);
});

test("paging leads through a whole list, down by max_id and up by min_id, without gaps or repeats", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const ids: string[] = [];
  for (let index = 0; index < 7; index++) ids.unshift(await post(ada, `@ben post ${index} #granite`));
  for (const id of ids.toReversed()) await ben.post(`/api/v1/statuses/${id}/favourite`);
  const lists: [TestClient, string, string[] | null][] = [
    [ada, "/api/v1/timelines/home", ids],
    [topout.anyone, "/api/v1/timelines/public", ids],
    [topout.anyone, "/api/v1/timelines/tag/granite", ids],
    [topout.anyone, `/api/v1/accounts/${ada.account.id}/statuses`, ids],
    [ben, "/api/v1/favourites", ids],
    [ben, "/api/v1/notifications", null],
    [ada, "/api/v1/notifications", null],
  ];
  for (const [client, path, expected] of lists) {
    const down = await walk(client, `${path}?limit=3`, "next");
    expect(
      down.map((page) => page.length),
      path,
    ).toEqual([3, 3, 1]);
    if (expected !== null) expect(down.flat(), path).toEqual(expected);
    const up = await walk(client, `${path}?limit=3&min_id=0`, "prev");
    expect(up.toReversed().flat(), path).toEqual(down.flat());
    expect(
      up.map((page) => page.length),
      path,
    ).toEqual([3, 3, 1]);
  }
  const home = async (query: string) => idsOf(await ada.get(`/api/v1/timelines/home?${query}`));
  expect(await home(`since_id=${ids[4]}&limit=2`)).toEqual(ids.slice(0, 2));
  expect(await home(`min_id=${ids[4]}&limit=2`)).toEqual(ids.slice(2, 4));
  expect(await home(`max_id=${ids[1]}&since_id=${ids[4]}`)).toEqual(ids.slice(2, 4));
  expect(await home("limit=1000")).toHaveLength(7);
});

test("a link keeps the other parameters, and never the token", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await post(ada, "#granite");
  const path = `/api/v1/timelines/tag/granite?any[]=slate&limit=1&access_token=${ada.token}`;
  const link = (await topout.anyone.get(path)).headers.get("link") ?? "";
  expect(link).toContain(`${topout.origin}/api/v1/timelines/tag/granite?any%5B%5D=slate&limit=1&max_id=`);
  expect(link).not.toContain("access_token");
});

/** How many statements a request takes, without those of the worker. */
async function countQueries(topout: TestTopout, client: TestClient, path: string, rows: number): Promise<number> {
  const seen: string[] = [];
  const stop = topout.ctx.db.onQuery((statement) => void seen.push(statement));
  const answer = await client.get(path);
  stop();
  expect(answer.json, path).toHaveLength(rows);
  return seen.filter((statement) => !/"(jobs|key_values)"/.test(statement)).length;
}

test("a page of forty takes as many queries as a page of one", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await follow(ben, ada);
  const climb = { route_name: "The Nose", style: "attempt", partners: ["@ben", "Lynn"] };
  for (let index = 0; index < 20; index++) {
    const id = await post(ada, `@ben number ${index} #granite`, { climb });
    await ben.post(`/api/v1/statuses/${id}/favourite`);
    await ada.post(`/api/v1/statuses/${id}/reblog`);
  }
  await untilIdle(topout);
  for (const path of ["/api/v1/timelines/home", `/api/v1/accounts/${ada.account.id}/statuses`]) {
    const one = await countQueries(topout, ben, `${path}?limit=1`, 1);
    expect(await countQueries(topout, ben, `${path}?limit=40`, 40), path).toBe(one);
    expect(one).toBeLessThan(25);
  }
  const path = "/api/v1/notifications";
  expect(await countQueries(topout, ben, `${path}?limit=20`, 20)).toBe(
    await countQueries(topout, ben, `${path}?limit=1`, 1),
  );
});
