import { expect, test } from "vitest";
import type { TestClient } from "../testing/client.ts";
import { eventually } from "../testing/eventually.ts";
import { samplePhoto, sampleVideo } from "../testing/sample-media.ts";
import { startS3 } from "../testing/start-s3.ts";
import { startTopout } from "../testing/start-topout.ts";

interface Place {
  id: string;
  url: string;
  fields: Record<string, string>;
}

async function send(place: Place, file: Buffer, type: string): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(place.fields)) form.set(name, value);
  form.set("file", new File([new Uint8Array(file)], "upload", { type }));
  return (await fetch(place.url, { method: "POST", body: form })).status;
}

const offer = (by: TestClient, file: Buffer, type: string) =>
  by.post("/api/v1/media/uploads", { content_type: type, size: file.length });

const processed = (by: TestClient, id: string) =>
  eventually(async () => {
    const answer = await by.get(`/api/v1/media/${id}`);
    return answer.status === 206 ? null : answer;
  }, 60_000);

test("a client sends a video and a photo to S3 by itself, confirms, and posts them", { timeout: 90_000 }, async () => {
  await using s3 = await startS3();
  await using topout = await startTopout(s3.environment);
  const ada = await topout.signUp("ada");
  const ids: string[] = [];
  const files: [Buffer, string][] = [
    [await sampleVideo(1), "video/mp4"],
    [await samplePhoto(), "image/jpeg"],
  ];
  for (const [file, type] of files) {
    const offered = await offer(ada, file, type);
    expect(offered.status, offered.text).toBe(200);
    expect(await send(offered.json, file, type)).toBeLessThan(300);
    const confirm = `/api/v1/media/uploads/${offered.json.id}/confirm`;
    const confirmed = await ada.post(confirm, { description: "Beta", focus: "0,0.5" });
    expect([confirmed.status, confirmed.json.url], confirmed.text).toEqual([202, null]);
    // Doing it again changes nothing.
    expect((await ada.post(confirm)).status).toBeLessThan(300);
    ids.push(offered.json.id);
  }
  const [video, photo] = [await processed(ada, ids[0] ?? ""), await processed(ada, ids[1] ?? "")];
  expect(video.json, video.text).toMatchObject({ type: "video", description: "Beta", hls_url: expect.any(String) });
  expect(photo.json).toMatchObject({
    type: "image",
    meta: { focus: { x: 0, y: 0.5 }, original: { width: 600, height: 800 } },
  });
  expect((await ada.post("/api/v1/statuses", { status: "Beta", media_ids: ids })).status).toBe(200);
  await eventually(async () => (await Array.fromAsync(topout.ctx.storage.list("uploads"))).length === 0);
});

test("what was not sent, or is not what was announced, is refused and does not stay", async () => {
  await using s3 = await startS3();
  await using topout = await startTopout({ ...s3.environment, TOPOUT_MAX_IMAGE_MB: "1" });
  const ada = await topout.signUp("ada");
  const ben = await topout.signUp("ben");
  const photo = await samplePhoto();
  const confirm = (place: Place, by: TestClient = ada) => by.post(`/api/v1/media/uploads/${place.id}/confirm`);
  const { json: place } = await offer(ada, photo, "image/jpeg");
  expect((await ada.get(`/api/v1/media/${place.id}`)).status).toBe(206);
  expect((await confirm(place)).status).toBe(422);
  expect((await confirm(place, ben)).status).toBe(404);
  await send(place, photo.subarray(0, 1_000), "image/jpeg");
  expect((await confirm(place)).json.error).toContain("size");

  const script = Buffer.from("#!/bin/sh\nrm -rf /\n");
  const { json: trap } = await offer(ada, script, "image/jpeg");
  await send(trap, script, "image/jpeg");
  expect((await confirm(trap)).status).toBe(202);
  const refused = await processed(ada, trap.id);
  expect([refused.status, refused.json.error]).toEqual([422, expect.stringContaining("content type is invalid")]);
  expect((await ada.post("/api/v1/statuses", { status: "x", media_ids: [trap.id] })).status).toBe(422);
  for (const id of [place.id, trap.id]) expect((await ada.delete(`/api/v1/media/${id}`)).status).toBe(200);
  await eventually(async () => (await Array.fromAsync(topout.ctx.storage.list(""))).length === 0);

  const asked = (content_type: unknown, size: unknown) => ada.post("/api/v1/media/uploads", { content_type, size });
  expect((await asked("image/jpeg", 2 * 1024 * 1024)).status).toBe(413);
  for (const [type, size] of [
    ["text/html", 5],
    ["image/jpeg", 0],
    ["image/jpeg", "much"],
    [undefined, 5],
  ]) {
    expect((await asked(type, size)).status, `${type} ${size}`).toBe(422);
  }
});

test("a server that keeps its files on the disk says that they go through it", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const answer = await ada.post("/api/v1/media/uploads", { content_type: "image/jpeg", size: 5 });
  expect([answer.status, answer.json.error]).toEqual([422, expect.stringContaining("/api/v2/media")]);
  expect((await topout.anyone.get("/api/v2/instance")).json.configuration.media_attachments.direct_uploads).toBe(false);
});
