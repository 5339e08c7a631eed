import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { readConfig } from "../config/config.ts";
import { Refused } from "../lib/refused.ts";
import { startS3, type TestS3 } from "../testing/start-s3.ts";
import { createDiskStorage } from "./disk-storage.ts";
import { openS3Storage, openStorage } from "./open-storage.ts";
import { StorageUnavailable, type Storage } from "./storage.ts";

interface Place extends AsyncDisposable {
  readonly storage: Storage;
  /** A folder for files of the test; the storage's own files are elsewhere. */
  readonly scratch: string;
  readonly s3: TestS3 | null;
}

async function openPlace(kind: "disk" | "s3"): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "topout-storage-"));
  const scratch = join(folder, "scratch");
  await mkdir(scratch);
  const s3 = kind === "s3" ? await startS3() : null;
  return {
    storage: openStorage(readConfig({ TOPOUT_DATA_DIR: folder, ...s3?.environment })),
    scratch,
    s3,
    async [Symbol.asyncDispose]() {
      await s3?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const text = "A rope, a rack, a partner";
const bytes = Buffer.from(text);

async function keysOf(storage: Storage, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(prefix)) keys.push(key);
  return keys;
}

async function textOf(storage: Storage, key: string, range?: { start: number; end: number }): Promise<string | null> {
  const file = await storage.read(key, range);
  return file === null ? null : (await buffer(file.stream)).toString();
}

async function hashOf(stream: Readable): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

const badKeys = [
  "",
  "file",
  "/a/b",
  "a//b",
  "a/",
  "a/../b",
  "../a/b",
  "a/.b",
  "a/b..c",
  "a\\b/c",
  "a/b\0",
  "a/b c",
  "A/b",
];

describe.each(["disk", "s3"] as const)("a storage on %s", (kind) => {
  test("gives back what was stored, with its size and type", async () => {
    await using place = await openPlace(kind);
    const { storage, scratch } = place;
    await writeFile(join(scratch, "in"), bytes);

    await storage.putFile("media/1/abc/original.jpg", join(scratch, "in"), "image/jpeg");
    await storage.putBytes("media/1/abc/master.m3u8", bytes, "application/vnd.apple.mpegurl");

    expect(storage.kind).toBe(kind);
    expect(await storage.stat("media/1/abc/original.jpg")).toEqual({ size: bytes.length, contentType: "image/jpeg" });
    const playlist = await storage.read("media/1/abc/master.m3u8");
    expect(playlist).toMatchObject({ size: bytes.length, contentType: "application/vnd.apple.mpegurl" });
    expect(await textOf(storage, "media/1/abc/master.m3u8")).toBe(text);
    playlist?.stream.destroy();
    expect(await storage.fetchTo("media/1/abc/original.jpg", join(scratch, "out"))).toBe(true);
    expect(await readFile(join(scratch, "out"), "utf8")).toBe(text);
  });

  test("gives a range, cut to the end of the file", async () => {
    await using place = await openPlace(kind);
    const { storage } = place;
    await storage.putBytes("media/a.jpg", bytes, "image/jpeg");

    expect(await textOf(storage, "media/a.jpg", { start: 0, end: 5 })).toBe("A rope");
    expect(await textOf(storage, "media/a.jpg", { start: 2, end: 2 })).toBe("r");
    expect(await textOf(storage, "media/a.jpg", { start: 18, end: Number.MAX_SAFE_INTEGER })).toBe("partner");
    expect(await textOf(storage, "media/a.jpg", { start: bytes.length, end: 99 })).toBe("");
    const part = await storage.read("media/a.jpg", { start: 2, end: 5 });
    expect(part?.size).toBe(bytes.length);
    part?.stream.destroy();
  });

  test("has nothing under keys that were not stored, and removes them without complaint", async () => {
    await using place = await openPlace(kind);
    const { storage, scratch } = place;
    await storage.putBytes("media/1/a.jpg", bytes, "image/jpeg");

    for (const key of ["media/2/a.jpg", "media/1", "media/1/a.jpg/more", "other/x"]) {
      expect(await storage.read(key), key).toBeNull();
      expect(await storage.stat(key), key).toBeNull();
      expect(await storage.fetchTo(key, join(scratch, "out")), key).toBe(false);
    }
    await storage.remove(["media/2/a.jpg", "other/x"]);
    await storage.removeFolder("media/2");
    expect(await readdir(scratch)).toEqual([]);
    expect(await keysOf(storage)).toEqual(["media/1/a.jpg"]);
  });

  test("finds nothing under what is no key, and stores nothing there", async () => {
    await using place = await openPlace(kind);
    const { storage, scratch } = place;
    await writeFile(join(scratch, "in"), bytes);

    for (const key of [...badKeys, `a/${"b".repeat(300)}`]) {
      expect(await storage.read(key), key).toBeNull();
      expect(await storage.stat(key), key).toBeNull();
      expect(await storage.fetchTo(key, join(scratch, "out")), key).toBe(false);
      expect(storage.pathOf(key), key).toBeNull();
      await expect(storage.putBytes(key, bytes, "image/jpeg"), key).rejects.toThrow("Not a key");
      await expect(storage.putFile(key, join(scratch, "in"), "image/jpeg"), key).rejects.toThrow("Not a key");
      await expect(storage.remove([key]), key).rejects.toThrow("Not a key");
    }
    for (const folder of ["", "/", "..", "a/..", "."]) {
      await expect(storage.removeFolder(folder), folder).rejects.toThrow("Not a folder");
    }
    expect(await keysOf(storage)).toEqual([]);
  });

  test("keeps empty files and files of 20 MB", async () => {
    await using place = await openPlace(kind);
    const { storage, scratch } = place;
    const large = randomBytes(20_000_000);
    await writeFile(join(scratch, "large"), large);
    await writeFile(join(scratch, "empty"), "");

    await storage.putFile("media/large.mp4", join(scratch, "large"), "video/mp4");
    await storage.putFile("media/empty.mp4", join(scratch, "empty"), "video/mp4");

    expect(await storage.stat("media/empty.mp4")).toEqual({ size: 0, contentType: "video/mp4" });
    expect(await textOf(storage, "media/empty.mp4")).toBe("");
    expect(await storage.fetchTo("media/large.mp4", join(scratch, "out"))).toBe(true);
    expect(large.equals(await readFile(join(scratch, "out")))).toBe(true);
  });

  test("storing under a key again leaves the whole of one", async () => {
    await using place = await openPlace(kind);
    const { storage } = place;
    await storage.putBytes("media/a.jpg", bytes, "image/jpeg");
    await storage.putBytes("media/a.jpg", bytes, "image/jpeg");

    expect(await textOf(storage, "media/a.jpg")).toBe(text);
    expect(await keysOf(storage)).toEqual(["media/a.jpg"]);
  });

  test("lists in the order of the keys, by prefix, with sizes and times", async () => {
    await using place = await openPlace(kind);
    const { storage } = place;
    const keys = ["cache/x/1.jpg", "media/1/a.jpg", "media/1/b.jpg", "media/10/a.jpg", "other/a/b/c.jpg"];
    for (const key of keys.toReversed()) await storage.putBytes(key, bytes, "image/jpeg");

    expect(await keysOf(storage)).toEqual(keys);
    expect(await keysOf(storage, "media/1")).toEqual(keys.slice(1, 4));
    expect(await keysOf(storage, "media/1/")).toEqual(["media/1/a.jpg", "media/1/b.jpg"]);
    expect(await keysOf(storage, "media/1/b")).toEqual(["media/1/b.jpg"]);
    expect(await keysOf(storage, "../")).toEqual([]);
    for await (const file of storage.list("cache/")) {
      expect(file.size).toBe(bytes.length);
      expect(Math.abs(file.modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
    }
  });

  test("removes a folder with everything in it, and nothing beside it", async () => {
    await using place = await openPlace(kind);
    const { storage } = place;
    for (const key of ["media/1/x/a.jpg", "media/1/x/hls/b.m4s", "media/1/x2/a.jpg", "media/1/x.jpg"]) {
      await storage.putBytes(key, bytes, "image/jpeg");
    }

    await storage.removeFolder("media/1/x");

    expect(await keysOf(storage)).toEqual(["media/1/x.jpg", "media/1/x2/a.jpg"]);
    await storage.remove(["media/1/x.jpg", "media/1/x2/a.jpg"]);
    expect(await keysOf(storage)).toEqual([]);
  });

  test("keeps what is stored side by side with removals from the same folder", async () => {
    await using place = await openPlace(kind);
    const { storage } = place;
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const key = `media/1/x/${index}.jpg`;
        await storage.putBytes(key, bytes, "image/jpeg");
        if (index % 10 !== 0) await storage.remove([key]);
      }),
    );

    expect(await keysOf(storage)).toEqual([0, 10, 20, 30, 40, 50].map((index) => `media/1/x/${index}.jpg`));
  });

  test("a file to store that does not exist is the caller's failure, and leaves nothing", async () => {
    await using place = await openPlace(kind);
    const { storage, scratch } = place;

    await expect(storage.putFile("media/a.jpg", join(scratch, "none"), "image/jpeg")).rejects.toMatchObject({
      code: "ENOENT",
    });
    expect(await keysOf(storage)).toEqual([]);
    await storage.check();
  });
});

describe("on disk", () => {
  test("a folder is listed where its slash puts it, as S3 does", async () => {
    await using place = await openPlace("disk");
    const { storage } = place;
    const keys = ["media/1-2/a.jpg", "media/1.jpg", "media/1/a.jpg", "media/10/a.jpg"];
    for (const key of keys.toReversed()) await storage.putBytes(key, bytes, "image/jpeg");

    expect(await keysOf(storage)).toEqual(keys);
  });

  test("unfinished files are not listed, and those of a day ago are cleared away before the next is written", async () => {
    await using place = await openPlace("disk");
    const root = join(place.scratch, "media");
    await mkdir(join(root, ".unfinished"), { recursive: true });
    const [old, recent] = ["old", "recent"].map((name) => join(root, ".unfinished", name)) as [string, string];
    await writeFile(old, "half");
    await writeFile(recent, "half");
    const yesterday = Date.now() / 1000 - 25 * 3600;
    await utimes(old, yesterday, yesterday);
    const storage = createDiskStorage(root);

    expect(await keysOf(storage)).toEqual([]);
    await storage.putBytes("media/a.jpg", bytes, "image/jpeg");
    expect(await readdir(join(root, ".unfinished"))).toEqual(["recent"]);
  });

  test("a removed file takes the folders with it that it leaves empty", async () => {
    await using place = await openPlace("disk");
    const root = join(place.scratch, "media");
    const storage = createDiskStorage(root);
    await storage.putBytes("media/1/x/a.jpg", bytes, "image/jpeg");
    await storage.putBytes("media/2/a.jpg", bytes, "image/jpeg");

    await storage.remove(["media/1/x/a.jpg"]);
    expect(await readdir(join(root, "media"))).toEqual(["2"]);
    await storage.removeFolder("media/2");
    expect(await readdir(root)).toEqual([".unfinished"]);
  });

  test("a place that cannot be written to is unavailable", async () => {
    await using place = await openPlace("disk");
    await writeFile(join(place.scratch, "taken"), "a file where the folder should be");
    const storage = createDiskStorage(join(place.scratch, "taken"));

    await expect(storage.putBytes("media/a.jpg", bytes, "image/jpeg")).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(storage.check()).rejects.toBeInstanceOf(StorageUnavailable);
    expect(await storage.stat("media/a.jpg")).toBeNull();
  });
});

describe("on S3", () => {
  test("a file of 120 MB goes in parts and comes back the same", async () => {
    await using place = await openPlace("s3");
    const { storage, scratch } = place;
    const path = join(scratch, "large");
    const piece = randomBytes(1_000_000);
    for (let index = 0; index < 120; index++) {
      piece.writeUInt32BE(index);
      await writeFile(path, piece, { flag: "a" });
    }
    const atStart = process.memoryUsage().arrayBuffers;

    await storage.putFile("media/large.mp4", path, "video/mp4");

    expect(process.memoryUsage().arrayBuffers - atStart).toBeLessThan(100_000_000);
    expect(await storage.stat("media/large.mp4")).toEqual({ size: 120_000_000, contentType: "video/mp4" });
    const stored = await storage.read("media/large.mp4");
    expect(stored).not.toBeNull();
    if (stored !== null) expect(await hashOf(stored.stream)).toBe(await hashOf(createReadStream(path)));
  }, 60_000);

  test("a service that stumbles is asked again, also for a file that streams", async () => {
    await using place = await openPlace("s3");
    const { storage, scratch, s3 } = place;
    await writeFile(join(scratch, "in"), bytes);
    let failures = 2;
    if (s3 !== null) s3.interfere = ({ method }) => (method === "PUT" && failures-- > 0 ? 503 : null);

    await storage.putFile("media/a.jpg", join(scratch, "in"), "image/jpeg");
    failures = 2;
    await storage.putBytes("media/b.jpg", bytes, "image/jpeg");

    expect(await textOf(storage, "media/a.jpg")).toBe(text);
    expect(await textOf(storage, "media/b.jpg")).toBe(text);
    if (s3 !== null) s3.interfere = () => 503;
    const asked = s3?.requests.length ?? 0;
    await expect(storage.putFile("media/c.jpg", join(scratch, "in"), "image/jpeg")).rejects.toBeInstanceOf(
      StorageUnavailable,
    );
    expect(s3?.requests.length).toBe(asked + 3);
  });

  test("an upload in parts that fails half-way leaves no parts", async () => {
    await using place = await openPlace("s3");
    const { storage, scratch, s3 } = place;
    const path = join(scratch, "large");
    await writeFile(path, "");
    await truncate(path, 110_000_000);
    if (s3 !== null) s3.interfere = ({ url }) => (url.includes("partNumber=3&") ? 403 : null);

    await expect(storage.putFile("media/large.mp4", path, "video/mp4")).rejects.toBeInstanceOf(StorageUnavailable);

    expect(s3?.requests.filter(({ url }) => url.includes("partNumber="))).toHaveLength(3);
    expect(await readdir(join(s3?.directory ?? "", "._S3rver_uploads"))).toEqual([]);
    expect(await keysOf(storage)).toEqual([]);
  });

  test("a folder of more than a page is listed and removed as a whole", async () => {
    await using place = await openPlace("s3");
    const { storage } = place;
    const keys = Array.from({ length: 1_050 }, (_, index) => `media/x/${String(index).padStart(4, "0")}.jpg`);
    for (let start = 0; start < keys.length; start += 50) {
      const some = keys.slice(start, start + 50);
      await Promise.all(some.map((key) => storage.putBytes(key, bytes, "image/jpeg")));
    }
    await storage.putBytes("media/y/a.jpg", bytes, "image/jpeg");

    expect(await keysOf(storage, "media/x/")).toEqual(keys);
    await storage.removeFolder("media/x");
    expect(await keysOf(storage)).toEqual(["media/y/a.jpg"]);
  }, 60_000);

  test("a service that is down is unavailable, leaves nothing behind, and works when it is back", async () => {
    await using place = await openPlace("s3");
    const { storage, scratch, s3 } = place;
    await writeFile(join(scratch, "in"), bytes);
    await storage.putBytes("media/a.jpg", bytes, "image/jpeg");
    await s3?.stop();

    for (const attempt of [
      () => storage.putFile("media/b.jpg", join(scratch, "in"), "image/jpeg"),
      () => storage.putBytes("media/b.jpg", bytes, "image/jpeg"),
      () => storage.read("media/a.jpg"),
      () => storage.stat("media/a.jpg"),
      () => storage.fetchTo("media/a.jpg", join(scratch, "out")),
      () => storage.remove(["media/a.jpg"]),
      () => storage.removeFolder("media"),
      () => keysOf(storage),
      () => storage.check(),
    ]) {
      const error: unknown = await attempt().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(StorageUnavailable);
      expect(error).toHaveProperty("cause.code", "ECONNREFUSED");
    }
    expect(await readdir(scratch)).toEqual(["in"]);
    await s3?.start();
    expect(await keysOf(storage)).toEqual(["media/a.jpg"]);
    await storage.check();
  }, 60_000);

  test("a wrong key and a missing bucket are unavailable", async () => {
    await using s3 = await startS3();
    const wrongKey = openS3Storage(readConfig({ ...s3.environment, S3_ACCESS_KEY_ID: "wrong" }));
    const wrongBucket = openS3Storage(readConfig({ ...s3.environment, S3_BUCKET: "elsewhere" }));

    for (const storage of [wrongKey, wrongBucket]) {
      await expect(storage.putBytes("media/a.jpg", bytes, "image/jpeg")).rejects.toBeInstanceOf(StorageUnavailable);
      await expect(storage.read("media/a.jpg")).rejects.toBeInstanceOf(StorageUnavailable);
      await expect(storage.check()).rejects.toBeInstanceOf(StorageUnavailable);
    }
  });

  test("the check tells a missing bucket from a wrong key", async () => {
    await using s3 = await startS3();
    const wrongKey = openS3Storage(readConfig({ ...s3.environment, S3_ACCESS_KEY_ID: "wrong" }));
    const wrongBucket = openS3Storage(readConfig({ ...s3.environment, S3_BUCKET: "elsewhere" }));

    await expect(wrongKey.check()).rejects.toHaveProperty("cause.message", expect.stringContaining("key"));
    await expect(wrongBucket.check()).rejects.toHaveProperty("cause.message", "There is no bucket elsewhere");
  });

  test("without a bucket there is no S3 storage", () => {
    expect(() => openS3Storage(readConfig({}))).toThrow(Refused);
    expect(openStorage(readConfig({})).kind).toBe("disk");
  });

  test("objects say that they can be kept for ever", async () => {
    await using place = await openPlace("s3");
    const { storage, s3, scratch } = place;
    await writeFile(join(scratch, "in"), bytes);
    await storage.putFile("media/a.jpg", join(scratch, "in"), "image/jpeg");
    await storage.putBytes("media/b.jpg", bytes, "image/jpeg");

    // The test server lets anybody read.
    for (const name of ["a", "b"]) {
      const answer = await fetch(`${s3?.endpoint}/topout-test/media/${name}.jpg`);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(answer.headers.get("content-type")).toBe("image/jpeg");
      expect(await answer.text()).toBe(text);
    }
  });
});

describe("a signed upload", () => {
  test("lets a form with its fields store the file, under terms that cannot be changed", async () => {
    await using place = await openPlace("s3");
    const { storage } = place;
    const terms = { key: "uploads/1/x/source", contentType: "video/mp4", size: bytes.length, expiresInSeconds: 600 };

    const upload = await storage.signUpload(terms);

    expect(upload).not.toBeNull();
    const form = new FormData();
    for (const [name, value] of Object.entries(upload?.fields ?? {})) form.append(name, value);
    form.append("file", new Blob([bytes]));
    const answer = await fetch(upload?.url ?? "", { method: "POST", body: form });
    expect(answer.status, await answer.text()).toBe(204);
    expect(await storage.stat(terms.key)).toEqual({ size: bytes.length, contentType: "video/mp4" });
    expect(await textOf(storage, terms.key)).toBe(text);

    // The test server believes every form; what is signed is what a real service holds it to.
    const policy = JSON.parse(Buffer.from(upload?.fields["Policy"] ?? "", "base64").toString());
    expect(policy.conditions).toEqual(
      expect.arrayContaining([
        ["content-length-range", bytes.length, bytes.length],
        ["eq", "$Content-Type", "video/mp4"],
        { bucket: "topout-test" },
        { key: terms.key },
      ]),
    );
    const secondsLeft = (Date.parse(policy.expiration) - Date.now()) / 1000;
    expect(secondsLeft).toBeGreaterThan(540);
    expect(secondsLeft).toBeLessThanOrEqual(600);
  });

  test("is not to be had on disk", async () => {
    await using place = await openPlace("disk");
    const terms = { key: "uploads/1/x/source", contentType: "video/mp4", size: 5, expiresInSeconds: 600 };
    expect(await place.storage.signUpload(terms)).toBeNull();
  });
});
