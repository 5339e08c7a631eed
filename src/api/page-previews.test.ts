import { expect, test } from "vitest";
import { updateStatus } from "../db/status-queries.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";

const climb = {
  route_name: "Midnight Lightning",
  grade: "V8",
  style: "redpoint",
  location: { name: "Camp 4", latitude: 37.7421, longitude: -119.6021 },
};

/** What the page says of itself, by name; and the page. */
async function open(topout: TestTopout, url: string) {
  const response = await fetch(new URL(url, topout.origin), { headers: { accept: "text/html" } });
  const html = await response.text();
  const meta = new Map<string, string>();
  for (const [, name = "", content = ""] of html.matchAll(/<meta\s+(?:property|name)="([^"]+)"\s+content="([^"]*)"/g))
    meta.set(name, content);
  const link = (rel: string) => new RegExp(`<link rel="${rel}"[^>]*href="([^"]+)"`).exec(html)?.[1];
  return { status: response.status, html, meta, link };
}

test("every page tells previews and search engines what it is", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const handle = `@ada@${new URL(topout.origin).host}`;
  const form = new FormData();
  form.set("file", new File([new Uint8Array(await samplePhoto(600, 800))], "a.jpg"));
  form.set("description", "The crux");
  const { id: photo } = (await ada.post("/api/v2/media", form)).json;
  const logged = (await ada.post("/api/v1/climbs", { ...climb, post: true })).json;
  const told = (await ada.get(`/api/v1/statuses/${logged.status_id}`)).json;
  const plain = (await ada.post("/api/v1/statuses", { status: "Dry rock #granite", media_ids: [photo] })).json;

  const climbPage = await open(topout, told.url);
  expect(Object.fromEntries(climbPage.meta)).toMatchObject({
    "og:type": "article",
    "og:title": "ada: Midnight Lightning",
    "og:image": logged.share_card_url,
    "og:image:width": "1200",
    "og:image:height": "630",
    "og:image:alt": "ada: Midnight Lightning",
    "twitter:card": "summary_large_image",
    "fediverse:creator": handle,
  });
  expect([climbPage.link("canonical"), climbPage.link("alternate")]).toEqual([told.url, told.uri]);

  const photoPage = await open(topout, plain.url);
  expect(Object.fromEntries(photoPage.meta)).toMatchObject({
    "og:description": "Dry rock #granite",
    "og:image": plain.media_attachments[0].url,
    "og:image:width": "600",
    "og:image:height": "800",
    "og:image:alt": "The crux",
  });

  const profile = await open(topout, ada.account.url);
  expect(Object.fromEntries(profile.meta)).toMatchObject({
    "og:type": "profile",
    "og:title": `ada (${handle})`,
    "og:image": `${topout.origin}/@ada/pyramid.png`,
    "og:image:width": "1200",
    "fediverse:creator": handle,
  });
  expect([profile.link("canonical"), profile.link("alternate")]).toEqual([ada.account.url, ada.account.uri]);

  for (const [path, title] of [
    ["/", topout.config.instanceTitle],
    [`/crags/${logged.crag_id}`, "Camp 4"],
    [`/routes/${logged.route_id}`, "Midnight Lightning"],
    ["/tags/granite", "#granite"],
  ] as const) {
    const page = await open(topout, path);
    expect(Object.fromEntries(page.meta), path).toMatchObject({ "og:title": title, "twitter:card": "summary" });
    expect(page.link("canonical"), path).toBe(`${topout.origin}${path}`);
  }
});

test("whoever does not want to be indexed is not, nor pictures of their climbs or pages that name them there", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const logged = (await ada.post("/api/v1/climbs", { ...climb, post: true })).json;
  const { url } = (await ada.get(`/api/v1/statuses/${logged.status_id}`)).json;
  const pages = [url, ada.account.url, `/routes/${logged.route_id}`, `/crags/${logged.crag_id}`];
  const pictures = [logged.share_card_url, `${topout.origin}/@ada/pyramid.png`];
  for (const indexable of [true, false]) {
    await ada.patch("/api/v1/accounts/update_credentials", { indexable });
    const robots = indexable ? undefined : "noindex";
    for (const page of pages) expect((await open(topout, page)).meta.get("robots"), page).toBe(robots);
    for (const picture of pictures)
      expect((await fetch(picture)).headers.get("x-robots-tag") ?? undefined, picture).toBe(robots);
  }
});

test("robots are asked to leave alone what is for programs, and nothing else", async () => {
  await using topout = await startTopout();
  const response = await fetch(`${topout.origin}/robots.txt`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain;/);
  const [agent, ...lines] = (await response.text()).trimEnd().split("\n");
  expect(agent).toBe("User-agent: *");
  const prefixes = lines.map((line) => /^Disallow: (\/\S+)$/.exec(line)?.[1] ?? line);
  const isLeftAlone = (path: string) => prefixes.some((prefix) => path.startsWith(prefix));
  for (const path of [
    "/api/v1/instance",
    "/oauth/authorize",
    "/auth/confirm",
    "/inbox",
    "/users/ada/inbox",
    "/proxy/x",
  ])
    expect(isLeftAlone(path), path).toBe(true);
  // Pictures, too: that some are not to be indexed is told where they are.
  for (const path of [
    "/",
    "/@ada",
    "/@ada/1",
    "/routes/1",
    "/crags/1",
    "/tags/x",
    "/climbs/1/card.png",
    "/media/x.jpg",
  ])
    expect(isLeftAlone(path), path).toBe(false);
});

test("a page shows a post's poll, what it quotes as far as everybody may see it, and the language", async () => {
  await using topout = await startTopout();
  const [ada, bob] = [await topout.signUp("ada"), await topout.signUp("bob")];
  const quoted = (await bob.post("/api/v1/statuses", { status: "The <north> side is dry" })).json;
  const quoting = (await ada.post("/api/v1/statuses", { status: "Los", language: "de", quoted_status_id: quoted.id }))
    .json;
  const page = await open(topout, quoting.url);
  expect(page.html).toMatch(/class="prose"\s+lang="de"/);
  expect(page.html).toContain("The &lt;north&gt; side is dry");
  await bob.delete(`/api/v1/statuses/${quoted.id}`);
  expect((await open(topout, quoting.url)).html).not.toContain("north");
  for (const text of ["Taken back", "Made private"]) {
    const other = (await bob.post("/api/v1/statuses", { status: text })).json;
    const told = (await ada.post("/api/v1/statuses", { status: "Look", quoted_status_id: other.id })).json;
    expect((await open(topout, told.url)).html).toContain(text);
    if (text === "Taken back") await bob.post(`/api/v1/statuses/${other.id}/quotes/${told.id}/revoke`);
    else await topout.ctx.db.write((tx) => updateStatus(tx, other.id, { visibility: "private" }));
    const without = await open(topout, told.url);
    expect(without).toMatchObject({ status: 200, html: expect.stringContaining("Look") });
    expect(without.html).not.toContain(text);
  }

  const poll = { options: ["Bleau <b>", "Magic Wood"], expires_in: 3600 };
  const asking = (await ada.post("/api/v1/statuses", { status: "Where?", poll })).json;
  await bob.post(`/api/v1/polls/${asking.poll.id}/votes`, { choices: [0] });
  const { html } = await open(topout, asking.url);
  expect(html).toContain("Bleau &lt;b&gt;");
  expect(html).toContain('value="100"');
  expect(html).toContain("1 voter, ends ");
});

test("a profile lists the latest climbs, public ones only", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.post("/api/v1/climbs", { ...climb, route_name: "Hidden", visibility: "private" });
  await ada.post("/api/v1/climbs", { ...climb, route_name: "Unlisted", visibility: "unlisted" });
  expect((await open(topout, ada.account.url)).html).not.toContain("Latest climbs");
  await ada.post("/api/v1/climbs", climb);
  const { html } = await open(topout, ada.account.url);
  expect(html).toContain("Latest climbs");
  expect(html).toContain("Midnight Lightning");
  expect(html).not.toMatch(/Hidden|Unlisted/);
});

test("who has given no name is called by their username on every page", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.patch("/api/v1/accounts/update_credentials", { display_name: "" });
  const logged = (await ada.post("/api/v1/climbs", { ...climb, post: true })).json;
  const { url } = (await ada.get(`/api/v1/statuses/${logged.status_id}`)).json;
  const { collection } = (await ada.post("/api/v1/collections", { name: "Crew" })).json;
  for (const path of ["/", `/routes/${logged.route_id}`, `/crags/${logged.crag_id}`, collection.url])
    expect((await open(topout, path)).html, path).toContain(`<a href="${ada.account.url}">ada</a>`);
  expect((await open(topout, url)).html).toContain("<strong>ada</strong>");
  expect((await open(topout, ada.account.url)).html).toContain("<h1>ada</h1>");
});
