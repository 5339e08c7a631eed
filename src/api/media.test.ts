import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import sharp from "sharp";
import { addEmoji } from "../domain/emojis/add.ts";
import type { Answer, TestClient } from "../testing/client.ts";
import { eventually } from "../testing/eventually.ts";
import { probeBytes, sampleAnimation, samplePhoto, sampleSound, sampleVideo } from "../testing/sample-media.ts";
import { startS3 } from "../testing/start-s3.ts";
import { startTopout, type TestTopout } from "../testing/start-topout.ts";

const formOf = (
  file: Uint8Array<ArrayBuffer>,
  name: string,
  type: string,
  fields: Record<string, string> = {},
): FormData => {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set("file", new File([file], name, { type }));
  return form;
};

const bytesOf = async (
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; bytes: Buffer; headers: Headers }> => {
  const response = await fetch(url, { headers });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
};

async function upload(by: TestClient, file: Buffer, name: string, type: string, fields = {}): Promise<Answer> {
  return await by.post("/api/v2/media", formOf(new Uint8Array(file), name, type, fields));
}

/** Asks as apps do until the upload is processed. */
const processed = (by: TestClient, id: string): Promise<Answer> =>
  eventually(async () => {
    const answer = await by.get(`/api/v1/media/${id}`);
    return answer.status === 206 ? null : answer;
  }, 60_000);

interface Place extends AsyncDisposable {
  topout: TestTopout;
}

async function startOn(kind: "disk" | "s3", environment: Record<string, string> = {}): Promise<Place> {
  if (kind === "disk") {
    const topout = await startTopout(environment);
    return { topout, [Symbol.asyncDispose]: () => topout[Symbol.asyncDispose]() };
  }
  const s3 = await startS3();
  const topout = await startTopout({ ...s3.environment, ...environment });
  return {
    topout,
    async [Symbol.asyncDispose]() {
      await topout[Symbol.asyncDispose]();
      await s3[Symbol.asyncDispose]();
    },
  };
}

describe.each(["disk", "s3"] as const)("on %s", (kind) => {
  test("a photo is upright, without its metadata, and ready at once; the post that has it shows it", async () => {
    await using place = await startOn(kind);
    const ada = await place.topout.signUp("ada");
    const fields = { description: "The crux", focus: "0.5,-0.25" };
    const answer = await upload(ada, await samplePhoto(), "IMG_1.jpg", "image/jpeg", fields);
    expect(answer.status, answer.text).toBe(200);
    const { json } = answer;
    expect(json).toMatchObject({
      type: "image",
      description: "The crux",
      remote_url: null,
      meta: { focus: { x: 0.5, y: -0.25 }, original: { width: 600, height: 800, size: "600x800", aspect: 0.75 } },
    });
    expect(json.blurhash).toMatch(/^[\w#$%*+,\-.:;=?@[\]^{|}~]{20,}$/);
    expect(json.url).toMatch(/\/media\/media\/\d{18}\/[0-9a-f]{32}\/original\.jpg$/);
    const original = await bytesOf(json.url);
    expect(original.headers.get("content-type")).toBe("image/jpeg");
    expect(original.headers.get("cache-control")).toContain("immutable");
    const metadata = await sharp(original.bytes).metadata();
    expect(metadata).toMatchObject({ width: 600, height: 800, format: "jpeg" });
    expect(metadata.exif).toBeUndefined();
    expect(original.bytes.includes("Cliffcam")).toBe(false);
    const small = await sharp((await bytesOf(json.preview_url)).bytes).metadata();
    expect(small.width * small.height).toBeLessThanOrEqual(640 * 360);

    const post = await ada.post("/api/v1/statuses", { status: "", media_ids: [json.id] });
    expect(post.status, post.text).toBe(200);
    expect(post.json.media_attachments).toEqual([json]);
    expect((await place.topout.anyone.get(`/api/v1/statuses/${post.json.id}`)).json.media_attachments).toEqual([json]);
    // It is the post's now.
    expect((await ada.get(`/api/v1/media/${json.id}`)).status).toBe(404);
    expect((await ada.delete(`/api/v1/media/${json.id}`)).status).toBe(422);
    const second = await ada.post("/api/v1/statuses", { status: "Again", media_ids: [json.id] });
    expect(second.status).toBe(422);
  });

  test(
    "a video is 202, then 206, then an MP4 and a playlist without the place where it was taken",
    { timeout: 90_000 },
    async () => {
      await using place = await startOn(kind);
      const ada = await place.topout.signUp("ada");
      const answer = await upload(ada, await sampleVideo(), "beta.mp4", "video/mp4", { description: "Beta" });
      expect(answer.status, answer.text).toBe(202);
      expect(answer.json).toMatchObject({ type: "video", url: null, processing_progress: expect.any(Number) });
      const early = await ada.post("/api/v1/statuses", { status: "Too soon", media_ids: [answer.json.id] });
      expect([early.status, early.json.error]).toEqual([422, expect.stringContaining("have not finished processing")]);
      const done = await processed(ada, answer.json.id);
      expect(done.status, done.text).toBe(200);
      expect(done.json).toMatchObject({
        type: "video",
        description: "Beta",
        meta: { original: { width: 320, height: 240, frame_rate: "25/1" } },
      });
      expect(done.json.meta.original.duration).toBeCloseTo(2, 0);
      expect(done.json).not.toHaveProperty("processing_progress");
      const { bytes } = await bytesOf(done.json.url);
      const probed = await probeBytes(bytes);
      expect(probed.streams.map((stream) => stream.codec_name).sort()).toEqual(["aac", "h264"]);
      expect(bytes.includes("+37.7340")).toBe(false);
      expect(bytes.indexOf("moov")).toBeLessThan(bytes.indexOf("mdat"));
      const part = await bytesOf(done.json.url, { range: "bytes=4-11" });
      expect([part.status, part.bytes.toString("latin1"), part.headers.get("content-range")]).toEqual([
        206,
        bytes.subarray(4, 12).toString("latin1"),
        `bytes 4-11/${bytes.length}`,
      ]);
      const poster = await sharp((await bytesOf(done.json.preview_url)).bytes).metadata();
      expect([poster.width, poster.height]).toEqual([320, 240]);
      const playlist = await bytesOf(done.json.hls_url);
      expect(playlist.headers.get("content-type")).toBe("application/vnd.apple.mpegurl");
      const [rendition] = playlist.bytes
        .toString()
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      expect((await bytesOf(new URL(rendition ?? "", done.json.hls_url).href)).bytes.toString()).toContain("#EXTINF");
      expect((await ada.post("/api/v1/statuses", { status: "Beta", media_ids: [done.json.id] })).status).toBe(200);
      // What was uploaded is not kept.
      await eventually(async () => {
        for await (const { key } of place.topout.ctx.storage.list("uploads")) if (key) return false;
        return true;
      });
    },
  );

  test("deleting an upload takes its files away", async () => {
    await using place = await startOn(kind);
    const ada = await place.topout.signUp("ada");
    const ben = await place.topout.signUp("ben");
    const { json } = await upload(ada, await samplePhoto(), "a.jpg", "image/jpeg");
    expect((await ben.delete(`/api/v1/media/${json.id}`)).status).toBe(404);
    expect((await ben.post("/api/v1/statuses", { status: "Mine?", media_ids: [json.id] })).status).toBe(422);
    expect((await bytesOf(json.url)).status).toBe(200);
    expect((await ada.delete(`/api/v1/media/${json.id}`)).status).toBe(200);
    await eventually(async () => (await bytesOf(json.url)).status === 404);
    expect((await bytesOf(json.preview_url)).status).toBe(404);
    expect((await ada.get(`/api/v1/media/${json.id}`)).status).toBe(404);
  });
});

test(
  "a GIF that moves becomes a silent film, a sound an MP3; v1 answers when they are done",
  { timeout: 90_000 },
  async () => {
    await using topout = await startTopout();
    const ada = await topout.signUp("ada");
    const gif = await ada.post("/api/v1/media", formOf(new Uint8Array(await sampleAnimation()), "a.gif", "image/gif"));
    expect(gif.status, gif.text).toBe(200);
    expect(gif.json).toMatchObject({ type: "gifv", meta: { original: { width: 64, height: 48 } } });
    const film = await probeBytes((await bytesOf(gif.json.url)).bytes);
    expect(film.streams.map((stream) => stream.codec_name)).toEqual(["h264"]);
    const sound = await ada.post("/api/v1/media", formOf(new Uint8Array(await sampleSound()), "a.mp3", "audio/mpeg"));
    expect(sound.json).toMatchObject({ type: "audio", preview_url: null });
    expect((await probeBytes((await bytesOf(sound.json.url)).bytes)).streams[0]?.codec_name).toBe("mp3");
    const both = await ada.post("/api/v1/statuses", { status: "Mixed", media_ids: [sound.json.id, gif.json.id] });
    expect(both.json.media_attachments.map((media: { type: string }) => media.type)).toEqual(["audio", "gifv"]);
  },
);

test("a preview of one's own, a description and a focus can be given later, before and after the post is made", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json } = await upload(ada, await samplePhoto(), "a.jpg", "image/jpeg");
  const preview = await sharp({ create: { width: 50, height: 50, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.set("description", "Crimps");
  form.set("thumbnail", new File([new Uint8Array(preview)], "t.png", { type: "image/png" }));
  const changed = await ada.request("PUT", `/api/v1/media/${json.id}`, form);
  expect(changed.status, changed.text).toBe(200);
  expect(changed.json).toMatchObject({
    description: "Crimps",
    url: json.url,
    meta: { small: { width: 50, height: 50 } },
  });
  expect(changed.json.preview_url).not.toBe(json.preview_url);
  expect((await bytesOf(changed.json.preview_url)).status).toBe(200);
  const focused = await ada.put(`/api/v1/media/${json.id}`, { focus: "-7,0.1" });
  expect(focused.json).toMatchObject({ description: "Crimps", meta: { focus: { x: -1, y: 0.1 } } });
  expect((await ada.put(`/api/v1/media/${json.id}`, { focus: "here" })).status).toBe(422);
  expect((await ada.put(`/api/v1/media/${json.id}`, { description: "x".repeat(1_501) })).status).toBe(422);

  const post = await ada.post("/api/v1/statuses", { status: "Crimps", media_ids: [json.id] });
  const other = await upload(ada, await samplePhoto(), "b.jpg", "image/jpeg");
  const edited = await ada.put(`/api/v1/statuses/${post.json.id}`, {
    status: "Crimps",
    media_ids: [other.json.id, json.id],
    media_attributes: [{ id: json.id, description: "Small crimps" }],
  });
  expect(edited.status, edited.text).toBe(200);
  expect(
    edited.json.media_attachments.map((media: { id: string; description: string | null }) => [
      media.id,
      media.description,
    ]),
  ).toEqual([
    [other.json.id, null],
    [json.id, "Small crimps"],
  ]);
  const fewer = await ada.put(`/api/v1/statuses/${post.json.id}`, { status: "Crimps", media_ids: [json.id] });
  expect(fewer.json.media_attachments).toHaveLength(1);
  // Taken off, it belongs to the post's history, and can come back.
  expect((await ada.get(`/api/v1/media/${other.json.id}`)).status).toBe(404);
  const back = await ada.put(`/api/v1/statuses/${post.json.id}`, { status: "Crimps", media_ids: [other.json.id] });
  expect(back.json.media_attachments).toMatchObject([{ id: other.json.id }]);
});

test("what is deleted to be written again keeps its pictures for a day, unless its author says otherwise", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const { json } = await upload(ada, await samplePhoto(), "a.jpg", "image/jpeg");
  const first = await ada.post("/api/v1/statuses", { status: "Tpyo", media_ids: [json.id] });
  const deleted = await ada.delete(`/api/v1/statuses/${first.json.id}`);
  expect(deleted.json.media_attachments[0].id).toBe(json.id);
  const second = await ada.post("/api/v1/statuses", { status: "Typo", media_ids: [json.id] });
  expect(second.json.media_attachments[0].id).toBe(json.id);
  expect((await ada.delete(`/api/v1/statuses/${second.json.id}?delete_media=true`)).status).toBe(200);
  await eventually(async () => (await bytesOf(json.url)).status === 404);
});

test("a profile has pictures of its own: cut to size, replaced, taken off", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const form = new FormData();
  form.set("display_name", "Ada");
  form.set("avatar", new File([new Uint8Array(await samplePhoto())], "me.jpg", { type: "image/jpeg" }));
  form.set("header", new File([new Uint8Array(await samplePhoto(2000, 900))], "wall.jpg", { type: "image/jpeg" }));
  const answer = await ada.request("PATCH", "/api/v1/accounts/update_credentials", form);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json.display_name).toBe("Ada");
  const avatar = await bytesOf(answer.json.avatar);
  expect(await sharp(avatar.bytes).metadata()).toMatchObject({ width: 400, height: 400 });
  expect(await sharp((await bytesOf(answer.json.header)).bytes).metadata()).toMatchObject({ width: 1500, height: 500 });
  expect(answer.json.avatar_static).toBe(answer.json.avatar);

  const moving = new FormData();
  moving.set("avatar", new File([new Uint8Array(await sampleAnimation())], "me.gif", { type: "image/gif" }));
  const second = await ada.request("PATCH", "/api/v1/accounts/update_credentials", moving);
  expect(second.json.header).toBe(answer.json.header);
  expect((await sharp((await bytesOf(second.json.avatar)).bytes).metadata()).pages).toBe(3);
  expect((await sharp((await bytesOf(second.json.avatar_static)).bytes).metadata()).pages ?? 1).toBe(1);
  await eventually(async () => (await bytesOf(answer.json.avatar)).status === 404);

  const without = await ada.delete("/api/v1/profile/avatar");
  expect(without.json.avatar).toBe(`${topout.origin}/assets/avatar.svg`);
  expect(without.json.header).toBe(answer.json.header);
  const wrong = new FormData();
  wrong.set("avatar", new File(["<svg xmlns='http://www.w3.org/2000/svg'/>"], "me.png", { type: "image/png" }));
  expect((await ada.request("PATCH", "/api/v1/accounts/update_credentials", wrong)).status).toBe(422);
  expect((await ada.get("/api/v1/accounts/verify_credentials")).json.header).toBe(answer.json.header);
});

test("a climb is told with its pictures, ten of them and no more", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const photo = await samplePhoto(60, 80);
  const ids: string[] = [];
  for (let index = 0; index < 11; index++) ids.push((await upload(ada, photo, "a.jpg", "image/jpeg")).json.id);
  const climb = { route_name: "The Nose", style: "attempt", post: true };
  expect((await ada.post("/api/v1/climbs", { ...climb, media_ids: ids })).status).toBe(422);
  const logged = await ada.post("/api/v1/climbs", { ...climb, media_ids: ids.slice(0, 10) });
  expect(logged.status, logged.text).toBe(200);
  const [post] = (await ada.get(`/api/v1/accounts/${ada.account.id}/statuses?only_media=true`)).json;
  expect(post.media_attachments.map((media: { id: string }) => media.id)).toEqual(ids.slice(0, 10));
  expect(post.climb.route_name).toBe("The Nose");
  const instance = (await topout.anyone.get("/api/v2/instance")).json.configuration;
  expect(instance.statuses.max_media_attachments).toBe(10);
  expect(instance.media_attachments.supported_mime_types).toEqual(expect.arrayContaining(["image/jpeg", "video/mp4"]));
});

test("an emoji of the server is shown in posts and profiles, here and on other servers", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const folder = await mkdtemp(join(tmpdir(), "topout-emoji-"));
  const path = join(folder, "jug.png");
  await writeFile(path, await samplePhoto(64, 64));
  await addEmoji(topout.ctx, { shortcode: "jug", path, category: "Holds" });
  await rm(folder, { recursive: true });
  const [listed] = (await topout.anyone.get("/api/v1/custom_emojis")).json;
  expect(listed).toMatchObject({ shortcode: "jug", category: "Holds", visible_in_picker: true });
  expect((await bytesOf(listed.url)).headers.get("content-type")).toBe("image/png");
  const post = await ada.post("/api/v1/statuses", { status: "What a :jug: and a :sloper:" });
  expect(post.json.emojis).toMatchObject([{ shortcode: "jug", url: listed.url, static_url: listed.static_url }]);
  const accept = { accept: "application/activity+json" };
  const note = (await topout.anyone.get(new URL(post.json.uri).pathname, accept)).json;
  expect(note.tag).toMatchObject([{ type: "Emoji", name: ":jug:", icon: { type: "Image", url: listed.url } }]);
  const profile = await ada.patch("/api/v1/accounts/update_credentials", { display_name: "Ada :jug:" });
  expect(profile.json.emojis).toMatchObject([{ shortcode: "jug", url: listed.url }]);
});

test("with a public address for the bucket, files are read from there", async () => {
  await using s3 = await startS3();
  const bucket = `${s3.endpoint}/${s3.environment["S3_BUCKET"]}`;
  await using topout = await startTopout({ ...s3.environment, S3_PUBLIC_URL: `${bucket}/` });
  const ada = await topout.signUp("ada");
  const { json } = await upload(ada, await samplePhoto(), "a.jpg", "image/jpeg");
  expect(json.url.startsWith(`${bucket}/media/`)).toBe(true);
  const there = await bytesOf(json.url);
  expect([there.status, there.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  expect(there.headers.get("cache-control")).toContain("immutable");
  // What was told before the bucket was public still leads there.
  const key = json.url.slice(bucket.length + 1);
  expect((await bytesOf(`${topout.origin}/media/${key}`)).bytes.equals(there.bytes)).toBe(true);
});
