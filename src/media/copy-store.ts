import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import type { ListedFile, Storage } from "./storage.ts";

export interface CopyCounts {
  readonly copied: number;
  /** Were there already, with the same size. */
  readonly skipped: number;
  /** Removed by the server since they were listed. */
  readonly gone: number;
  /** Of the copied files. */
  readonly bytes: number;
  /** False when `signal` ended the copying. Doing it again continues. */
  readonly isComplete: boolean;
}

interface CopyOptions {
  /** A folder for files on their way. */
  readonly scratch: string;
  /** When aborted, the files on their way arrive, and no more are begun. */
  readonly signal?: AbortSignal;
  /** Called after each file, with the number of those looked at. */
  readonly onProgress?: (done: number) => void;
}

const sideBySide = 8;
const filesPerRound = 200;

/** Copies every file that `to` does not have. @throws StorageUnavailable, when the files on their way have ended. */
export async function copyStore(from: Storage, to: Storage, options: CopyOptions): Promise<CopyCounts> {
  const { signal, onProgress } = options;
  const limit = pLimit(sideBySide);
  const counts = { copied: 0, skipped: 0, gone: 0, bytes: 0 };
  const failures: unknown[] = [];
  const isStopped = (): boolean => failures.length > 0 || signal?.aborted === true;

  async function copyOne(file: ListedFile): Promise<void> {
    if (isStopped()) return;
    try {
      const outcome = await copyFile(from, to, file, options.scratch);
      counts[outcome] += 1;
      if (outcome === "copied") counts.bytes += file.size;
      onProgress?.(counts.copied + counts.skipped + counts.gone);
    } catch (error) {
      // Thrown when the others have ended: nothing goes on behind the caller's back.
      failures.push(error);
    }
  }

  let round: ListedFile[] = [];
  for await (const file of from.list("")) {
    round.push(file);
    if (round.length < filesPerRound) continue;
    await limit.map(round, copyOne);
    round = [];
    if (isStopped()) break;
  }
  await limit.map(round, copyOne);
  if (failures.length > 0) throw failures[0];
  return { ...counts, isComplete: signal?.aborted !== true };
}

async function copyFile(
  from: Storage,
  to: Storage,
  { key, size }: ListedFile,
  scratch: string,
): Promise<"copied" | "skipped" | "gone"> {
  // Stores have whole files or none, so that the same size is the same file.
  if ((await to.stat(key))?.size === size) return "skipped";
  const stored = await from.stat(key);
  if (stored === null) return "gone";
  const path = join(scratch, randomUUID());
  try {
    if (!(await from.fetchTo(key, path))) return "gone";
    await to.putFile(key, path, stored.contentType);
    return "copied";
  } finally {
    await rm(path, { force: true });
  }
}
