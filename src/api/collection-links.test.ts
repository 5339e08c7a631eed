import { expect, test } from "vitest";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const path = "/api/v1/collections";
const asPage = { accept: "text/html" };

async function scene() {
  const topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  await ben.patch("/api/v1/accounts/update_credentials", { display_name: "Ben & Co", note: "Climbs <slabs>" });
  const make = async (more: Record<string, unknown> = {}) => {
    const draft = { name: "Slab <lovers>", description: "Friction", tag_name: "slab", account_ids: [ben.account.id] };
    return (await ada.post(path, { ...draft, ...more })).json.collection;
  };
  return { topout, ada, ben, make, [Symbol.asyncDispose]: () => topout[Symbol.asyncDispose]() };
}

test("a collection has a page that lists its accounts, and its address leads there", async () => {
  await using s = await scene();
  const { uri, url } = await s.make();
  const page = await s.topout.anyone.get(url, asPage);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
  for (const part of [
    "Slab &lt;lovers&gt;",
    "Friction",
    "#slab",
    "Ben &amp; Co",
    "Climbs &lt;slabs&gt;",
    `href="${uri}"`,
  ])
    expect(page.text).toContain(part);
  expect(page.text).not.toContain("<details>");
  const led = await s.topout.anyone.get(uri, asPage);
  expect([led.status, led.headers.get("location")]).toEqual([302, url]);

  const hidden = await s.make({ sensitive: true, account_ids: [s.ben.account.id] });
  expect((await s.topout.anyone.get(hidden.url, asPage)).text).toContain("<summary>Sensitive collection</summary>");
  expect((await s.topout.anyone.get(url.replace("@ada", "@ben"), asPage)).status).toBe(404);
  await s.ada.delete(`${path}/${hidden.id}`);
  expect((await s.topout.anyone.get(hidden.url, asPage)).status).toBe(404);
});

test("a post that links to a collection brings it along", async () => {
  await using s = await scene();
  const { id, url } = await s.make();
  const { json: post } = await s.ben.post("/api/v1/statuses", { status: `Look: ${url}` });
  expect(post.tagged_collections).toMatchObject([{ id, item_count: 1 }]);
  const { json: boost } = await s.ada.post(`/api/v1/statuses/${post.id}/reblog`);
  expect(boost.reblog.tagged_collections).toMatchObject([{ id }]);
  const { json: plain } = await s.ben.post("/api/v1/statuses", { status: `Look: ${url}0` });
  expect(plain.tagged_collections).toEqual([]);

  const { json: edited } = await s.ben.put(`/api/v1/statuses/${post.id}`, { status: "Never mind" });
  expect(edited.tagged_collections).toEqual([]);
  await s.ben.put(`/api/v1/statuses/${post.id}`, { status: `Look: ${url}` });
  const seen = async (user: Pick<TestUser, "get">) => (await user.get(`/api/v1/statuses/${post.id}`)).json;
  const dora = await s.topout.signUp("dora");
  await s.ada.post(`/api/v1/accounts/${dora.account.id}/block`);
  expect((await seen(dora)).tagged_collections).toEqual([]);
  await s.ada.delete(`${path}/${id}`);
  expect((await seen(s.ben)).tagged_collections).toEqual([]);
});

test("a collection is found by its address", async () => {
  await using s = await scene();
  const { id, url } = await s.make();
  const search = async (q: string, user: Pick<TestUser, "get"> = s.ben) =>
    (await user.get(`/api/v2/search?q=${encodeURIComponent(q)}`)).json;
  expect(await search(url)).toMatchObject({ accounts: [], statuses: [], hashtags: [], collections: [{ id }] });
  expect((await search(url, s.topout.anyone)).collections).toMatchObject([{ id }]);
  expect((await search("slab")).collections).toEqual([]);
  await s.ada.post(`/api/v1/accounts/${s.ben.account.id}/block`);
  expect((await search(url)).collections).toEqual([]);
});

test("a report names collections of whom it is about", async () => {
  await using s = await scene();
  const { id } = await s.make();
  const report = (account: TestUser) =>
    s.ben.post("/api/v1/reports", { account_id: account.account.id, collection_ids: [id], comment: "Spam" });
  expect((await report(s.ada)).json).toMatchObject({ collection_ids: [id], status_ids: [] });
  expect((await report(s.ben)).status).toBe(404);
});
