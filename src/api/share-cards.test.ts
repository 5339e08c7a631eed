import sharp from "sharp";
import { expect, test } from "vitest";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const climb = { route_name: "Midnight Lightning", grade: "V8", style: "redpoint", rating: 5, climbed_on: "2026-05-01" };

async function draw(url: string): Promise<{ response: Response; png: Buffer }> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("image/png");
  const png = Buffer.from(await response.arrayBuffer());
  expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 1200, height: 630 });
  return { response, png };
}

async function colorAt(png: Buffer, left: number, top: number): Promise<number[]> {
  return [...(await sharp(png).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer())];
}

async function upload(ada: TestUser, background: string): Promise<string> {
  const photo = await sharp({ create: { width: 900, height: 900, channels: 3, background } })
    .jpeg()
    .toBuffer();
  const form = new FormData();
  form.set("file", new File([new Uint8Array(photo)], "wall.jpg", { type: "image/jpeg" }));
  return (await ada.post("/api/v2/media", form)).json.id;
}

const pageOf = async (topout: TestTopout, path: string): Promise<string> =>
  (await fetch(`${topout.origin}${path}`, { headers: { accept: "text/html" } })).text();

test("a public climb is drawn with its photo, named by its page, and drawn anew when it changes", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const media_ids = [await upload(ada, "#207040")];
  const logged = (await ada.post("/api/v1/climbs", { ...climb, post: true, media_ids })).json;
  expect(logged.share_card_url).toBe(`${topout.origin}/climbs/${logged.id}/card.png`);
  const { png, response } = await draw(logged.share_card_url);
  const [red = 255, green = 0, blue = 255] = await colorAt(png, 1100, 300);
  expect(green).toBeGreaterThan(Math.max(red, blue));
  const etag = response.headers.get("etag") ?? "";
  expect((await fetch(logged.share_card_url, { headers: { "if-none-match": etag } })).status).toBe(304);

  const { pathname } = new URL((await ada.get(`/api/v1/statuses/${logged.status_id}`)).json.url);
  const page = await pageOf(topout, pathname);
  expect(page).toContain(`<meta property="og:image" content="${logged.share_card_url}"`);
  expect(page).toContain('<meta name="twitter:card" content="summary_large_image"');

  await ada.put(`/api/v1/climbs/${logged.id}`, { ...climb, grade: "V9" });
  const after = await draw(logged.share_card_url);
  expect(after.response.headers.get("etag")).not.toBe(etag);
  expect(after.png.equals(png)).toBe(false);

  // What its author hides is not shown on the picture either.
  await ada.put(`/api/v1/statuses/${logged.status_id}`, { status: "Up", sensitive: true, media_ids });
  const [r = 0, g = 255] = await colorAt((await draw(logged.share_card_url)).png, 1100, 300);
  expect(Math.abs(r - g)).toBeLessThan(20);
  await ada.put(`/api/v1/statuses/${logged.status_id}`, { status: "Up", spoiler_text: "beta" });
  expect(await pageOf(topout, pathname)).not.toContain("card.png");
});

test("a climb without a post is drawn with its own photo", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const media_ids = [await upload(ada, "#207040")];
  const logged = (await ada.post("/api/v1/climbs", { ...climb, media_ids })).json;
  const [red = 255, green = 0, blue = 255] = await colorAt((await draw(logged.share_card_url)).png, 1100, 300);
  expect(green).toBeGreaterThan(Math.max(red, blue));
});

test("any name and grade can be drawn, in any writing", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const route_name of [
    `<script>&"'`,
    "北壁 🧗 Überhang",
    "w".repeat(200),
    "a ".repeat(100),
    "מצוק",
    "\u{3fffd}",
    "🧗",
  ]) {
    const { json } = await ada.post("/api/v1/climbs", {
      ...climb,
      route_name,
      grade: "?".repeat(64),
      location: { name: "c".repeat(200) },
    });
    await draw(json.share_card_url);
  }
});

test("signs that a picture cannot hold are left out of it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await ada.patch("/api/v1/accounts/update_credentials", { display_name: "A\u000bda" });
  const odd = { ...climb, grade: "V\u000c8", location: { name: "Camp\u000b4\u007f\u0085" } };
  const { json } = await ada.post("/api/v1/climbs", odd);
  await draw(json.share_card_url);
  await draw(`${topout.origin}/@ada/pyramid.png`);
});

test("what is not public has no picture", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const visibility of ["private", "direct"]) {
    const { json } = await ada.post("/api/v1/climbs", { ...climb, visibility });
    expect(json.share_card_url).toBeNull();
    expect((await topout.anyone.get(`/climbs/${json.id}/card.png`)).status).toBe(404);
    expect((await ada.get(`/climbs/${json.id}/card.png`)).status).toBe(404);
  }
  for (const path of ["/climbs/1/card.png", "/climbs/x/card.png", "/@nobody/pyramid.png"])
    expect((await topout.anyone.get(path)).status).toBe(404);
});

test("a profile shows its pyramid, which counts public sends only", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  expect(await pageOf(topout, "/@ada")).not.toContain("pyramid.png");
  const { png: empty } = await draw(`${topout.origin}/@ada/pyramid.png`);
  await ada.post("/api/v1/climbs", { ...climb, visibility: "private" });
  expect((await draw(`${topout.origin}/@ada/pyramid.png`)).png.equals(empty)).toBe(true);
  await ada.post("/api/v1/climbs", climb);
  expect((await draw(`${topout.origin}/@ada/pyramid.png`)).png.equals(empty)).toBe(false);
  expect(await pageOf(topout, "/@ada")).toContain(`${topout.origin}/@ada/pyramid.png`);
});
