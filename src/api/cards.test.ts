import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

/** A website whose pages are these. */
async function startSite(pages: Record<string, { type?: string; body: string }>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const page = pages[request.url ?? ""];
    response.writeHead(page === undefined ? 404 : 200, { "content-type": page?.type ?? "text/html; charset=utf-8" });
    response.end(page?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    asked,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const page = `<!doctype html><html><head>
  <meta property="og:title" content="El Cap &amp; friends">
  <meta property="og:description" content="A wall of granite">
  <meta property="og:site_name" content="Granite Weekly">
  <meta property="og:image" content="/wall.jpg"><meta property="og:image:alt" content="The Nose">
  </head><body>Hi</body></html>`;

const post = async (by: TestUser, status: string): Promise<string> =>
  (await by.post("/api/v1/statuses", { status })).json.id;

test("a post shows what the page says that it links to first; the page is asked once for many posts", async () => {
  await using site = await startSite({ "/a": { body: page }, "/b": { body: page.replace("El Cap", "Half Dome") } });
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await topout.signUp("ben");
  const id = await post(ada, `@ben #granite ${site.origin}/a#top and ${site.origin}/b`);
  const card = await eventually(async () => (await ada.get(`/api/v1/statuses/${id}`)).json.card);
  expect(card).toMatchObject({
    url: `${site.origin}/a`,
    type: "link",
    title: "El Cap & friends",
    description: "A wall of granite",
    provider_name: "Granite Weekly",
    image_description: "The Nose",
    authors: [],
  });
  expect(card.image).toContain(`${topout.origin}/proxy/small/`);
  const again = await post(ada, `Again ${site.origin}/a`);
  await eventually(async () => (await ada.get(`/api/v1/statuses/${again}`)).json.card?.title === card.title);
  expect(site.asked).toEqual(["/a"]);
  const list = (await ada.get(`/api/v1/accounts/${ada.account.id}/statuses`)).json;
  expect(list.map((status: { card: { url: string } }) => status.card.url)).toEqual([
    `${site.origin}/a`,
    `${site.origin}/a`,
  ]);
  await ada.put(`/api/v1/statuses/${id}`, { status: `Rather ${site.origin}/b` });
  await eventually(async () => (await ada.get(`/api/v1/statuses/${id}`)).json.card?.title === "Half Dome & friends");
  await ada.put(`/api/v1/statuses/${again}`, { status: `Nothing at ${site.origin}/none` });
  await eventually(async () => (await ada.get(`/api/v1/statuses/${again}`)).json.card === null);
});

test("no card for what is no page, has no title, or is one's own; markup in a title is text", async () => {
  await using site = await startSite({
    "/json": { type: "application/json", body: '{"og:title":"x"}' },
    "/bare": { body: "<html><body>Nothing</body></html>" },
    "/evil": {
      body: '<title>&lt;script&gt;alert(1)&lt;/script&gt;</title><meta property="og:image" content="javascript:alert(1)">',
    },
  });
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ids = [await post(ada, `${site.origin}/json`), await post(ada, `${site.origin}/bare`)];
  const own = await post(ada, `${topout.origin}/@ada`);
  const evil = await post(ada, `${site.origin}/evil`);
  const card = await eventually(async () => (await ada.get(`/api/v1/statuses/${evil}`)).json.card);
  expect(card).toMatchObject({ title: "<script>alert(1)</script>", image: null, html: "" });
  for (const id of [...ids, own]) expect((await ada.get(`/api/v1/statuses/${id}`)).json.card).toBeNull();
  expect(site.asked.toSorted()).toEqual(["/bare", "/evil", "/json"]);
});
