import { expect, test } from "vitest";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout } from "../testing/start-topout.ts";

const path = "/api/v1/profile";

test("a profile is shown and changed as its owner typed it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json: before } = await ada.get(path);
  expect(before).toMatchObject({
    id: ada.account.id,
    note: "",
    avatar: null,
    header: null,
    avatar_description: "",
    show_media: true,
    show_media_replies: true,
    show_featured: true,
    attribution_domains: [],
  });
  const change = {
    display_name: "Ada",
    note: "Climbs <b>granite</b>",
    avatar_description: "A boulder",
    show_media_replies: false,
    show_featured: false,
    attribution_domains: ["https://Crag.example/blog", "*.news.example", "crag.example", ""],
  };
  const fields_attributes = [{ name: "Home", value: "https://crag.example/" }];
  const { status, json: after } = await ada.patch(path, { ...change, fields_attributes });
  expect(status).toBe(200);
  expect(after).toMatchObject({
    ...before,
    ...change,
    fields: [{ name: "Home", value: "https://crag.example/", verified_at: null }],
    attribution_domains: ["crag.example", "news.example"],
  });
  expect((await ada.get(path)).json).toEqual(after);
  expect((await ada.put(path, { locked: true })).json).toEqual({ ...after, locked: true });

  const { json: shown } = await topout.anyone.get(`/api/v1/accounts/${ada.account.id}`);
  expect(shown).toMatchObject({ avatar_description: "A boulder", show_featured: false, show_media: true });
  const { json: own } = await ada.patch("/api/v1/accounts/update_credentials", { attribution_domains: [] });
  expect(own.source.attribution_domains).toEqual([]);
});

test("who may quote is chosen with the profile, and posts go by it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const policyOf = async () => [
    (await ada.get("/api/v1/accounts/verify_credentials")).json.source.quote_policy,
    (await ada.get("/api/v1/preferences")).json["posting:default:quote_policy"],
    (await ada.post("/api/v1/statuses", { status: "Dry rock" })).json.quote_approval.automatic,
  ];
  expect(await policyOf()).toEqual(["public", "public", ["public"]]);
  const changed = await ada.patch("/api/v1/accounts/update_credentials", { source: { quote_policy: "followers" } });
  expect(changed.json.source.quote_policy).toBe("followers");
  expect(await policyOf()).toEqual(["followers", "followers", ["followers"]]);
  expect((await ada.patch(path, { source: { quote_policy: "nobody" } })).status).toBe(200);
  expect(await policyOf()).toEqual(["nobody", "nobody", []]);
  expect((await ada.patch(path, { source: { quote_policy: "friends" } })).status).toBe(422);
  expect((await ada.patch(path, { source: { quote_policy: "" } })).status).toBe(200);
  expect(await policyOf()).toEqual(["nobody", "nobody", []]);
});

test("pictures of a profile come as files with their descriptions", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const form = new FormData();
  form.append("avatar", new Blob([Uint8Array.from(await samplePhoto(64, 64))]), "ada.jpg");
  form.append("avatar_description", "Ada on the wall");
  const { status, json } = await ada.patch(path, form);
  expect([status, json.avatar_description, json.header]).toEqual([200, "Ada on the wall", null]);
  expect(json.avatar).toContain(topout.config.mediaUrl);
  expect((await ada.delete(`${path}/avatar`)).status).toBe(200);
  expect((await ada.get(path)).json.avatar).toBe(null);
});

test("a profile refuses what is too long and what is no domain", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const body of [
    { avatar_description: "x".repeat(1_501) },
    { attribution_domains: ["not a domain"] },
    { attribution_domains: ["crag.example", "mailto:ada@crag.example"] },
    { display_name: "x".repeat(31) },
  ]) {
    expect((await ada.patch(path, body)).status).toBe(422);
  }
  expect((await ada.get(path)).json).toMatchObject({ display_name: "", attribution_domains: [] });
});
