import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { readConfig } from "../config/config.ts";
import { openStorage } from "../media/open-storage.ts";
import type { Storage } from "../media/storage.ts";
import { eventually } from "../testing/eventually.ts";
import { startS3, type TestS3 } from "../testing/start-s3.ts";
import type { ApiEnv } from "./env.ts";
import { mediaFileRoutes } from "./media-files.ts";
import { answerErrors } from "./middleware/errors.ts";

interface Site extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly storage: Storage;
  readonly s3: TestS3 | null;
  /** What was logged, as it was written. */
  readonly logged: string[];
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
}

const key = "media/1/x/original.jpg";
const text = "0123456789";

async function openSite(kind: "disk" | "s3", settings: Record<string, string> = {}): Promise<Site> {
  const dataDir = await mkdtemp(join(tmpdir(), "topout.files-"));
  const s3 = kind === "s3" ? await startS3() : null;
  const storage = openStorage(readConfig({ TOPOUT_DATA_DIR: dataDir, ...s3?.environment, ...settings }));
  const logged: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  const app = new Hono<ApiEnv>();
  app.onError(answerErrors(log));
  app.route("/", mediaFileRoutes({ storage, log }));
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(started));
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  await storage.putBytes(key, Buffer.from(text), "image/jpeg");
  return {
    origin,
    port,
    storage,
    s3,
    logged,
    get: (path, headers = {}, method = "GET") => fetch(origin + path, { method, headers }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
      await s3?.[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Sends the request as it is written: `fetch` would tidy the path. */
async function getRaw(port: number, path: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function openFiles(): Promise<string[]> {
  const links = (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ""));
  return await Promise.all(links);
}

describe.each(["disk", "s3"] as const)("media on %s", (kind) => {
  test("a file comes whole, typed, to be kept for ever, and can do nothing in a browser", async () => {
    await using site = await openSite(kind);

    const answer = await site.get(`/media/${key}`);

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(text);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": "10",
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    });
    await site.storage.putBytes("media/1/x/master.m3u8", Buffer.from("#EXTM3U"), "application/vnd.apple.mpegurl");
    const playlist = await site.get("/media/media/1/x/master.m3u8");
    expect(playlist.headers.get("content-type")).toBe("application/vnd.apple.mpegurl");
    expect(playlist.headers.get("etag")).not.toBe(answer.headers.get("etag"));
    await site.storage.putBytes("media/1/x/empty.jpg", Buffer.from(""), "image/jpeg");
    const empty = await site.get("/media/media/1/x/empty.jpg");
    expect([empty.status, empty.headers.get("content-length"), await empty.text()]).toEqual([200, "0", ""]);
  });

  test.each([
    ["bytes=0-1", "01", "bytes 0-1/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=9-9", "9", "bytes 9-9/10"],
    ["bytes=8-99999999999999999999", "89", "bytes 8-9/10"],
  ])("the range %s gives that part", async (range, part, contentRange) => {
    await using site = await openSite(kind);

    const answer = await site.get(`/media/${key}`, { range });

    expect([answer.status, await answer.text()]).toEqual([206, part]);
    expect(answer.headers.get("content-range")).toBe(contentRange);
    expect(answer.headers.get("content-length")).toBe(String(part.length));
    expect(answer.headers.get("cache-control")).toContain("immutable");
  });

  test.each(["bytes=10-", "bytes=10-20", "bytes=99999999999999999999-", "bytes=-0"])(
    "the range %s is beyond the end",
    async (range) => {
      await using site = await openSite(kind);

      const answer = await site.get(`/media/${key}`, { range });

      expect(answer.status).toBe(416);
      expect(answer.headers.get("content-range")).toBe("bytes */10");
      expect(answer.headers.get("cache-control")).toBeNull();
      expect(await answer.json()).toEqual({ error: "Range Not Satisfiable" });
    },
  );

  test.each(["bytes=0-1,4-5", "bytes=x-y", "bytes=5-2", "bytes=-", "pages=1-2"])(
    "the range %s is not for us: the file comes whole, or the range is refused",
    async (range) => {
      await using site = await openSite(kind);

      const answer = await site.get(`/media/${key}`, { range });

      expect([200, 416]).toContain(answer.status);
      if (answer.status === 200) expect(await answer.text()).toBe(text);
    },
  );

  test("who has the file already is told so", async () => {
    await using site = await openSite(kind);
    const etag = (await site.get(`/media/${key}`)).headers.get("etag") ?? "";

    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const answer = await site.get(`/media/${key}`, { "if-none-match": known });
      expect([answer.status, await answer.text()], known).toEqual([304, ""]);
      expect(answer.headers.get("etag")).toBe(etag);
      expect(answer.headers.get("cache-control")).toContain("immutable");
    }
    expect((await site.get(`/media/${key}`, { "if-none-match": '"other"' })).status).toBe(200);
    expect((await site.get(`/media/${key}`, { range: "bytes=1-2", "if-range": etag })).status).toBe(206);
    expect((await site.get(`/media/${key}`, { range: "bytes=1-2", "if-range": '"other"' })).status).toBe(200);
  });

  test("HEAD tells of the file without sending it", async () => {
    await using site = await openSite(kind);

    const answer = await site.get(`/media/${key}`, {}, "HEAD");

    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": "10",
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect((await site.get("/media/media/1/x/none.jpg", {}, "HEAD")).status).toBe(404);
    const etag = answer.headers.get("etag") ?? "";
    expect((await site.get(`/media/${key}`, { "if-none-match": etag }, "HEAD")).status).toBe(304);
    // The connection goes on as it should.
    expect(await (await site.get(`/media/${key}`)).text()).toBe(text);
  });

  test("what is not there, and uploads nobody has looked at, are not found", async () => {
    await using site = await openSite(kind);
    await site.storage.putBytes("uploads/1/x/source.jpg", Buffer.from("secret"), "image/jpeg");

    for (const path of [
      "media/1/x/none.jpg",
      "media/1/x",
      "media",
      "uploads/1/x/source.jpg",
      "uploads%2f1/x/source.jpg",
      "media/1/x/original.jpg/",
      ".unfinished/a",
    ]) {
      const answer = await site.get(`/media/${path}`);
      expect(answer.status, path).toBe(404);
      expect(await answer.json(), path).toEqual({ error: "Record not found" });
      expect(answer.headers.get("cache-control"), path).toBeNull();
    }
  });

  test("no path leads out of the stored files", async () => {
    await using site = await openSite(kind);

    for (const path of [
      "/media/../secret",
      "/media/media/../uploads/1",
      "/media/..%2fsecret",
      "/media/%2e%2e/secret",
      "/media/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
      "/media//etc/passwd",
      "/media/media/1/x/original.jpg%00.png",
      "/media/media/%zz",
      "/media/media%5c..%5c..%5csecret",
      `/media/media/${"a".repeat(5000)}`,
    ]) {
      expect((await getRaw(site.port, path)).split("\r\n")[0], path).toBe("HTTP/1.1 404 Not Found");
    }
    expect(await getRaw(site.port, `/media/${key}`)).toContain(text);
    expect(site.logged).toEqual([]);
  });

  test("a client that goes away in the middle holds nothing open and is not logged", async () => {
    await using site = await openSite(kind);
    const large = "media/1/x/large.mp4";
    await site.storage.putBytes(large, randomBytes(30_000_000), "video/mp4");

    for (let visit = 0; visit < 3; visit++) {
      await new Promise<void>((resolve, reject) => {
        const asked = request(`${site.origin}/media/${large}`, { agent: false }, (answer) => {
          answer.once("data", () => {
            asked.destroy();
            resolve();
          });
          // Our own going away.
          answer.on("error", () => {});
        });
        asked.on("error", reject).end();
      });
    }

    // The S3 server is in this process too: its open file tells that our request to it goes on.
    await eventually(async () => !(await openFiles()).some((path) => path.includes("large.mp4")));
    expect(site.logged).toEqual([]);
    expect(await (await site.get(`/media/${key}`)).text()).toBe(text);
  });
});

describe("media on S3", () => {
  test("files are served where the bucket has a public address, too", async () => {
    await using site = await openSite("s3", { S3_PUBLIC_URL: "https://cdn.example" });
    expect(await (await site.get(`/media/${key}`)).text()).toBe(text);
  });

  test("more of the last bytes than there are is the whole file", async () => {
    await using site = await openSite("s3");
    const answer = await site.get(`/media/${key}`, { range: "bytes=-99" });
    expect([answer.status, answer.headers.get("content-range"), await answer.text()]).toEqual([
      206,
      "bytes 0-9/10",
      text,
    ]);
  });

  test("while S3 is down the answer is 503, and nobody keeps it", async () => {
    await using site = await openSite("s3");
    await site.s3?.stop();

    for (const headers of [{}, { range: "bytes=-5" }, { "if-none-match": "*" }]) {
      const answer = await site.get(`/media/${key}`, headers);
      expect(answer.status).toBe(503);
      expect(answer.headers.get("cache-control")).toBeNull();
      expect(await answer.json()).toHaveProperty("error");
    }
    await site.s3?.start();
    expect(await (await site.get(`/media/${key}`)).text()).toBe(text);
  });

  test("when S3 goes away in the middle the answer ends too early, and that is logged", async () => {
    await using site = await openSite("s3");
    await site.storage.putBytes("media/1/x/large.mp4", randomBytes(30_000_000), "video/mp4");

    const answer = await site.get("/media/media/1/x/large.mp4");
    const reading = answer.arrayBuffer();
    await site.s3?.stop();

    await expect(reading).rejects.toThrow("terminated");
    await eventually(async () => site.logged.some((line) => line.includes("could not be read to its end")));
    await site.s3?.start();
    expect(await (await site.get(`/media/${key}`)).text()).toBe(text);
  });
});
