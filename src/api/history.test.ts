import { expect, test } from "vitest";
import { activityBy, createOf, noteBy } from "../../federation/testing/activities.ts";
import { follow, startPlainScene } from "../../federation/testing/peer-scene.ts";
import { statusEdits } from "../db/schema/index.ts";
import { cleanUp } from "../jobs/handlers/clean-up.ts";
import { checkNeeds } from "../testing/client-needs.ts";
import { eventually } from "../testing/eventually.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { environmentOf, runCommand } from "../testing/run-command.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";
import { untilIdle } from "../testing/until-idle.ts";

interface Attachment {
  id: string;
  url: string;
  description: string | null;
}

interface Version {
  media_attachments: Attachment[];
  poll?: { options: { title: string }[] };
}

async function upload(by: TestUser, description: string): Promise<Attachment> {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(await samplePhoto(60, 40))], "a.jpg", { type: "image/jpeg" }));
  form.set("description", description);
  return (await by.post("/api/v2/media", form)).json;
}

const historyOf = async (by: TestUser, id: string): Promise<Version[]> =>
  (await by.get(`/api/v1/statuses/${id}/history`)).json;

const described = (versions: readonly Version[]) =>
  versions.map((version) => version.media_attachments.map(({ id, description }) => [id, description]));

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

async function afterDays(topout: TestTopout, clock: ReturnType<typeof movingClock>, days: number): Promise<void> {
  clock.pass(days * 24 * 3_600_000);
  await cleanUp(topout.ctx);
  await untilIdle(topout);
}

test("former versions show the media that they had, described as then and in their order", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const [wall, shoes, rope] = [await upload(ada, "A wall"), await upload(ada, "Shoes"), await upload(ada, "A rope")];
  const { json: post } = await ada.post("/api/v1/statuses", { status: "One", media_ids: [wall.id, shoes.id] });
  const edit = async (body: Record<string, unknown>) => {
    const { status, text } = await ada.put(`/api/v1/statuses/${post.id}`, body);
    expect(status, text).toBe(200);
  };
  await edit({
    status: "Two",
    media_ids: [shoes.id, wall.id],
    media_attributes: [{ id: wall.id, description: "The north wall", focus: "0.5,0.5" }],
  });
  await edit({ status: "Three", media_ids: [rope.id] });
  await edit({ status: "Four", media_ids: [rope.id, shoes.id] });

  const versions = await historyOf(ada, post.id);
  expect(described(versions)).toEqual([
    [
      [wall.id, "A wall"],
      [shoes.id, "Shoes"],
    ],
    [
      [shoes.id, "Shoes"],
      [wall.id, "The north wall"],
    ],
    [[rope.id, "A rope"]],
    [
      [rope.id, "A rope"],
      [shoes.id, "Shoes"],
    ],
  ]);
  expect(versions[1]?.media_attachments[1]).toMatchObject({ url: wall.url, meta: { focus: { x: 0.5, y: 0.5 } } });
  for (const { media_attachments } of versions) {
    for (const shown of media_attachments) expect(checkNeeds("attachment", shown)).toEqual([]);
  }
  expect((await ada.get(`/api/v1/statuses/${post.id}`)).json.media_attachments).toHaveLength(2);
});

test("media of former versions last as long as their post, and are nobody else's", { timeout: 60_000 }, async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const ada = await topout.signUp("ada");
  const wall = await upload(ada, "A wall");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "One", media_ids: [wall.id] });
  await ada.put(`/api/v1/statuses/${post.id}`, { status: "Two" });

  await afterDays(topout, clock, 3);
  expect(await statusOf(wall.url)).toBe(200);
  const check = await runCommand(environmentOf(topout), "media", "check");
  expect(check).toMatchObject({ code: 0, stdout: "Every stored file is referred to.\n" });
  const taken = await ada.post("/api/v1/statuses", { status: "Other", media_ids: [wall.id] });
  expect([taken.status, taken.json.error]).toEqual([
    422,
    "Validation failed: A file is attached to another post already",
  ]);
  const removed = await ada.delete(`/api/v1/media/${wall.id}`);
  expect([removed.status, removed.json.error]).toEqual([422, "Media attachment is currently used by a status"]);
  expect((await ada.put(`/api/v1/media/${wall.id}`, { description: "Rewritten" })).status).toBe(404);
  expect(described(await historyOf(ada, post.id))).toEqual([[[wall.id, "A wall"]], []]);

  await ada.delete(`/api/v1/statuses/${post.id}`);
  const again = await ada.post("/api/v1/statuses", { status: "Written anew", media_ids: [wall.id] });
  expect(again.json.media_attachments[0].id).toBe(wall.id);
  await ada.put(`/api/v1/statuses/${again.json.id}`, { status: "Without" });
  await ada.delete(`/api/v1/statuses/${again.json.id}`);
  expect(await statusOf(wall.url)).toBe(200);
  await afterDays(topout, clock, 2);
  expect(await statusOf(wall.url)).toBe(404);
});

test("a post that is deleted with its media takes those of its history along", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const [wall, rope] = [await upload(ada, "A wall"), await upload(ada, "A rope")];
  const { json: post } = await ada.post("/api/v1/statuses", { status: "One", media_ids: [wall.id] });
  await ada.put(`/api/v1/statuses/${post.id}`, { status: "Two", media_ids: [rope.id] });
  await ada.delete(`/api/v1/statuses/${post.id}?delete_media=true`);
  for (const { url } of [wall, rope]) await eventually(async () => (await statusOf(url)) === 404);
});

test("former versions show what their poll asked", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const ask = (...options: string[]) => ({ poll: { options, expires_in: 3_600 } });
  const { json: post } = await ada.post("/api/v1/statuses", { status: "Where?", ...ask("Crag", "Gym") });
  await ada.put(`/api/v1/statuses/${post.id}`, { status: "Where to?", ...ask("Crag", "Gym") });
  await ada.put(`/api/v1/statuses/${post.id}`, { status: "Where to?", ...ask("Crag", "Gym", "Home") });
  await ada.put(`/api/v1/statuses/${post.id}`, { status: "Never mind" });
  const versions = await historyOf(ada, post.id);
  expect(versions.map(({ poll }) => poll?.options.map(({ title }) => title))).toEqual([
    ["Crag", "Gym"],
    ["Crag", "Gym"],
    ["Crag", "Gym", "Home"],
    undefined,
  ]);
});

test("posts of other servers keep their media and polls of then likewise", async () => {
  await using scene = await startPlainScene();
  const { ada, peer } = scene;
  const nora = peer.serveActor("nora");
  await follow(scene, nora);
  const picture = (name: string, text: string) => ({
    type: "Document",
    mediaType: "image/png",
    url: `${peer.origin}/${name}.png`,
    name: text,
  });
  const note = noteBy(nora, "changing", { attachment: [picture("wall", "A wall"), picture("rope", "A rope")] });
  await scene.deliver(createOf(note));
  const { id } = await scene.seen(note.id);
  const update = async (minute: number, attachment: unknown[]) => {
    const updated = new Date(Date.now() + minute * 60_000).toISOString();
    await scene.deliver(activityBy(nora, "Update", { ...note, attachment, updated }, { id: `${note.id}/${minute}` }));
    await scene.settle();
  };
  await update(1, [picture("wall", "The north wall")]);
  await update(2, []);
  const versions = await historyOf(ada, id);
  const shown = versions.map(({ media_attachments }) =>
    media_attachments.map((media) => [(media as unknown as { remote_url: string }).remote_url, media.description]),
  );
  expect(shown).toEqual([
    [
      [`${peer.origin}/wall.png`, "A wall"],
      [`${peer.origin}/rope.png`, "A rope"],
    ],
    [[`${peer.origin}/wall.png`, "The north wall"]],
    [],
  ]);
});

test("versions of which nobody wrote down the media show none", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const wall = await upload(ada, "A wall");
  const { json: post } = await ada.post("/api/v1/statuses", { status: "One", media_ids: [wall.id] });
  await ada.put(`/api/v1/statuses/${post.id}`, { status: "Two", media_ids: [wall.id] });
  await topout.ctx.db.write((tx) => tx.update(statusEdits).set({ media: null }));
  expect(described(await historyOf(ada, post.id))).toEqual([[], [[wall.id, "A wall"]]]);
});
