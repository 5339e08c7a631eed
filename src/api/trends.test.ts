import { expect, test } from "vitest";
import { giveCard } from "../testing/give-card.ts";
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

test("the timeline of a link has the public posts with its card, of who wants to be discovered, page by page", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  await cleo.patch("/api/v1/profile", { discoverable: false });
  const url = "https://crag.example/topo?lang=en";
  const shown = [
    await post(ada, { status: "See the topo" }),
    await post(ben, { status: "And again" }),
    await post(ada, { status: "Third" }),
  ].toReversed();
  const hidden = await post(ada, { status: "For friends", visibility: "private" });
  const shy = await post(cleo, { status: "Of somebody who hides" });
  await giveCard(topout.ctx, url, [...shown, hidden, shy]);
  const path = `/api/v1/timelines/link?url=${encodeURIComponent(url)}`;
  expect(idsOf(await topout.anyone.get(path))).toEqual(shown);
  const first = await topout.anyone.get(`${path}&limit=2`);
  expect(idsOf(first)).toEqual(shown.slice(0, 2));
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect(idsOf(await topout.anyone.get(next))).toEqual(shown.slice(2));
  expect(idsOf(await topout.anyone.get(`${path}&limit=1&min_id=${shown[2]}`))).toEqual([shown[1]]);
  await cleo.post(`/api/v1/accounts/${ben.account.id}/mute`);
  expect(idsOf(await cleo.get(path))).toEqual([shown[0], shown[2]]);
  for (const unknown of [`${path}x`, "/api/v1/timelines/link", "/api/v1/timelines/link?url[]=x"])
    expect((await topout.anyone.get(unknown)).status).toBe(404);
});

test("links trend by how many people link to them in public, with the days of the last week", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const trends = "/api/v1/trends/links";
  expect((await topout.anyone.get(trends)).json).toEqual([]);
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  await cleo.patch("/api/v1/profile", { discoverable: false });
  const page = (name: string): string => `https://crag.example/${name}`;
  const link = async (by: TestUser, name: string, body: Record<string, unknown> = {}): Promise<void> =>
    await giveCard(topout.ctx, page(name), [await post(by, { status: `See ${name}`, ...body })]);

  await link(ada, "both");
  await link(cleo, "old");
  await link(ada, "old");
  clock.pass(3 * 86_400_000);
  await link(ada, "often");
  await link(ada, "often");
  await link(ada, "both");
  await link(ada, "both");
  await link(ben, "both");
  await link(cleo, "both");
  await link(ben, "once");
  await link(ben, "friends", { visibility: "private" });
  await link(ben, "quiet", { visibility: "unlisted" });
  await link(ben, "warned", { spoiler_text: "beta" });
  await link(cleo, "shy");

  const { json } = await topout.anyone.get(trends);
  expect(json.map((one: { url: string }) => one.url)).toEqual(["both", "often", "once"].map(page));
  expect(json[0]).toMatchObject({ type: "link", title: "Topo", provider_name: "crag.example" });
  expect(json[0].history).toHaveLength(7);
  const today = Math.floor(clock.now().getTime() / 86_400_000) * 86_400;
  expect(json[0].history[0]).toEqual({ day: String(today), accounts: "3", uses: "4" });
  expect(json[0].history[3]).toEqual({ day: String(today - 3 * 86_400), accounts: "1", uses: "1" });
  expect(json[0].history[6]).toEqual({ day: String(today - 6 * 86_400), accounts: "0", uses: "0" });
});

test("trends are counted off, with links to the next part and the one before", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const name of ["one", "two", "three"]) {
    const id = await post(ada, { status: `#${name}` });
    await ada.post(`/api/v1/statuses/${id}/favourite`);
    await giveCard(topout.ctx, `https://crag.example/${name}`, [id]);
  }
  for (const kind of ["links", "tags", "statuses"]) {
    const path = `${topout.config.origin}/api/v1/trends/${kind}`;
    const linkOf = async (query: string) =>
      (await topout.anyone.get(`/api/v1/trends/${kind}${query}`)).headers.get("link");
    const all = (await topout.anyone.get(`/api/v1/trends/${kind}`)).json;
    expect((await topout.anyone.get(`/api/v1/trends/${kind}?limit=1&offset=1`)).json).toEqual([all[1]]);
    expect(await linkOf("")).toBeNull();
    expect(await linkOf("?limit=2")).toBe(`<${path}?limit=2&offset=2>; rel="next"`);
    expect(await linkOf("?limit=2&offset=2")).toBe(`<${path}?limit=2&offset=0>; rel="prev"`);
    expect(await linkOf("?limit=1&offset=1")).toBe(
      `<${path}?limit=1&offset=2>; rel="next", <${path}?limit=1&offset=0>; rel="prev"`,
    );
    expect((await topout.anyone.get(`/api/v1/trends/${kind}?offset=-1`)).json).toHaveLength(3);
  }
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
  expect((await of(open.url, "&maxwidth=800&maxheight=120")).json).toMatchObject({ width: 400, height: 120 });
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
  ] as const) {
    const answer = await ada.request(method, path);
    expect([path, answer.status, answer.json]).toEqual([path, 404, { error: "Record not found" }]);
    expect([path, (await topout.anyone.request(method, path)).status]).toEqual([path, 401]);
  }
  expect((await ada.get(`${own}/identity_proofs`)).json).toEqual([]);
  expect((await ada.get("/api/v1/annual_reports/2025/state")).json).toEqual({ state: "ineligible" });
});
