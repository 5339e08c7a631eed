import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";

export const removeFilesJobType = "remove-files";

/** A storage folder whose name nobody can guess: files of followers-only posts are reached by their address alone. */
export const newFolder = (kind: "media" | "uploads" | "accounts" | "emojis" | "imports", id: string): string =>
  `${kind}/${id}/${randomBytes(16).toString("hex")}`;

export interface FileToStore {
  readonly key: string;
  readonly path: string;
  readonly contentType: string;
}

/** @throws StorageUnavailable, with some of them stored. */
export async function storeFiles(ctx: Pick<Context, "storage">, files: readonly FileToStore[]): Promise<void> {
  for (const { key, path, contentType } of files) await ctx.storage.putFile(key, path, contentType);
}

/** Stores files in folders of their own, then writes what refers to them: both, or neither. @throws StorageUnavailable */
export async function storeAndWrite<T>(
  ctx: Pick<Context, "storage" | "db" | "clock" | "wakeWorker">,
  files: readonly FileToStore[],
  write: (tx: Writer) => Promise<T>,
): Promise<T> {
  try {
    await storeFiles(ctx, files);
    return await ctx.db.write(write);
  } catch (error) {
    await discardFiles(ctx, [...new Set(files.map((file) => folderOf(file.key)))]);
    throw error;
  }
}

export const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/"));

/** Stored files whose row was never written: a job takes them away, also when the storage is down at the moment. */
export async function discardFiles(
  ctx: Pick<Context, "db" | "clock" | "wakeWorker">,
  folders: readonly string[],
): Promise<void> {
  await ctx.db.write((tx) => removeFiles(ctx, tx, folders));
}

/** Takes stored folders away once the transaction that gave them up is committed. */
export async function removeFiles(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  folders: readonly string[],
): Promise<void> {
  if (folders.length === 0) return;
  const now = ctx.clock.now();
  await insertJobs(tx, [
    { type: removeFilesJobType, payload: { folders }, lane: "background", runAt: now, createdAt: now },
  ]);
  tx.afterCommit(ctx.wakeWorker);
}

const scratchName = "tmp";

/** Runs `work` with a folder of its own for passing files, on the disk of the data; it is gone afterwards. */
export async function withScratch<T>(ctx: Pick<Context, "config">, work: (folder: string) => Promise<T>): Promise<T> {
  const parent = join(ctx.config.dataDir, scratchName);
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "work-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const leastStaleMs = 6 * 3_600_000;

/** Removes what processes left behind that were killed at work. Times are the disk's own, so they are not the clock's. */
export async function clearScratch(ctx: Pick<Context, "config">): Promise<void> {
  const parent = join(ctx.config.dataDir, scratchName);
  // A folder that is worked in looks as old as its youngest file: converting may take that long, and be one run of it.
  const staleMs = Math.max(leastStaleMs, 2 * ctx.config.transcodeMaxMinutes * 60_000);
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const folder = join(parent, name);
    const found = await stat(folder).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > staleMs) await rm(folder, { recursive: true, force: true });
  }
}
