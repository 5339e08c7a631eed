import { expect, test } from "vitest";
import { cleanUp } from "../jobs/handlers/clean-up.ts";
import { eventually } from "../testing/eventually.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { environmentOf, runCommand } from "../testing/run-command.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const path = "/api/v1/climbs";
const slab = { route_name: "Blue Slab", style: "flash" };

async function upload(by: TestUser): Promise<string> {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(await samplePhoto(60, 80))], "a.jpg"));
  const { json } = await by.post("/api/v2/media", form);
  return json.id;
}

const mediaOf = (climb: { media_attachments: { id: string }[] }): string[] =>
  climb.media_attachments.map((media) => media.id);
const stored = async ({ ctx }: TestTopout): Promise<number> =>
  (await Array.fromAsync(ctx.storage.list("media/"))).length;

test("an entry without a post has media of its own, in their order, and gives them back", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const [first, second, third] = [await upload(ada), await upload(ada), await upload(ada)];
  const logged = await ada.post(path, { ...slab, media_ids: [second, first] });
  expect(logged.json).toMatchObject({ status_id: null, media_attachments: [{ type: "image" }, {}] });
  expect(mediaOf(logged.json)).toEqual([second, first]);
  const one = `${path}/${logged.json.id}`;
  expect(mediaOf((await topout.anyone.get(one)).json)).toEqual([second, first]);
  const [listed] = (await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json;
  expect(mediaOf(listed)).toEqual([second, first]);
  // Taken, as by a post.
  expect((await ada.get(`/api/v1/media/${first}`)).status).toBe(404);
  expect((await ada.delete(`/api/v1/media/${first}`)).status).toBe(422);
  for (const [where, body] of [
    ["/api/v1/statuses", { status: "Mine", media_ids: [first] }],
    [path, { ...slab, media_ids: [third, first] }],
    [
      "/api/v1/statuses",
      { status: "x", media_ids: [first], scheduled_at: new Date(Date.now() + 3_600_000).toISOString() },
    ],
  ] as const) {
    expect((await ada.post(where, body)).status, where).toBe(422);
  }
  // An edit keeps them unless it says otherwise.
  expect(mediaOf((await ada.put(one, { ...slab, rating: 3 })).json)).toEqual([second, first]);
  expect(mediaOf((await ada.patch(one, { media_ids: [first, third] })).json)).toEqual([first, third]);
  expect((await ada.get(`/api/v1/media/${second}`)).status).toBe(200);
  expect(mediaOf((await ada.put(one, { ...slab, media_ids: [] })).json)).toEqual([]);
  expect((await ada.get(`/api/v1/media/${first}`)).status).toBe(200);
});

test("media that cannot be had cost the whole entry, and nothing is half done", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const [mine, foreign] = [await upload(ada), await upload(ben)];
  const strange = [[mine, "110000000000000001"], ["nonsense"], [mine, mine], Array.from({ length: 11 }, () => mine)];
  const faults = [[mine, foreign], ...strange];
  const kept = (await ada.post(path, slab)).json;
  for (const ids of faults) {
    for (const refused of [
      await ada.post(path, { ...slab, media_ids: ids }),
      await ada.post(path, { ...slab, post: true, media_ids: ids }),
      await ada.put(`${path}/${kept.id}`, { ...slab, route_name: "Red", media_ids: ids }),
    ]) {
      expect([refused.status, refused.json.details], ids.join()).toMatchObject([422, { media_ids: [{}] }]);
    }
  }
  expect((await ada.get(`/api/v1/accounts/${ada.account.id}/climbs`)).json).toMatchObject([slab]);
  expect((await ada.get(`/api/v1/media/${mine}`)).status).toBe(200);
  // Of two entries that want it at once one has it.
  const claim = () => ada.post(path, { ...slab, media_ids: [mine] });
  const statuses = (await Promise.all([claim(), claim(), claim()])).map((answer) => answer.status);
  expect(statuses.toSorted()).toEqual([200, 422, 422]);
});

test("media go along when a climb is told, and come back when its post goes", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const photos = [await upload(ada), await upload(ada)];
  const { id } = (await ada.post(path, { ...slab, media_ids: photos })).json;
  const told = (await ada.post(`${path}/${id}/post`)).json;
  expect(mediaOf(told)).toEqual(photos);
  const post = (await ada.get(`/api/v1/statuses/${told.status_id}`)).json;
  expect(mediaOf(post)).toEqual(photos);
  expect(mediaOf(post.climb)).toEqual(photos);
  expect(mediaOf((await ada.patch(`${path}/${id}`, { media_ids: photos.slice(1) })).json)).toEqual(photos.slice(1));
  expect(mediaOf((await ada.get(`/api/v1/statuses/${told.status_id}`)).json)).toEqual(photos.slice(1));
  await ada.delete(`${path}/${id}`);
  expect((await ada.post(path, { ...slab, media_ids: photos })).status).toBe(200);
});

test("an entry's files stay as long as it does, and go with it", { timeout: 60_000 }, async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const ada = await topout.signUp("ada");
  const [first, second] = [await upload(ada), await upload(ada)];
  const kept = (await ada.post(path, { ...slab, media_ids: [first] })).json;
  const removed = (await ada.post(path, { ...slab, media_ids: [second] })).json;
  clock.pass(48 * 3_600_000);
  await cleanUp(topout.ctx);
  expect(mediaOf((await ada.get(`${path}/${kept.id}`)).json)).toEqual([first]);
  expect(await stored(topout)).toBe(4);
  const check = await runCommand(environmentOf(topout), "media", "check");
  expect(check.stdout).toBe("Every stored file is referred to.\n");
  // Now, or a day after the entry has gone.
  await ada.delete(`${path}/${removed.id}?delete_media=true`);
  await eventually(async () => (await stored(topout)) === 2);
  await ada.delete(`${path}/${kept.id}`);
  expect((await ada.get(`/api/v1/media/${first}`)).status).toBe(200);
  clock.pass(25 * 3_600_000);
  await cleanUp(topout.ctx);
  await eventually(async () => (await stored(topout)) === 0);
});
