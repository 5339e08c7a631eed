import { expect, test } from "vitest";
import { startTopout } from "../testing/start-topout.ts";

test("public pages are kept by caches for a moment, and sent again only when they changed", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json } = await ada.post("/api/v1/statuses", { status: "First" });
  const page = new URL(json.url).pathname;
  for (const path of ["/", "/@ada", page, "/tags/granite"]) {
    const first = await topout.anyone.get(path, { accept: "text/html" });
    expect([first.status, first.headers.get("cache-control")], path).toEqual([200, expect.stringContaining("public")]);
    expect(first.headers.get("vary"), path).toMatch(/accept/i);
    const known = { accept: "text/html", "if-none-match": first.headers.get("etag") ?? "" };
    expect((await topout.anyone.get(path, known)).status, path).toBe(304);
  }
  const before = (await topout.anyone.get(page)).headers.get("etag") ?? "";
  await ada.put(`/api/v1/statuses/${json.id}`, { status: "Second" });
  expect((await topout.anyone.get(page, { "if-none-match": before })).status).toBe(200);
  const missing = await topout.anyone.get("/@nobody", { accept: "text/html" });
  expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, null]);
});

test("what Mastodon calls deprecated says since when", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  expect((await topout.anyone.get("/api/v1/instance")).headers.get("deprecation")).toBe("@1668384000");
  expect((await ada.get("/api/v1/filters")).headers.get("deprecation")).toBe("@1668384000");
  expect((await ada.get("/api/v2/filters")).headers.get("deprecation")).toBeNull();
});
