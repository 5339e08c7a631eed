import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addAnnouncement, changeAnnouncement, removeAnnouncement } from "../../domain/announcements/announcement.ts";
import { addEmoji } from "../../domain/emojis/add.ts";
import { samplePhoto } from "../../testing/sample-media.ts";
import { environmentOf, runCommand } from "../../testing/run-command.ts";
import { startTopout } from "../../testing/start-topout.ts";
import { untilIdle } from "../../testing/until-idle.ts";
import { openEvents, openSocket } from "./testing/open-streams.ts";

const reaction = (id: string, name: string): string =>
  `/api/v1/announcements/${id}/reactions/${encodeURIComponent(name)}`;

test("everybody's home stream brings announcements, the same to all, until they are deleted", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben", { scopes: ["read:statuses"] });
  await using socket = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  socket.say({ type: "subscribe", stream: "public" });
  await using events = await openEvents(topout.origin, "/api/v1/streaming/user", ben.token);
  await using only = await openEvents(topout.origin, "/api/v1/streaming/user/notification", ada.token);

  const { id } = await addAnnouncement(topout.ctx, { text: "Mind the #ice, @ada", isAllDay: false });
  const told = await socket.next("announcement");
  expect(told.stream).toEqual(["user"]);
  expect(told.payload).toEqual((await ada.get("/api/v1/announcements")).json[0]);
  expect((await events.next("announcement")).payload).toMatchObject({ id, mentions: [{ acct: "ada" }] });

  await ada.put(reaction(id, "🧊"));
  await ada.post(`/api/v1/announcements/${id}/dismiss`);
  await socket.next("announcement.reaction");
  await using later = await openSocket(topout.origin, { access_token: ada.token, stream: "user" });
  await changeAnnouncement(topout.ctx, id, { text: "The ice is gone", isAllDay: false });
  expect((await later.next("announcement")).payload).toMatchObject({
    id,
    content: "<p>The ice is gone</p>",
    reactions: [{ name: "🧊", count: 1, me: false }],
  });

  await removeAnnouncement(topout.ctx, id);
  for (const stream of [socket, events]) expect((await stream.next("announcement.delete")).payload).toBe(id);
  expect(socket.heard.map(({ event, stream }) => `${stream.join(" ")}: ${event}`)).toEqual([
    "user: announcement",
    "user: announcement.reaction",
    "user: announcement",
    "user: announcement.delete",
  ]);
  expect(only.heard).toEqual([]);
});

test("reactions are told with their count, also when the last is taken back, and only when something changed", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const path = join(topout.config.dataDir, "crux.jpg");
  await writeFile(path, await samplePhoto(40, 30));
  const { id } = await addAnnouncement(topout.ctx, { text: "Open day", isAllDay: false });
  await addEmoji(topout.ctx, { shortcode: "crux", path, category: null });
  await untilIdle(topout);
  await using socket = await openSocket(topout.origin, { access_token: ben.token, stream: "user" });
  const heard = async (count: number) => {
    await expect.poll(() => socket.heard.length, { timeout: 5_000 }).toBe(count);
    return socket.heard[count - 1];
  };

  await ada.put(reaction(id, "🔥"));
  expect(await heard(1)).toEqual({
    stream: ["user"],
    event: "announcement.reaction",
    payload: { name: "🔥", count: 1, announcement_id: id },
  });
  await ben.put(reaction(id, "🔥"));
  expect((await heard(2))?.payload).toEqual({ name: "🔥", count: 2, announcement_id: id });
  await ben.put(reaction(id, "🔥"));
  await ben.delete(reaction(id, "🧊"));
  for (const one of [ada, ben]) await one.delete(reaction(id, "🔥"));
  await ada.put(reaction(id, "crux"));
  await expect.poll(() => socket.heard.at(-1)?.payload.name, { timeout: 5_000 }).toBe("crux");
  const own = (await ada.get("/api/v1/announcements")).json[0].reactions[0];
  expect(socket.heard.at(-1)?.payload).toEqual({
    name: "crux",
    count: 1,
    announcement_id: id,
    url: own.url,
    static_url: own.static_url,
  });
  expect(socket.heard).toHaveLength(5);
  expect(socket.heard[3]?.payload).toEqual({ name: "🔥", count: 0, announcement_id: id });
});

test("what the command line announces, changes and takes back reaches the streams of the running server", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  await using stream = await openEvents(topout.origin, "/api/v1/streaming/user", ada.token);
  const run = (...rest: string[]) => runCommand(environmentOf(topout), "announcement", ...rest);

  const id = (await run("add", "The club meets on Thursday", "--all-day")).stdout.trim();
  expect((await stream.next("announcement")).payload).toMatchObject({ id, all_day: true });
  expect(await run("change", id, "The club meets on Friday")).toMatchObject({ code: 0, stderr: "" });
  expect(await run("remove", id)).toMatchObject({ code: 0, stderr: "" });
  expect((await stream.next("announcement.delete")).payload).toBe(id);
  expect(stream.heard[1]?.payload).toMatchObject({ content: "<p>The club meets on Friday</p>", all_day: false });
  expect((await run("change", id, "Too late")).code).not.toBe(0);
  expect(stream.heard).toHaveLength(3);
});
