import { request as httpRequest } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { eventually } from "../testing/eventually.ts";
import { runFfmpeg, samplePhoto, sampleVideo } from "../testing/sample-media.ts";
import { startS3 } from "../testing/start-s3.ts";
import { startTopout, type TestTopout, type TestUser } from "../testing/start-topout.ts";

async function upload(by: TestUser, file: Uint8Array | string, name: string, type: string): Promise<Answer> {
  const form = new FormData();
  form.set("file", new File([typeof file === "string" ? file : new Uint8Array(file)], name, { type }));
  return await by.post("/api/v2/media", form);
}

async function storedKeys(topout: TestTopout): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of topout.ctx.storage.list("")) keys.push(key);
  return keys;
}

/** A PNG that says it is so large, with hardly anything in it. */
function emptyPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", Buffer.from("789c010000ffff00000001", "hex")),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const threeHours = (): Promise<Buffer> =>
  runFfmpeg("long.mp4", "-f", "lavfi", "-i", "color=size=16x16:rate=1/60:duration=10800", "-c:v", "libx264");

test(
  "what is no picture, video or sound is refused, whatever it calls itself, and leaves nothing",
  { timeout: 60_000 },
  async () => {
    await using topout = await startTopout();
    const ada = await topout.signUp("ada");
    const photo = await samplePhoto();
    const video = await sampleVideo(1);
    const refused: Record<string, Answer> = {
      script: await upload(ada, "#!/bin/sh\nrm -rf /\n", "climb.jpg", "image/jpeg"),
      html: await upload(ada, "<!doctype html><script>alert(1)</script>", "climb.png", "image/png"),
      svg: await upload(
        ada,
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "a.svg",
        "image/svg+xml",
      ),
      empty: await upload(ada, "", "a.jpg", "image/jpeg"),
      "half a photo": await upload(ada, photo.subarray(0, photo.length / 2), "a.jpg", "image/jpeg"),
      "half a video": await upload(ada, video.subarray(0, video.length / 2), "a.mp4", "video/mp4"),
      "50,000 x 50,000": await upload(ada, emptyPng(50_000, 50_000), "a.png", "image/png"),
      "no pixels": await upload(ada, emptyPng(800, 600), "a.png", "image/png"),
      "three hours": await upload(ada, await threeHours(), "a.mp4", "video/mp4"),
      "a playlist": await upload(ada, "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "a.mp4", "video/mp4"),
      "a field for a file": await ada.post("/api/v2/media", { file: "hello" }),
      nothing: await ada.post("/api/v2/media", {}),
      "no form": await ada.request("POST", "/api/v2/media", "x", { "content-type": "multipart/form-data" }),
    };
    const statuses = Object.fromEntries(Object.entries(refused).map(([what, answer]) => [what, answer.status]));
    expect(statuses).toEqual({
      ...Object.fromEntries(Object.keys(refused).map((what) => [what, 422])),
      "no form": 400,
    });
    for (const [what, { json }] of Object.entries(refused)) expect(json.error, what).toEqual(expect.any(String));
    expect(refused["three hours"]?.json.error).toContain("20 minutes");
    expect(await storedKeys(topout)).toEqual([]);
    expect((await topout.anyone.post("/api/v2/media")).status).toBe(401);
  },
);

test("a file is what its content says, and its name leads nowhere", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const answer = await upload(ada, await samplePhoto(), "../../../secret", "application/x-sh");
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json.type).toBe("image");
  const keys = await storedKeys(topout);
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(key).toMatch(/^media\/\d{18}\/[0-9a-f]{32}\/(original|small)\.jpg$/);
});

/**
 * Sends a form piece by piece until it is answered, and tells whether that was before most of it was sent. Who writes on
 * while the other end closes can lose the answer: then it is sent again.
 */
async function sendSlowly(url: string, token: string, start: Buffer, piece: Buffer, most: number) {
  for (let attempt = 0; attempt < 5; attempt++) {
    const { status, sent } = await sendOnce(url, token, start, piece, most);
    if (status !== null) return { status, isEarly: sent < most / 2 };
  }
  throw new Error("Every answer was lost");
}

async function sendOnce(url: string, token: string, start: Buffer, piece: Buffer, most: number) {
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
  const headers = { authorization: `Bearer ${token}`, "content-type": "multipart/form-data; boundary=b" };
  const request = httpRequest(url, { method: "POST", headers });
  const answered = new Promise<number | null>((resolve) => {
    request.on("response", (response) => resolve(response.statusCode ?? null));
    request.on("error", () => resolve(null));
    request.on("close", () => resolve(null));
  });
  let isOver = false;
  const status = answered.finally(() => (isOver = true));
  request.write(Buffer.concat([Buffer.from(head), start]));
  let sent = 0;
  while (!isOver && sent < most) {
    request.write(piece);
    sent += piece.length;
    await delay(2);
  }
  if (!isOver) request.end("\r\n--b--\r\n");
  const code = await status;
  request.destroy();
  return { status: code, sent };
}

test("a file that is too large, or nothing that is taken, is refused before all of it was read", async () => {
  await using topout = await startTopout({ TOPOUT_MAX_IMAGE_MB: "1", TOPOUT_MAX_VIDEO_MB: "4" });
  const ada = await topout.signUp("ada");
  const url = `${topout.origin}/api/v2/media`;
  const piece = Buffer.alloc(64 * 1024);
  const mebibyte = 1024 * 1024;
  const photo = await sendSlowly(url, ada.token, await samplePhoto(), piece, 64 * mebibyte);
  expect(photo).toEqual({ status: 413, isEarly: true });
  const nonsense = await sendSlowly(url, ada.token, Buffer.from("hello"), piece, 64 * mebibyte);
  expect(nonsense).toEqual({ status: 422, isEarly: true });
  const declared = await upload(ada, new Uint8Array(6 * mebibyte), "a.jpg", "image/jpeg");
  expect(declared.status).toBe(413);
  expect(await storedKeys(topout)).toEqual([]);
});

test("a client that goes away in the middle of its upload leaves nothing", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const body = await samplePhoto();
  await new Promise<void>((resolve) => {
    const request = httpRequest(`${topout.origin}/api/v2/media`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${ada.token}`,
        "content-type": "multipart/form-data; boundary=b",
        "content-length": "1000000",
      },
    });
    request.on("error", () => resolve());
    request.write(
      Buffer.concat([
        Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'),
        body,
      ]),
    );
    setTimeout(() => request.destroy(), 200);
  });
  expect((await upload(ada, body, "a.jpg", "image/jpeg")).status).toBe(200);
  expect(await storedKeys(topout)).toHaveLength(2);
});

test(
  "while S3 is down an upload answers 503 and leaves nothing; what waits is done when it is back",
  { timeout: 120_000 },
  async () => {
    await using s3 = await startS3();
    await using topout = await startTopout(s3.environment);
    const ada = await topout.signUp("ada");
    const kept = await upload(ada, await samplePhoto(), "a.jpg", "image/jpeg");
    expect(kept.status, kept.text).toBe(200);
    await s3.stop();
    const answer = await upload(ada, await samplePhoto(), "a.jpg", "image/jpeg");
    expect([answer.status, answer.json.error]).toEqual([503, expect.any(String)]);
    expect((await topout.anyone.get("/health/storage")).status).toBe(503);
    // Taking a post's picture away is no matter of S3 being there.
    expect((await ada.delete(`/api/v1/media/${kept.json.id}`)).status).toBe(200);
    expect((await ada.post("/api/v1/statuses", { status: "Still here" })).status).toBe(200);
    await s3.start();
    expect((await topout.anyone.get("/health/storage")).status).toBe(200);
    expect((await upload(ada, await samplePhoto(), "a.jpg", "image/jpeg")).status).toBe(200);
    await eventually(async () => (await storedKeys(topout)).length === 2, 90_000);
  },
);
