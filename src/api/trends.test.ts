import { expect, test } from "vitest";
import { putCard, setStatusCard } from "../db/card-queries.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const idsOf = (answer: { json: { id: string }[] }): string[] => answer.json.map((status) => status.id);

async function post(by: TestUser, body: Record<string, unknown>): Promise<string> {
  return (await by.post("/api/v1/statuses", body)).json.id;
}

test("trends are what the most people liked of those who want to be discovered", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  for (const user of [ada, ben]) await user.patch("/api/v1/profile", { discoverable: true });
  await cleo.patch("/api/v1/profile", { discoverable: false });
  const trends = "/api/v1/trends/statuses";
  expect((await topout.anyone.get(trends)).json).toEqual([]);

  const old = await post(ada, { status: "Last week" });
  await ben.post(`/api/v1/statuses/${old}/favourite`);
  clock.pass(3 * 86_400_000);
  const liked = await post(ada, { status: "Liked" });
  const loved = await post(ben, { status: "Loved" });
  const shy = await post(cleo, { status: "Of somebody who hides" });
  const warned = await post(ada, { status: "Beta", spoiler_text: "beta" });
  const unlisted = await post(ada, { status: "Quiet", visibility: "unlisted" });
  await post(ada, { status: "Nobody cares" });
  for (const id of [liked, loved, shy, warned, unlisted]) await cleo.post(`/api/v1/statuses/${id}/favourite`);
  await ada.post(`/api/v1/statuses/${loved}/reblog`);

  expect(idsOf(await topout.anyone.get(trends))).toEqual([loved, liked]);
  expect(idsOf(await topout.anyone.get(`${trends}?limit=1&offset=1`))).toEqual([liked]);
  await cleo.post(`/api/v1/accounts/${ben.account.id}/mute`);
  expect(idsOf(await cleo.get(trends))).toEqual([liked]);
});

test("the direct timeline has what one wrote and what one is named in, page by page", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  const direct = (by: TestUser, status: string) => post(by, { status, visibility: "direct" });
  const ids = [
    await direct(ada, "@ben One"),
    await direct(ben, "@ada Two"),
    await direct(ada, "Three, a note to myself"),
    await direct(ben, "@ada Four"),
  ].toReversed();
  await direct(ben, "@cleo Behind her back");
  await post(ben, { status: "@ada In public" });
  const path = "/api/v1/timelines/direct";
  expect(idsOf(await ada.get(path))).toEqual(ids);
  const first = await ada.get(`${path}?limit=2`);
  expect(idsOf(first)).toEqual(ids.slice(0, 2));
  expect(idsOf(await ada.get(`${path}?limit=2&max_id=${ids[1]}`))).toEqual(ids.slice(2));
  expect(idsOf(await ada.get(`${path}?limit=2&min_id=${ids[3]}`))).toEqual(ids.slice(1, 3));
  expect((await cleo.get(path)).json).toHaveLength(1);
  expect((await topout.anyone.get(path)).status).toBe(401);
});

test("the timeline of a link has the public posts with its card", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const url = "https://crag.example/topo";
  const shown = await post(ada, { status: "See the topo" });
  const hidden = await post(ada, { status: "For friends", visibility: "private" });
  const texts = { title: "Topo", description: "", authorName: "", authorUrl: "", providerName: "", providerUrl: "" };
  const picture = { imageUrl: null, imageDescription: "", blurhash: null, width: 0, height: 0 };
  const kind = { type: "link", html: "", language: null, publishedAt: null, fetchedAt: new Date() } as const;
  await topout.ctx.db.write(async (tx) => {
    const { id } = await putCard(tx, { id: "117000000000000000", url, ...texts, ...picture, ...kind });
    for (const statusId of [shown, hidden]) await setStatusCard(tx, statusId, id);
  });
  const path = `/api/v1/timelines/link?url=${encodeURIComponent(url)}`;
  expect(idsOf(await ben.get(path))).toEqual([shown]);
  expect((await ben.get(`${path}x`)).json).toEqual([]);
});

test("oEmbed quotes public posts of this server, and nothing else", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json: open } = await ada.post("/api/v1/statuses", { status: "Dry rock <at> last" });
  const { json: closed } = await ada.post("/api/v1/statuses", { status: "Secret", visibility: "private" });
  const of = (url: string, more = "") => topout.anyone.get(`/api/oembed?url=${encodeURIComponent(url)}${more}`);
  const { status, json } = await of(open.url, "&maxwidth=300");
  expect(status).toBe(200);
  expect(json).toMatchObject({ type: "rich", version: "1.0", width: 300, height: null, author_url: ada.account.url });
  expect(json.html).toContain(`cite="${open.url}"`);
  expect(json.html).toContain("Dry rock &lt;at&gt; last");
  expect(json.html).not.toMatch(/<iframe|<script/);
  expect((await of(closed.url)).status).toBe(404);
  expect((await of("https://crag.example/")).status).toBe(404);
  expect((await of("")).status).toBe(404);
});

test("what is turned off answers as a Mastodon without it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const own = `/api/v1/accounts/${ada.account.id}`;
  const id = await post(ada, { status: "Hallo" });
  const translate = `/api/v1/statuses/${id}/translate`;
  expect((await ada.post(translate)).json).toEqual({ error: "This action is not allowed" });
  expect((await ada.get("/api/v1_alpha/async_refreshes/x")).json).toEqual({ error: "Not Found" });
  for (const [method, path] of [
    ["GET", "/api/v1/annual_reports/2025"],
    ["POST", "/api/v1/annual_reports/2025/read"],
    ["POST", "/api/v1/collections"],
    ["PATCH", "/api/v1/collections/1"],
    ["DELETE", "/api/v1/collections/1/items/2"],
  ] as const) {
    const answer = await ada.request(method, path);
    expect([path, answer.status, answer.json]).toEqual([path, 404, { error: "Record not found" }]);
    expect([path, (await topout.anyone.request(method, path)).status]).toEqual([path, 401]);
  }
  expect((await ada.get(`${own}/identity_proofs`)).json).toEqual([]);
  expect((await ada.get(`${own}/collections`)).json).toEqual({ collections: [] });
  expect((await ada.get("/api/v1/annual_reports/2025/state")).json).toEqual({ state: "ineligible" });
});
