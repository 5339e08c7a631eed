import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addAnnouncement, changeAnnouncement, removeAnnouncement } from "../domain/announcements/announcement.ts";
import { addEmoji } from "../domain/emojis/add.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout } from "../testing/start-topout.ts";

const reaction = (id: string, name: string): string =>
  `/api/v1/announcements/${id}/reactions/${encodeURIComponent(name)}`;

test("an announcement is shown until it is dismissed", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { id } = await addAnnouncement(topout.ctx, { text: "The #Quarry is <closed>, says @ada", isAllDay: true });
  const { json } = await ben.get("/api/v1/announcements");
  expect(json).toMatchObject([
    {
      id,
      read: false,
      all_day: true,
      mentions: [{ id: ada.account.id, acct: "ada" }],
      tags: [{ name: "quarry" }],
      reactions: [],
      starts_at: null,
    },
  ]);
  expect(json[0].content).toContain(`href="${ada.account.url}"`);
  expect(json[0].content).toContain("&lt;closed&gt;");

  expect((await ben.post(`/api/v1/announcements/${id}/dismiss`)).json).toEqual({});
  expect((await ben.post(`/api/v1/announcements/${id}/dismiss`)).status).toBe(200);
  expect((await ben.get("/api/v1/announcements")).json).toEqual([]);
  expect((await ben.get("/api/v1/announcements?with_dismissed=true")).json).toMatchObject([{ id, read: true }]);
  expect((await ada.get("/api/v1/announcements")).json).toMatchObject([{ id, read: false }]);
});

test("an announcement whose end is past is not shown", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const past = new Date(Date.now() - 60_000);
  await addAnnouncement(topout.ctx, { text: "Over", endsAt: past, isAllDay: false });
  await addAnnouncement(topout.ctx, { text: "Soon", startsAt: new Date(Date.now() + 3_600_000), isAllDay: false });
  const { json } = await ada.get("/api/v1/announcements");
  expect(json.map((one: { content: string }) => one.content)).toEqual(["<p>Soon</p>"]);
});

test("people react with emoji, of eight kinds at the most", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { id } = await addAnnouncement(topout.ctx, { text: "Open day", isAllDay: false });
  const [first = "", ...others] = ["🧗", "⛰️", "👍🏽", "🎉", "🔥", "😀", "🪨", "🏔️"];
  expect((await ada.put(reaction(id, first))).status).toBe(200);
  expect((await ada.put(reaction(id, first))).status).toBe(200);
  expect((await ben.put(reaction(id, first))).status).toBe(200);
  for (const name of others) expect((await ada.put(reaction(id, name))).status).toBe(200);

  const { json } = await ben.get("/api/v1/announcements");
  expect(json[0].reactions).toHaveLength(8);
  expect(json[0].reactions[0]).toEqual({ name: first, count: 2, me: true });
  expect(json[0].reactions[1]).toEqual({ name: "⛰️", count: 1, me: false });

  const ninth = await ben.put(reaction(id, "🌞"));
  expect([ninth.status, ninth.json.error]).toEqual([422, "Validation failed: Limit of different reactions reached"]);
  expect((await ben.put(reaction(id, "🔥"))).status).toBe(200);
  for (const name of ["jug", "ab", "🔥🔥", " "]) expect((await ben.put(reaction(id, name))).status).toBe(422);
  expect((await ben.delete(reaction(id, first))).status).toBe(200);
  const { json: after } = await ben.get("/api/v1/announcements");
  expect(after[0].reactions[0]).toEqual({ name: first, count: 1, me: false });
  expect((await ben.put(reaction("110000000000000000", first))).status).toBe(404);
});

test("an emoji of the server is a reaction, and a picture in the text", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const path = join(topout.config.dataDir, "crux.jpg");
  await writeFile(path, await samplePhoto(40, 30));
  await addEmoji(topout.ctx, { shortcode: "crux", path, category: null });
  const { id } = await addAnnouncement(topout.ctx, { text: "Mind the :crux:", isAllDay: false });
  expect((await ada.put(reaction(id, "crux"))).status).toBe(200);
  const { json } = await ada.get("/api/v1/announcements");
  const [emoji] = json[0].emojis;
  expect(emoji).toMatchObject({ shortcode: "crux" });
  expect(emoji.url).toContain(topout.config.mediaUrl);
  const { url, static_url } = emoji;
  expect(json[0].reactions).toEqual([{ name: "crux", count: 1, me: true, url, static_url }]);
});

test("an announcement that is removed is gone for everybody, with its reactions", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { id } = await addAnnouncement(topout.ctx, { text: "Never mind", isAllDay: false });
  await ada.put(reaction(id, "🔥"));
  await removeAnnouncement(topout.ctx, id);
  expect((await ada.get("/api/v1/announcements")).json).toEqual([]);
  await expect(removeAnnouncement(topout.ctx, id)).rejects.toThrow("There is no announcement");
});

test("an announcement that is changed keeps its reactions and who has dismissed it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const { id } = await addAnnouncement(topout.ctx, {
    text: "Open day",
    endsAt: new Date("2099-01-01"),
    isAllDay: true,
  });
  await ada.put(reaction(id, "🔥"));
  await ben.post(`/api/v1/announcements/${id}/dismiss`);
  await changeAnnouncement(topout.ctx, id, { text: "Open week", isAllDay: false });
  const { json } = await ada.get("/api/v1/announcements");
  expect(json).toMatchObject([{ id, content: "<p>Open week</p>", ends_at: null, all_day: false, read: false }]);
  expect(json[0].reactions).toEqual([{ name: "🔥", count: 1, me: true }]);
  expect(json[0].updated_at > json[0].published_at).toBe(true);
  expect((await ben.get("/api/v1/announcements")).json).toEqual([]);
  const draft = { text: " ", isAllDay: false };
  await expect(changeAnnouncement(topout.ctx, id, draft)).rejects.toThrow("An announcement has 1 to 5000 characters");
  await expect(changeAnnouncement(topout.ctx, "1", { ...draft, text: "x" })).rejects.toThrow("no announcement 1");
});

test("an announcement names the posts for everybody that it links to", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json: open } = await ada.post("/api/v1/statuses", { status: "The topo" });
  const { json: closed } = await ada.post("/api/v1/statuses", { status: "Mine", visibility: "private" });
  const text = `See ${open.url}, and ${open.uri}; not ${closed.url} or https://crag.example/@ada/1`;
  await addAnnouncement(topout.ctx, { text, isAllDay: false });
  const { json } = await ada.get("/api/v1/announcements");
  expect(json[0].statuses).toEqual([{ id: open.id, url: open.url }]);
});
