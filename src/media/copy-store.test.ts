import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import pLimit from "p-limit";
import { describe, expect, test } from "vitest";
import { readConfig } from "../config/config.ts";
import { startS3, type TestS3 } from "../testing/start-s3.ts";
import { copyStore } from "./copy-store.ts";
import { findOrphans, type Orphan } from "./find-orphans.ts";
import { openDiskStorage, openS3Storage } from "./open-storage.ts";
import { StorageUnavailable, type Storage } from "./storage.ts";

interface Stores extends AsyncDisposable {
  readonly disk: Storage;
  readonly s3: Storage;
  readonly server: TestS3;
  readonly scratch: string;
}

async function openStores(): Promise<Stores> {
  const dataDir = await mkdtemp(join(tmpdir(), "topout-copy-"));
  const server = await startS3();
  const config = readConfig({ TOPOUT_DATA_DIR: dataDir, ...server.environment });
  const scratch = join(dataDir, "scratch");
  await mkdir(scratch);
  return {
    disk: openDiskStorage(config),
    s3: openS3Storage(config),
    server,
    scratch,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function fill(storage: Storage, count: number): Promise<Map<string, Buffer>> {
  const files = Array.from({ length: count }, (_, index): [string, Buffer] => [
    `media/${String(index).padStart(4, "0")}/x/original.webp`,
    randomBytes(1_000 + index),
  ]);
  await pLimit(30).map(files, ([key, bytes]) => storage.putBytes(key, bytes, "image/webp"));
  return new Map(files);
}

async function contentsOf(storage: Storage): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for await (const { key } of storage.list("")) {
    const file = await storage.read(key);
    if (file !== null) contents.set(key, await buffer(file.stream));
  }
  return contents;
}

describe("copying the files to another store", () => {
  test.each([
    ["disk", "s3"],
    ["s3", "disk"],
  ] as const)("from %s to %s brings every file, once", async (source, target) => {
    await using stores = await openStores();
    const { [source]: from, [target]: to, scratch } = stores;
    const contents = await fill(from, 210);
    await from.putBytes("uploads/1/x/source", Buffer.from("film"), "video/mp4");
    const seen: number[] = [];

    const counts = await copyStore(from, to, { scratch, onProgress: (done) => seen.push(done) });

    const bytes = [...contents.values()].reduce((sum, each) => sum + each.length, 4);
    expect(counts).toEqual({ copied: 211, skipped: 0, gone: 0, bytes, isComplete: true });
    expect(seen).toEqual(Array.from({ length: 211 }, (_, index) => index + 1));
    expect(await contentsOf(to)).toEqual(contents.set("uploads/1/x/source", Buffer.from("film")));
    expect((await to.stat("media/0001/x/original.webp"))?.contentType).toBe("image/webp");
    expect(await readdir(scratch)).toEqual([]);

    const again = await copyStore(from, to, { scratch });
    expect(again).toEqual({ copied: 0, skipped: 211, gone: 0, bytes: 0, isComplete: true });
  });

  test("what was interrupted goes on where it was", async () => {
    await using stores = await openStores();
    const { disk, s3, scratch } = stores;
    const contents = await fill(disk, 60);
    const stop = new AbortController();

    const first = await copyStore(disk, s3, {
      scratch,
      signal: stop.signal,
      onProgress: (done) => done === 20 && stop.abort(),
    });

    expect(first.isComplete).toBe(false);
    expect(first.copied).toBeGreaterThanOrEqual(20);
    // Those that were on their way arrive.
    expect(first.copied).toBeLessThan(30);
    expect((await contentsOf(s3)).size).toBe(first.copied);
    expect(await readdir(scratch)).toEqual([]);
    const second = await copyStore(disk, s3, { scratch });
    expect(second).toMatchObject({ copied: 60 - first.copied, skipped: first.copied, isComplete: true });
    expect(await contentsOf(s3)).toEqual(contents);
  });

  test("when the target goes away it ends, and goes on when that is back", async () => {
    await using stores = await openStores();
    const { disk, s3, server, scratch } = stores;
    const contents = await fill(disk, 40);
    let isStopping: Promise<void> | null = null;

    const copying = copyStore(disk, s3, {
      scratch,
      onProgress: (done) => done === 10 && (isStopping ??= server.stop()),
    });

    await expect(copying).rejects.toBeInstanceOf(StorageUnavailable);
    await isStopping;
    expect(await readdir(scratch)).toEqual([]);
    await server.start();
    const second = await copyStore(disk, s3, { scratch });
    expect(second.isComplete).toBe(true);
    expect(await contentsOf(s3)).toEqual(contents);
  });

  test("a file of another size is copied again", async () => {
    await using stores = await openStores();
    const { disk, s3, scratch } = stores;
    await disk.putBytes("media/1/a.jpg", Buffer.from("whole"), "image/jpeg");
    await s3.putBytes("media/1/a.jpg", Buffer.from("who"), "image/jpeg");

    expect(await copyStore(disk, s3, { scratch })).toMatchObject({ copied: 1, skipped: 0 });
    expect(await contentsOf(s3)).toEqual(new Map([["media/1/a.jpg", Buffer.from("whole")]]));
  });
});

describe.each(["disk", "s3"] as const)("looking for orphans on %s", (kind) => {
  const inTwoHours = () => new Date(Date.now() + 2 * 3_600_000);

  async function find(storage: Storage, known: readonly string[], now: Date) {
    const asked: (readonly string[])[] = [];
    const orphans: Orphan[] = [];
    const isKnown = async (folders: readonly string[]) => {
      asked.push(folders);
      return new Set(folders.filter((folder) => known.includes(folder)));
    };
    for await (const orphan of findOrphans(storage, isKnown, now)) orphans.push(orphan);
    return { asked, orphans };
  }

  test("finds the folders that nobody knows, with their files and sizes, in the cache too", async () => {
    await using stores = await openStores();
    const storage = stores[kind];
    for (const key of [
      "media/1/x/a.jpg",
      "media/1/x/hls/b.m4s",
      "media/1/x/z.jpg",
      "media/2/x/a.jpg",
      "cache/ab/c/d.webp",
    ]) {
      await storage.putBytes(key, Buffer.from(key), "image/jpeg");
    }

    const { orphans } = await find(storage, ["media/1/x/hls", "media/2/x"], inTwoHours());

    expect(orphans).toEqual([
      { folder: "cache/ab/c", keys: ["cache/ab/c/d.webp"], bytes: 17 },
      { folder: "media/1/x", keys: ["media/1/x/a.jpg", "media/1/x/z.jpg"], bytes: 30 },
    ]);
  });

  test("leaves alone what is younger than an hour", async () => {
    await using stores = await openStores();
    await stores[kind].putBytes("media/1/x/a.jpg", Buffer.from("new"), "image/jpeg");

    expect((await find(stores[kind], [], new Date(Date.now() + 3_500_000))).orphans).toEqual([]);
    expect((await find(stores[kind], [], new Date(Date.now() + 3_700_000))).orphans).toHaveLength(1);
  });

  test("asks for 500 folders at a time, for each once", async () => {
    await using stores = await openStores();
    const storage = stores[kind];
    const contents = await fill(storage, 520);

    const { asked, orphans } = await find(storage, [], inTwoHours());

    expect(asked.map((folders) => folders.length)).toEqual([500, 20]);
    expect(orphans.flatMap(({ keys }) => keys)).toEqual([...contents.keys()]);
    expect((await find(stores[kind === "s3" ? "disk" : "s3"], [], inTwoHours())).asked).toEqual([]);
  });
});
