import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { findKnownCopies, openRemoteMedia, type RemoteMediaOptions } from "../domain/media/remote.ts";
import { folderOf } from "../domain/media/files.ts";
import { pruneRemoteFiles } from "../domain/media/prune-remote.ts";
import { remoteUrl, type RemoteVariant } from "../domain/media/urls.ts";
import { startLoopbackServer } from "../lib/loopback-server.ts";
import { eventually } from "../testing/eventually.ts";
import { probeBytes, sampleAnimation, samplePhoto, sampleSound, sampleVideo } from "../testing/sample-media.ts";
import { startPeer, type TestPeer } from "../testing/start-peer.ts";
import { startTopout } from "../testing/start-topout.ts";
import type { ApiEnv } from "./env.ts";
import { mediaProxyRoutes } from "./media-proxy.ts";
import { answerErrors } from "./middleware/errors.ts";

interface Look {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

interface Scene extends AsyncDisposable {
  readonly ctx: Context;
  readonly peer: TestPeer;
  /** Moves the clock. */
  pass(ms: number): void;
  /** Asks the proxy for a file, by its whole address or by a path of the peer. */
  look(file: string, variant?: RemoteVariant, init?: RequestInit): Promise<Look>;
  /** Asks for any path. */
  ask(path: string, init?: RequestInit): Promise<Look>;
  /** How often the peer was asked for this path. */
  fetches(path: string): number;
  /** Keys of the stored copies. */
  copies(): Promise<string[]>;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

async function startScene(environment: Record<string, string> = {}, options: RemoteMediaOptions = {}): Promise<Scene> {
  const topout = await startTopout(environment);
  const peer = await startPeer();
  let passed = 0;
  const ctx: Context = { ...topout.ctx, clock: { now: () => new Date(Date.now() + passed) } };
  const app = new Hono<ApiEnv>();
  app.onError(answerErrors(ctx.log));
  app.route("/", mediaProxyRoutes(ctx, openRemoteMedia(ctx, options)));
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;

  async function ask(path: string, init: RequestInit = {}): Promise<Look> {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  }
  return {
    ctx,
    peer,
    ask,
    pass: (ms) => void (passed += ms),
    look: (file, variant = "original", init = {}) =>
      ask(new URL(remoteUrl(ctx.config, new URL(file, peer.origin).href, variant)).pathname, init),
    fetches: (path) => peer.requests.filter((request) => request.path === path).length,
    copies: async () => (await Array.fromAsync(ctx.storage.list("cache/"))).map((file) => file.key),
    async [Symbol.asyncDispose]() {
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await peer[Symbol.asyncDispose]();
      await topout[Symbol.asyncDispose]();
    },
  };
}

/** Serves bytes as they are, whatever they are said to be. */
const servesBytes = (peer: TestPeer, path: string, bytes: Uint8Array, type = "image/jpeg"): void =>
  peer.answer(path, (_request, response) => void response.writeHead(200, { "content-type": type }).end(bytes));

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#c04020" } });

describe("a picture of another server", () => {
  test("comes through bounded, upright and without its metadata", async () => {
    await using scene = await startScene();
    const photo = await samplePhoto();
    expect(photo.includes("Exif")).toBe(true);
    servesBytes(scene.peer, "/photo", photo);

    const shown = await scene.look("/photo");

    expect(shown.status).toBe(200);
    expect(shown.headers.get("content-type")).toBe("image/jpeg");
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "cache-control": "public, max-age=86400",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
    });
    expect(await sharp(shown.bytes).metadata()).toMatchObject({ width: 600, height: 800 });
    expect(shown.bytes.includes("Exif")).toBe(false);
    expect(shown.bytes.includes("Cliffcam")).toBe(false);
  });

  test.each([
    ["original", 3_840],
    ["small", 678],
    ["avatar", 400],
    ["header", 1_500],
    ["emoji", 128],
  ] as const)("is no larger than its use as %s needs", async (variant, width) => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/wall.png", await picture(4_200, 2_100).png().toBuffer());
    const shown = await scene.look("/wall.png", variant);
    expect(await sharp(shown.bytes).metadata()).toMatchObject({ width, height: width / 2 });
  });

  test("keeps moving where it moved", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/moving.gif", await sampleAnimation(), "image/gif");
    const shown = await scene.look("/moving.gif");
    expect((await sharp(shown.bytes, { animated: true }).metadata()).pages).toBe(3);
  });

  test("is what its content says, not its type or name", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/photo.html", await samplePhoto(), "text/html");
    const shown = await scene.look("/photo.html");
    expect(shown.status).toBe(200);
    expect(shown.headers.get("content-type")).toBe("image/jpeg");
  });

  test("is fetched once, however often it is looked at", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto());

    const first = await scene.look("/photo.jpg");
    const second = await scene.look("/photo.jpg");
    const head = await scene.look("/photo.jpg", "original", { method: "HEAD" });

    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(head).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
    expect(head.headers.get("content-length")).toBe(String(first.bytes.length));
    expect(scene.fetches("/photo.jpg")).toBe(1);
    expect(await scene.copies()).toHaveLength(1);
  });

  test("is fetched once for ten that look at the same time", async () => {
    await using scene = await startScene();
    const photo = await samplePhoto();
    scene.peer.answer("/photo.jpg", (_request, response) => void setTimeout(() => response.end(photo), 100));

    const looks = await Promise.all(Array.from({ length: 10 }, () => scene.look("/photo.jpg")));

    expect(looks.map((look) => look.status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(scene.fetches("/photo.jpg")).toBe(1);
    expect(await scene.copies()).toHaveLength(1);
  });

  test("is fetched by eight at a time at most", async () => {
    await using scene = await startScene();
    const photo = await samplePhoto(40, 30);
    let open = 0;
    let most = 0;
    for (let number = 0; number < 20; number++) {
      scene.peer.answer(`/${number}.jpg`, (_request, response) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          response.end(photo);
        }, 50);
      });
    }

    const looks = await Promise.all(Array.from({ length: 20 }, (_, number) => scene.look(`/${number}.jpg`)));

    expect(looks.every((look) => look.status === 200)).toBe(true);
    expect(most).toBe(8);
  });
});

const script = "<script>alert(1)</script>";

describe("what is refused", () => {
  test.each([
    ["an SVG", `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${script}</svg>`, "image/svg+xml"],
    ["a page", `<!doctype html><html><body>${script}</body></html>`, "image/png"],
    ["a script", "alert(document.cookie)", "image/jpeg"],
    ["nothing", "", "image/jpeg"],
    ["a picture that ends too soon", "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01", "image/jpeg"],
  ])("%s is not shown, and not asked for again for ten minutes", async (_, body, type) => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/file", Buffer.from(body, "latin1"), type);

    for (const look of [await scene.look("/file"), await scene.look("/file")]) {
      expect(look.status).toBe(404);
      expect(look.headers.get("cache-control")).toBe("public, max-age=300");
      expect(JSON.parse(look.bytes.toString())).toEqual({ error: "Record not found" });
    }
    scene.pass(9 * minuteMs);
    await scene.look("/file");
    expect(scene.fetches("/file")).toBe(1);
    expect(await scene.copies()).toEqual([]);

    servesBytes(scene.peer, "/file", await samplePhoto(40, 30));
    scene.pass(2 * minuteMs);
    expect((await scene.look("/file")).status).toBe(200);
  });

  test("a missing file is not shown, whatever comes with the answer", async () => {
    await using scene = await startScene();
    const photo = await samplePhoto(40, 30);
    scene.peer.answer("/gone.jpg", (_request, response) => void response.writeHead(410).end(photo));
    expect((await scene.look("/gone.jpg")).status).toBe(404);
  });

  test("a server that does not answer is given up at the deadline, and left alone for a while", async () => {
    await using scene = await startScene({}, { timeoutMs: 300 });
    const photo = await samplePhoto();
    scene.peer.answer("/slow.jpg", (_request, response) => void response.write(photo.subarray(0, 100)));

    const began = performance.now();
    const look = await scene.look("/slow.jpg");

    expect(look.status).toBe(404);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect((await scene.look("/slow.jpg")).status).toBe(404);
    expect(scene.fetches("/slow.jpg")).toBe(1);
  });

  test("a redirect into a private network is not followed", async () => {
    await using scene = await startScene({}, { isAllowedAddress: (address) => address === "127.0.0.1" });
    const photo = await samplePhoto();
    await using inside = await startLoopbackServer((_request, response) => void response.end(photo), "127.0.0.2");
    scene.peer.answer("/moved.jpg", { status: 302, headers: { location: `${inside.origin}/secret.jpg` } });

    expect((await scene.look("/moved.jpg")).status).toBe(404);
    expect(scene.fetches("/moved.jpg")).toBe(1);
    expect(inside.connections()).toBe(0);
  });

  test("private addresses are not asked unless the configuration allows them", async () => {
    await using scene = await startScene({ TOPOUT_ALLOW_PRIVATE_ADDRESSES: "false" });
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto());
    expect((await scene.look("/photo.jpg")).status).toBe(404);
    expect(scene.peer.requests).toEqual([]);
  });

  test("an address that is not signed, or signed for something else, fetches nothing", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto());
    const url = `${scene.peer.origin}/photo.jpg`;
    const { pathname } = new URL(remoteUrl(scene.ctx.config, url, "avatar"));
    const [, , variant, signature = "", named = ""] = pathname.split("/");
    const other = Buffer.from(`${url}?other`).toString("base64url");

    for (const path of [
      `/proxy/${variant}/${"A".repeat(22)}/${named}`,
      `/proxy/${variant}/${signature}/${other}`,
      `/proxy/original/${signature}/${named}`,
      `/proxy/constructor/${signature}/${named}`,
      `/proxy/${variant}/${signature.slice(1)}/${named}`,
      `/proxy/${variant}//${named}`,
    ]) {
      expect((await scene.ask(path)).status, path).toBe(404);
    }
    expect(scene.peer.requests).toEqual([]);
  });

  test("an address that cannot be fetched from is not", async () => {
    await using scene = await startScene();
    for (const url of ["file:///etc/passwd", "data:image/png;base64,AAAA", "javascript:alert(1)", "nothing"]) {
      const { pathname } = new URL(remoteUrl(scene.ctx.config, url, "original"));
      expect((await scene.ask(pathname)).status, url).toBe(404);
    }
  });
});

describe("a file over the limit", () => {
  test("is where it was: browsers are sent there, and it is not fetched again", async () => {
    await using scene = await startScene({ TOPOUT_REMOTE_MEDIA_MAX_MB: "1" });
    servesBytes(scene.peer, "/long.mp4", Buffer.alloc(1024 * 1024 + 1), "video/mp4");

    for (const look of [await scene.look("/long.mp4"), await scene.look("/long.mp4")]) {
      expect(look.status).toBe(302);
      expect(look.headers.get("location")).toBe(`${scene.peer.origin}/long.mp4`);
    }
    scene.pass(60 * minuteMs);
    await scene.look("/long.mp4");
    expect(scene.fetches("/long.mp4")).toBe(1);
    expect(await scene.copies()).toEqual([]);
  });
});

describe("videos and sounds", () => {
  test("a video is passed on as it came, and in parts", async () => {
    await using scene = await startScene();
    const video = await sampleVideo();
    servesBytes(scene.peer, "/send.mp4", video, "video/mp4");

    const whole = await scene.look("/send.mp4");
    const part = await scene.look("/send.mp4", "original", { headers: { range: "bytes=100-199" } });
    const end = await scene.look("/send.mp4", "original", { headers: { range: "bytes=-50" } });
    const beyond = await scene.look("/send.mp4", "original", { headers: { range: `bytes=${video.length}-` } });

    expect(whole.headers.get("content-type")).toBe("video/mp4");
    expect(whole.headers.get("accept-ranges")).toBe("bytes");
    expect(whole.bytes.equals(video)).toBe(true);
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 100-199/${video.length}`);
    expect(part.bytes.equals(video.subarray(100, 200))).toBe(true);
    expect(end.bytes.equals(video.subarray(-50))).toBe(true);
    expect(beyond.status).toBe(416);
    expect(scene.fetches("/send.mp4")).toBe(1);
  });

  test("a video's preview is a frame of it", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/send.mp4", await sampleVideo(1, "1280x720"), "video/mp4");
    const shown = await scene.look("/send.mp4", "small");
    expect(shown.status).toBe(200);
    expect(await sharp(shown.bytes).metadata()).toMatchObject({ format: "jpeg", width: 640, height: 360 });
  });

  test("without ffmpeg a video has no preview", async () => {
    await using scene = await startScene();
    Object.assign(scene.ctx, { ffmpeg: async () => null });
    servesBytes(scene.peer, "/send.mp4", await sampleVideo(1), "video/mp4");
    expect((await scene.look("/send.mp4", "small")).status).toBe(404);
  });

  test("a sound is passed on, and is nobody's face", async () => {
    await using scene = await startScene();
    const sound = await sampleSound();
    servesBytes(scene.peer, "/talk.mp3", sound, "audio/mpeg");
    const heard = await scene.look("/talk.mp3");
    expect(heard.bytes.equals(sound)).toBe(true);
    expect((await probeBytes(heard.bytes)).streams[0]?.codec_name).toBe("mp3");
    expect((await scene.look("/talk.mp3", "avatar")).status).toBe(404);
  });
});

describe("copies", () => {
  test("are pruned with their files after the days that are configured, and fetched anew at the next look", async () => {
    await using scene = await startScene({ TOPOUT_REMOTE_MEDIA_DAYS: "7" });
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto());
    // Into the past, since the worker, which removes the files, goes by the real time.
    scene.pass(-7 * dayMs + minuteMs);
    await scene.look("/photo.jpg");
    await scene.look("/nothing.jpg");
    const [key = ""] = await scene.copies();
    const isKnown = async () => (await findKnownCopies(scene.ctx.db.read, ["cache/00/none", folderOf(key)])).length > 0;

    scene.pass(7 * dayMs - minuteMs);
    await pruneRemoteFiles(scene.ctx);
    expect(await isKnown()).toBe(true);
    scene.pass(2 * minuteMs);
    await pruneRemoteFiles(scene.ctx);
    expect(await isKnown()).toBe(false);

    expect((await scene.look("/photo.jpg")).status).toBe(200);
    expect(scene.fetches("/photo.jpg")).toBe(2);
  });

  test("lose their files to a job when they are pruned, which leaves a newer copy alone", async () => {
    await using scene = await startScene({ TOPOUT_REMOTE_MEDIA_DAYS: "7" });
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto());
    scene.pass(-8 * dayMs);
    await scene.look("/photo.jpg");
    const [key] = await scene.copies();
    scene.pass(8 * dayMs);

    await pruneRemoteFiles(scene.ctx);
    await scene.look("/photo.jpg");

    await eventually(async () => !(await scene.copies()).includes(key ?? ""));
    expect(await scene.copies()).toHaveLength(1);
    expect((await scene.look("/photo.jpg")).status).toBe(200);
    expect(scene.fetches("/photo.jpg")).toBe(2);
  });

  test("whose file was lost are fetched anew", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto());
    await scene.look("/photo.jpg");
    await scene.ctx.storage.remove(await scene.copies());

    expect((await scene.look("/photo.jpg")).status).toBe(200);
    expect(scene.fetches("/photo.jpg")).toBe(2);
    expect(await scene.copies()).toHaveLength(1);
  });

  test("that two processes make at once are one in the end", async () => {
    await using scene = await startScene();
    const photo = await samplePhoto(40, 30);
    const waiting: (() => void)[] = [];
    scene.peer.answer("/photo.jpg", (_request, response) => {
      waiting.push(() => response.end(photo));
      if (waiting.length === 2) for (const answer of waiting) answer();
    });

    const [first, second] = await Promise.all(
      [openRemoteMedia(scene.ctx), openRemoteMedia(scene.ctx)].map((remote) =>
        remote.obtain(`${scene.peer.origin}/photo.jpg`, "original"),
      ),
    );

    expect(first).toEqual({ key: expect.stringMatching(/^cache\/[0-9a-f]{2}\//) });
    expect(second).toEqual(first);
    await eventually(async () => (await scene.copies()).length === 1);
    expect((await scene.look("/photo.jpg")).status).toBe(200);
  });

  test("that cannot be stored are told to be unavailable, and fetched anew once they can", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto(40, 30));
    const folder = join(scene.ctx.config.dataDir, "media");
    await rm(folder, { recursive: true, force: true });
    await writeFile(folder, "in the way");

    expect((await scene.look("/photo.jpg")).status).toBe(503);
    await rm(folder);
    expect((await scene.look("/photo.jpg")).status).toBe(200);
    expect(scene.fetches("/photo.jpg")).toBe(2);
  });

  test("that a public bucket has are looked at there", async () => {
    await using scene = await startScene();
    const config = { ...scene.ctx.config, s3PublicUrl: "https://cdn.example", mediaUrl: "https://cdn.example" };
    Object.assign(scene.ctx, { config });
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto(40, 30));

    const shown = await scene.look("/photo.jpg");

    expect(shown.status).toBe(302);
    expect(shown.headers.get("location")).toBe(`https://cdn.example/${(await scene.copies())[0]}`);
    expect(shown.headers.get("cache-control")).toBe("public, max-age=3600");
  });

  test("leave nothing behind on the way", async () => {
    await using scene = await startScene();
    servesBytes(scene.peer, "/photo.jpg", await samplePhoto());
    servesBytes(scene.peer, "/page", Buffer.from(script));
    await scene.look("/photo.jpg");
    await scene.look("/page");
    expect(await readdir(`${scene.ctx.config.dataDir}/tmp`)).toEqual([]);
  });
});

test("with hot-linking, addresses stay as they are", () => {
  const links = { mediaUrl: "https://here.example/media", origin: "https://here.example", secret: "x".repeat(32) };
  const url = "https://crag.example/a.jpg?b=c";
  expect(remoteUrl({ ...links, remoteMedia: "hotlink" }, url, "small")).toBe(url);
  expect(remoteUrl({ ...links, remoteMedia: "proxy" }, url, "small")).toMatch(
    /^https:\/\/here\.example\/proxy\/small\/[\w-]{22}\/[\w-]+$/,
  );
});
