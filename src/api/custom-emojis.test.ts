import { expect, test } from "vitest";
import { databaseContents } from "../testing/database-contents.ts";
import { sampleAnimation, samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

const path = "/api/v1/admin/custom_emojis";

function emojiForm(picture: Uint8Array, fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("image", new File([new Uint8Array(picture)], "picture", { type: "image/png" }));
  return form;
}

const pickerOf = async (client: TestUser): Promise<string[]> =>
  (await client.get("/api/v1/custom_emojis")).json.map((emoji: { shortcode: string }) => emoji.shortcode);

test("an administrator adds, changes and removes emoji that everybody writes", async () => {
  await using topout = await startTopout();
  const boss = await topout.signUp("boss", { role: "admin" });
  const ada = await topout.signUp("ada");
  const added = await boss.post(path, emojiForm(await samplePhoto(), { shortcode: "crux", category: " Climbing " }));
  expect([added.status, added.json]).toEqual([
    200,
    {
      id: "crux",
      shortcode: "crux",
      url: expect.stringContaining("/media/emojis/"),
      static_url: added.json.url,
      visible_in_picker: true,
      category: "Climbing",
      disabled: false,
      updated_at: expect.any(String),
    },
  ]);
  expect((await boss.get(`${path}/crux`)).json).toEqual(added.json);
  expect(await pickerOf(ada)).toEqual(["crux"]);
  const { json: post } = await ada.post("/api/v1/statuses", { status: "The :crux:" });
  expect(post.emojis).toMatchObject([{ shortcode: "crux", url: added.json.url }]);

  const hidden = await boss.patch(`${path}/crux`, { type: "modify", category: "", visible_in_picker: false });
  expect(hidden.json).toMatchObject({ category: null, visible_in_picker: false, url: added.json.url });
  expect(await pickerOf(ada)).toEqual([]);
  const redrawn = await boss.patch(`${path}/crux`, emojiForm(await sampleAnimation(), { visible_in_picker: "1" }));
  expect(redrawn.json).toMatchObject({ category: null, visible_in_picker: true });
  expect(redrawn.json.url).not.toBe(added.json.url);
  expect(redrawn.json.static_url).not.toBe(redrawn.json.url);

  expect((await boss.delete(`${path}/crux`)).json).toMatchObject({ id: "crux" });
  expect(await pickerOf(ada)).toEqual([]);
  expect((await ada.get(`/api/v1/statuses/${post.id}`)).json.emojis).toMatchObject([{ url: added.json.url }]);
  for (const answer of [await boss.get(`${path}/crux`), await boss.delete(`${path}/crux`)]) {
    expect([answer.status, answer.json]).toEqual([404, { error: "Record not found" }]);
  }
});

test("emoji are listed page by page, and by their shortcode", async () => {
  await using topout = await startTopout();
  const boss = await topout.signUp("boss", { role: "admin" });
  const photo = await samplePhoto(20, 20);
  for (const shortcode of ["jug", "crimp", "sloper"]) await boss.post(path, emojiForm(photo, { shortcode }));
  const list = async (query: string): Promise<string[]> =>
    (await boss.get(`${path}${query}`)).json.map((emoji: { id: string }) => emoji.id);
  for (const [query, expected] of [
    ["", ["crimp", "jug", "sloper"]],
    ["?filter=domain:local,enabled", ["crimp", "jug", "sloper"]],
    ["?filter=disabled", []],
    ["?filter=disabled,enabled&limit=0", ["crimp", "jug", "sloper"]],
    ["?filter=domain:crag.example", []],
    ["?filter=shortcode:jug", ["jug"]],
    ["?filter=shortcode:%00", []],
    ["?limit=2", ["crimp", "jug"]],
    ["?min_shortcode_domain=sloper@&limit=1", ["jug"]],
  ] as const) {
    expect(await list(query), query).toEqual(expected);
  }
  const first = await boss.get(`${path}?limit=2&filter=domain:local`);
  const next = /<[^>]*(\?[^>]*)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1];
  expect(await list(next ?? "")).toEqual(["sloper"]);
  expect((await boss.get(`${path}?filter=big`)).status).toBe(400);
  expect((await boss.get(`${path}?limit=many`)).status).toBe(422);
});

test("what is no emoji, and who may not change them, changes nothing", async () => {
  await using topout = await startTopout();
  const boss = await topout.signUp("boss", { role: "admin" });
  const moderator = await topout.signUp("milo", { role: "moderator" });
  const reader = await topout.signUp("rita", { role: "admin", scopes: ["admin:read", "read", "write"] });
  const photo = await samplePhoto(20, 20);
  await boss.post(path, emojiForm(photo, { shortcode: "crux" }));
  const before = await databaseContents(topout.ctx.db.read);
  const fresh = () => emojiForm(photo, { shortcode: "jug" });
  expect((await topout.anyone.post(path, fresh())).status).toBe(401);
  expect((await moderator.post(path, fresh())).json).toEqual({ error: "This action is not allowed" });
  expect((await reader.post(path, fresh())).json).toEqual({ error: "This action is outside the authorized scopes" });
  expect((await reader.get(path)).status).toBe(200);
  expect((await reader.delete(`${path}/crux`)).status).toBe(403);
  for (const body of [
    emojiForm(photo, { shortcode: "crux" }),
    emojiForm(photo, { shortcode: "a b" }),
    emojiForm(photo, { shortcode: "jug", category: "x".repeat(101) }),
    emojiForm(Buffer.from("no picture"), { shortcode: "jug" }),
    emojiForm(Buffer.concat([photo], 512 * 1024 + 1), { shortcode: "jug" }),
    { shortcode: "jug" },
    { shortcode: "jug", image: "x" },
    {},
  ]) {
    const answer = await boss.post(path, body);
    expect([answer.status, answer.json.error]).toEqual([422, expect.stringContaining("Validation failed")]);
  }
  for (const body of [{ type: "disable" }, { shortcode: "jug" }, { category: ["x"] }, { visible_in_picker: {} }]) {
    expect((await boss.patch(`${path}/crux`, body)).status, JSON.stringify(body)).toBe(422);
  }
  for (const id of ["jug", "x", "-1", "%00", "x".repeat(10_000)]) {
    expect((await boss.patch(`${path}/${id}`, { category: "x" })).status, id).toBe(404);
  }
  expect(await databaseContents(topout.ctx.db.read)).toBe(before);
  const stored = await Array.fromAsync(topout.ctx.storage.list("emojis/"));
  expect(stored).toHaveLength(1);
});
