import { expect, test } from "vitest";
import { checkNeeds } from "../testing/client-needs.ts";
import { eventually } from "../testing/eventually.ts";
import { movingClock } from "../testing/moving-clock.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

const hourMs = 3_600_000;
const path = "/api/v1/scheduled_statuses";
const inHours = (hours: number, from = Date.now()): string => new Date(from + hours * hourMs).toISOString();

const schedule = (by: TestUser, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  by.post("/api/v1/statuses", { status: "Later", scheduled_at: inHours(1), ...more }, headers);

const postsOf = async (user: TestUser) => (await user.get(`/api/v1/accounts/${user.account.id}/statuses`)).json;

/** A finished upload, as `POST /api/v2/media` leaves it. */
async function upload(topout: TestTopout, user: TestUser): Promise<string> {
  const { insertMedia } = await import("../db/media-queries.ts");
  const { newId } = await import("../lib/ids.ts");
  const now = topout.ctx.clock.now();
  const id = newId(now);
  await topout.ctx.db.write((tx) =>
    insertMedia(tx, {
      id,
      accountId: user.account.id,
      position: 0,
      type: "image",
      contentType: "image/png",
      state: "ready",
      folder: `uploads/${id}`,
      originalKey: `uploads/${id}/original.png`,
      createdAt: now,
      unclaimedAt: now,
    }),
  );
  return id;
}

test("a post waits, is listed and shown, and comes when its time has come, with its climb and poll", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const ada = await topout.signUp("ada");
  const at = inHours(1);
  const scheduled = await schedule(ada, {
    scheduled_at: at,
    spoiler_text: "grades",
    climb: { route_name: "Karma", style: "redpoint", grade: "8A" },
    poll: { options: ["hard", "soft"], expires_in: 3_600 },
  });
  expect(scheduled.status).toBe(200);
  expect(checkNeeds("scheduledStatus", scheduled.json)).toEqual([]);
  expect(scheduled.json).toMatchObject({
    scheduled_at: at,
    params: { text: "Later", spoiler_text: "grades", poll: { options: ["hard", "soft"], expires_in: 3_600 } },
    media_attachments: [],
  });
  expect(await postsOf(ada)).toEqual([]);
  expect((await ada.get(path)).json).toEqual([scheduled.json]);
  expect((await ada.get(`${path}/${scheduled.json.id}`)).json).toEqual(scheduled.json);

  clock.pass(hourMs + 1_000);
  const [post] = await eventually(async () => {
    const posts = await postsOf(ada);
    return posts.length > 0 && posts;
  });
  expect(post).toMatchObject({
    spoiler_text: "grades",
    climb: { route_name: "Karma" },
    poll: { votes_count: 0, expired: false },
  });
  expect(Date.parse(post.created_at)).toBeGreaterThan(Date.parse(at));
  expect(Date.parse(post.poll.expires_at) - Date.parse(post.created_at)).toBe(hourMs);
  expect((await ada.get(path)).json).toEqual([]);
  expect((await ada.get(`${path}/${scheduled.json.id}`)).status).toBe(404);
});

test("it moves with its time, goes when it is taken back, and is nobody else's", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const moved = (await schedule(ada, { status: "Moved" })).json;
  const dropped = (await schedule(ada, { status: "Dropped" })).json;
  for (const answer of [
    await ben.get(`${path}/${moved.id}`),
    await ben.put(`${path}/${moved.id}`, { scheduled_at: inHours(2) }),
    await ben.delete(`${path}/${moved.id}`),
    await ada.get(`${path}/110000000000000001`),
  ]) {
    expect(answer.status).toBe(404);
  }
  const to = inHours(5);
  expect((await ada.put(`${path}/${moved.id}`, { scheduled_at: to })).json).toMatchObject({ scheduled_at: to });
  const refused = await ada.put(`${path}/${moved.id}`, { scheduled_at: inHours(0.05) });
  expect([refused.status, refused.json.error]).toEqual([
    422,
    "Validation failed: Scheduled at The scheduled date must be in the future",
  ]);
  expect((await ada.delete(`${path}/${dropped.id}`)).json).toEqual({});
  expect((await ada.get(path)).json).toMatchObject([{ id: moved.id }]);

  clock.pass(hourMs + 1_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(await postsOf(ada)).toEqual([]);
  clock.pass(4 * hourMs);
  await eventually(async () => (await postsOf(ada)).length > 0);
  expect(await postsOf(ada)).toMatchObject([{ content: "<p>Moved</p>" }]);
});

test("too soon is refused, and what is past already is posted now", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  for (const scheduled_at of [inHours(0.05), "some day"]) {
    expect((await schedule(ada, { scheduled_at })).status).toBe(422);
  }
  expect((await schedule(ada, { scheduled_at: inHours(-1) })).json).toMatchObject({ content: "<p>Later</p>" });
});

test("it is checked when it is scheduled, and the same key schedules it once", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  expect((await schedule(ada, { status: "" })).status).toBe(422);
  expect((await schedule(ada, { status: "x".repeat(20_000) })).status).toBe(422);
  expect((await schedule(ada, { in_reply_to_id: "110000000000000001" })).status).toBe(404);
  expect((await schedule(ada, { media_ids: ["110000000000000001"] })).status).toBe(422);
  expect((await schedule(ada, { poll: { options: ["one"], expires_in: 600 } })).status).toBe(422);
  expect((await ada.get(path)).json).toEqual([]);
  const key = { "idempotency-key": "k" };
  const [first, second] = [await schedule(ada, {}, key), await schedule(ada, {}, key)];
  expect(second.json).toEqual(first.json);
  expect((await ada.get(path)).json).toHaveLength(1);
});

test("25 are scheduled for a day at the most, and the list pages", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const noon = new Date(Date.now() + 48 * hourMs);
  noon.setUTCHours(12, 0, 0, 0);
  for (let count = 0; count < 25; count++) {
    expect((await schedule(ada, { scheduled_at: noon.toISOString() })).status).toBe(200);
  }
  const refused = await schedule(ada, { scheduled_at: inHours(1, noon.getTime()) });
  expect([refused.status, refused.json.error]).toEqual([422, expect.stringContaining("limit of 25 scheduled posts")]);
  const next = await schedule(ada, { scheduled_at: inHours(24, noon.getTime()) });
  expect(next.status).toBe(200);
  expect((await ada.put(`${path}/${next.json.id}`, { scheduled_at: noon.toISOString() })).status).toBe(422);

  const seen: string[] = [];
  for (let url: string | undefined = `${path}?limit=10`; url !== undefined;) {
    const answer = await ada.get(url);
    seen.push(...answer.json.map((row: { id: string }) => row.id));
    url = /<([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
  }
  expect(seen).toEqual(seen.toSorted().toReversed());
  expect(new Set(seen).size).toBe(26);
});

test("its files are kept for it, are nobody else's meanwhile, and are free again when it is taken back", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const { pruneUnclaimed } = await import("../domain/media/remove.ts");
  const ada = await topout.signUp("ada");
  const mediaId = await upload(topout, ada);
  const media_ids = [mediaId];
  const scheduled = await schedule(ada, { media_ids, scheduled_at: inHours(72) });
  expect(scheduled.json.media_attachments).toMatchObject([{ id: mediaId }]);
  clock.pass(48 * hourMs);
  await pruneUnclaimed(topout.ctx);
  const stolen = await ada.post("/api/v1/statuses", { status: "Mine", media_ids });
  expect([stolen.status, stolen.json.error]).toEqual([422, expect.stringContaining("attached to another post")]);
  expect((await schedule(ada, { media_ids, scheduled_at: inHours(73) })).status).toBe(422);
  expect((await ada.delete(`/api/v1/media/${mediaId}`)).status).toBe(422);

  clock.pass(24 * hourMs + 1_000);
  const [post] = await eventually(async () => {
    const posts = await postsOf(ada);
    return posts.length > 0 && posts;
  });
  expect(post.media_attachments).toMatchObject([{ id: mediaId }]);

  const other = await upload(topout, ada);
  const dropped = await schedule(ada, { media_ids: [other], scheduled_at: inHours(100) });
  expect((await ada.delete(`${path}/${dropped.json.id}`)).status).toBe(200);
  const used = await ada.post("/api/v1/statuses", { status: "Now", media_ids: [other] });
  expect(used.json.media_attachments).toMatchObject([{ id: other }]);
});

test("it is published once, however often its job runs", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const { publishScheduled } = await import("../domain/statuses/schedule.ts");
  const ada = await topout.signUp("ada");
  const { id, scheduled_at } = (await schedule(ada)).json;
  clock.pass(hourMs + 1_000);
  const at = new Date(scheduled_at);
  await Promise.allSettled([1, 2, 3].map(() => publishScheduled(topout.ctx, id, at)));
  await publishScheduled(topout.ctx, id, at);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await postsOf(ada)).toHaveLength(1);
});

test("what can no longer be published stays with its author", async () => {
  const clock = movingClock();
  await using topout = await startTopout({}, { clock });
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const { json: asked } = await ben.post("/api/v1/statuses", { status: "Question" });
  const { json: answer } = await schedule(ada, { in_reply_to_id: asked.id });
  await ben.delete(`/api/v1/statuses/${asked.id}`);
  clock.pass(hourMs + 1_000);
  const { countJobs } = await import("../db/job-queries.ts");
  await eventually(async () =>
    (await countJobs(topout.ctx.db.read, clock.now())).some(
      (jobs) => jobs.type === "publish-scheduled" && jobs.failed === 1,
    ),
  );
  expect(await postsOf(ada)).toEqual([]);
  expect((await ada.get(path)).json).toMatchObject([{ id: answer.id }]);
});
