import { expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { startTopout } from "../testing/start-topout.ts";

const climb = { route_name: "Midnight Lightning", grade: "V8", style: "redpoint" };
const preferences = "/api/v1/climbs/preferences";

const tagsOf = (status: { tags: { name: string }[] }): string[] => status.tags.map(({ name }) => name).toSorted();
const paragraphsOf = (status: { content: string }): string[] =>
  Array.from(status.content.matchAll(/<p>(.*?)<\/p>/gs), ([, text = ""]) => text.replaceAll(/<[^>]+>/g, ""));

test("a post with a climb is tagged as its discipline is called, and found by that", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  await ben.post("/api/v1/tags/bouldering/follow");
  const { json: posted } = await ada.post("/api/v1/statuses", { status: "Sent!", climb });
  expect(tagsOf(posted)).toEqual(["bouldering", "climbing"]);
  expect(paragraphsOf(posted)).toEqual(["Midnight Lightning, V8, redpoint", "Sent!", "#climbing #bouldering"]);
  expect(posted.content).toContain(`href="${topout.origin}/tags/bouldering"`);
  for (const path of ["/api/v1/timelines/tag/bouldering", "/api/v1/timelines/home"]) {
    expect((await ben.get(path)).json, path).toMatchObject([{ id: posted.id }]);
  }
  const tagsIn = async (discipline: string) =>
    tagsOf((await ada.post("/api/v1/statuses", { climb: { ...climb, grade: "", discipline } })).json);
  expect(await tagsIn("sport")).toEqual(["climbing", "sportclimbing"]);
  expect(await tagsIn("trad")).toEqual(["climbing", "tradclimbing"]);
  expect(await tagsIn("ice")).toEqual(["climbing", "iceclimbing"]);
  expect(await tagsIn("alpine")).toEqual(["alpinism", "climbing"]);
  const plain = (await ada.post("/api/v1/statuses", { status: "No climb" })).json;
  expect([plain.tags, plain.content]).toEqual([[], "<p>No climb</p>"]);
});

test("climbers choose their own hashtags, or none", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const post = async () => (await ada.post("/api/v1/climbs", { ...climb, post: true })).json.status_id;
  const read = async (id: string) => (await ada.get(`/api/v1/statuses/${id}`)).json;
  await ada.patch(preferences, { hashtags: ["Granite", "camp4"] });
  const own = await read(await post());
  expect(paragraphsOf(own)).toEqual(["Midnight Lightning, V8, redpoint", "#granite #camp4"]);
  await ada.patch(preferences, { hashtags: [] });
  const bare = await read(await post());
  expect([bare.tags, paragraphsOf(bare)]).toEqual([[], ["Midnight Lightning, V8, redpoint"]]);
});

test("what a text is tagged with already is not added again", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json: posted } = await ada.post("/api/v1/statuses", {
    status: "My hardest #Bouldering day",
    climb: { ...climb, notes: "#ｃｌｉｍｂｉｎｇ" },
  });
  expect(tagsOf(posted)).toEqual(["bouldering", "climbing"]);
  expect(paragraphsOf(posted).slice(1)).toEqual(["#ｃｌｉｍｂｉｎｇ", "My hardest #Bouldering day"]);
});

test("an edit keeps the hashtags in step with text and climb, and out of the source", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json: posted } = await ada.post("/api/v1/statuses", { status: "Sent", climb });
  const edit = async (body: Record<string, unknown>) => (await ada.put(`/api/v1/statuses/${posted.id}`, body)).json;
  expect((await ada.get(`/api/v1/statuses/${posted.id}/source`)).json.text).toBe("Sent");
  const same = await edit({ status: "Sent!" });
  expect(paragraphsOf(same).slice(1)).toEqual(["Sent!", "#climbing #bouldering"]);
  const typed = await edit({ status: "Sent! #climbing" });
  expect(paragraphsOf(typed).slice(1)).toEqual(["Sent! #climbing", "#bouldering"]);
  expect(tagsOf(typed)).toEqual(["bouldering", "climbing"]);
  await ada.patch(`/api/v1/climbs/${posted.climb.id}`, { ...climb, grade: "WI4", discipline: "ice" });
  const iced = (await ada.get(`/api/v1/statuses/${posted.id}`)).json;
  expect(tagsOf(iced)).toEqual(["climbing", "iceclimbing"]);
  const bare = await edit({ status: "Sent!", climb: null });
  expect([tagsOf(bare), paragraphsOf(bare)]).toEqual([[], ["Sent!"]]);
  expect((await ada.get("/api/v1/timelines/tag/bouldering")).json).toEqual([]);
});

test("the page of a post shows its climb once, whatever its name, and its hashtags below the text", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const route_name of ["Midnight Lightning", "Midnight  Lightning", "Midnight\tLightning", "@ada Midnight"]) {
    const { json: posted } = await ada.post("/api/v1/statuses", {
      status: "Third season.",
      climb: { ...climb, route_name },
    });
    const page = (await topout.anyone.get(new URL(posted.url).pathname, { accept: "text/html" })).text;
    const [, prose = ""] = /<div class="prose"[^>]*>(.*?)<\/div>/s.exec(page) ?? [];
    expect(prose).toMatch(/^<p>Third season\.<\/p><p><a [^>]+>#<span>climbing<\/span><\/a> <a [^>]+>#<span>bouldering/);
    expect(prose).not.toContain("Midnight");
  }
});

test("the hashtags are tags of the Note", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json: posted } = await ada.post("/api/v1/statuses", { climb });
  const note = await eventually(async () => {
    const answer = await topout.anyone.get(new URL(posted.uri).pathname, { accept: "application/activity+json" });
    return answer.status === 200 && answer.json;
  });
  const names = note.tag
    .filter((tag: { type: string }) => tag.type === "Hashtag")
    .map((tag: { name: string }) => tag.name);
  expect(names.toSorted()).toEqual(["#bouldering", "#climbing"]);
});
