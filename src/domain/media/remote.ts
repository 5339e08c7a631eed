import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { userAgentOf } from "../../config/config.ts";
import type { Reader } from "../../db/database.ts";
import {
  deleteRemoteFile,
  findRemoteFile,
  findRemoteFileKeys,
  recordRemoteFile,
} from "../../db/remote-file-queries.ts";
import type { AddressRule } from "../../lib/address-guard.ts";
import { FetchRefused } from "../../lib/fetch-refused.ts";
import { Refused } from "../../lib/refused.ts";
import { createSafeFetch } from "../../lib/safe-fetch.ts";
import { sniff, sniffBytes, type Sniffed } from "../../media/sniff.ts";
import { folderOf, removeFiles, storeAndWrite, withScratch } from "./files.ts";
import type { MediaContext } from "./media.ts";
import { renderCopy, type RemoteCopyFile } from "./render-copy.ts";
import type { RemoteVariant } from "./urls.ts";

/**
 * A stored file; "elsewhere" when it is too large to be copied, so that it is only to be had from its own server; null
 * when it cannot be had, or is nothing that is shown.
 */
export type RemoteFile = { readonly key: string } | "elsewhere" | null;

export interface RemoteMedia {
  /** The copy of another server's file, fetched when there is none yet. @throws StorageUnavailable */
  obtain(url: string, variant: RemoteVariant): Promise<RemoteFile>;
  /** The file of this copy is gone from the storage: the next look fetches it anew. */
  forget(url: string, variant: RemoteVariant, key: string): Promise<void>;
}

export interface RemoteMediaOptions {
  /** For the whole fetch of a file; 20 seconds unless given. */
  readonly timeoutMs?: number;
  /** Replaces the rule that the configuration stands for. */
  readonly isAllowedAddress?: AddressRule;
}

const usualTimeoutMs = 20_000;
/** A server that is down is not asked at every look at a page. */
const failedMs = 10 * 60_000;
/** Each holds a whole file in memory for a moment. */
const fetchesAtOnce = 8;
const mebibyte = 1024 * 1024;
const cacheFolder = "cache";

const hashOf = (url: string, variant: RemoteVariant): string =>
  createHash("sha256").update(`${variant} ${url}`).digest("hex");

/** Fetches are counted and joined within what this gives: make it once in a process. */
export function openRemoteMedia(ctx: MediaContext, options: RemoteMediaOptions = {}): RemoteMedia {
  const maxBytes = ctx.config.remoteMediaMaxMegabytes * mebibyte;
  const safeFetch = createSafeFetch({
    allowPrivateAddresses: ctx.config.allowPrivateAddresses,
    userAgent: userAgentOf(ctx.config),
    maxBytes,
    timeoutMs: options.timeoutMs ?? usualTimeoutMs,
    ...(options.isAllowedAddress === undefined ? {} : { isAllowedAddress: options.isAllowedAddress }),
  });
  const gate = pLimit(fetchesAtOnce);
  const looks = new Map<string, Promise<RemoteFile>>();

  async function look(url: string, variant: RemoteVariant, hash: string): Promise<RemoteFile> {
    const known = await findRemoteFile(ctx.db.read, hash);
    if (known !== null) {
      if (known.key !== null) return { key: known.key };
      if (known.bytes > maxBytes) return "elsewhere";
      // A file that was too large for a former limit is asked for again at once.
      const isRecent = ctx.clock.now().getTime() - known.fetchedAt.getTime() < failedMs;
      if (known.bytes === 0 && isRecent) return null;
    }
    try {
      const key = await copy(url, variant, hash);
      return key === null ? await remember(0) : { key };
    } catch (error) {
      if (error instanceof FetchRefused && error.reason === "too-large") return await remember(maxBytes + 1);
      // A picture that cannot be read is as good as none.
      if (error instanceof FetchRefused || error instanceof Refused) return await remember(0);
      throw error;
    }

    async function remember(bytes: number): Promise<RemoteFile> {
      const row = { hash, url, key: null, bytes, fetchedAt: ctx.clock.now() };
      await ctx.db.write((tx) => recordRemoteFile(tx, row));
      return bytes > maxBytes ? "elsewhere" : null;
    }
  }

  async function copy(url: string, variant: RemoteVariant, hash: string): Promise<string | null> {
    return await withScratch(ctx, async (scratch) => {
      const source = join(scratch, "source");
      const sniffed = await gate(() => download(url, source));
      const file = sniffed === null ? null : await renderCopy(ctx, { source, sniffed, scratch, variant });
      return file === null ? null : await keep(ctx, { hash, url, variant }, file);
    });
  }

  /** Gives what the file is by its content; null when it was not answered, or is nothing that is shown. */
  async function download(url: string, target: string): Promise<Sniffed | null> {
    const answer = await safeFetch(url, { headers: { accept: "image/*, video/*, audio/*;q=0.9, */*;q=0.1" } });
    if (!answer.ok) return null;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const sniffed = await sniff(bytes.subarray(0, sniffBytes));
    if (sniffed !== null) await writeFile(target, bytes);
    return sniffed;
  }

  return {
    // Looks for one file share one fetch. What the database knows is looked up within, or a look that began while a
    // fetch ended would fetch once more.
    obtain(url, variant) {
      const hash = hashOf(url, variant);
      const running = looks.get(hash);
      if (running !== undefined) return running;
      const mine = look(url, variant, hash).finally(() => looks.delete(hash));
      looks.set(hash, mine);
      return mine;
    },
    async forget(url, variant, key) {
      await ctx.db.write((tx) => deleteRemoteFile(tx, hashOf(url, variant), key));
    },
  };
}

/** Stores a copy and gives its key. Another process may have been faster: then its copy counts. */
async function keep(
  ctx: MediaContext,
  { hash, url, variant }: { hash: string; url: string; variant: RemoteVariant },
  file: RemoteCopyFile,
): Promise<string | null> {
  // A new folder for each fetch: what is under a key never changes, and whoever prunes the former copy leaves this one.
  const folder = `${cacheFolder}/${hash.slice(0, 2)}/${hash}-${randomBytes(8).toString("hex")}`;
  const key = `${folder}/${variant}.${file.extension}`;
  return await storeAndWrite(ctx, [{ key, path: file.path, contentType: file.contentType }], async (tx) => {
    const row = { hash, url, key, bytes: file.bytes, fetchedAt: ctx.clock.now() };
    if (await recordRemoteFile(tx, row)) return key;
    await removeFiles(ctx, tx, [folder]);
    return (await findRemoteFile(tx, hash))?.key ?? null;
  });
}

/** Which of these folders under `cache/` hold a copy that is known. */
export async function findKnownCopies(db: Reader, folders: readonly string[]): Promise<string[]> {
  const hashes = folders.flatMap((folder) => /^cache\/[0-9a-f]{2}\/([0-9a-f]{64})-/.exec(folder)?.[1] ?? []);
  const known = new Set((await findRemoteFileKeys(db, hashes)).map(folderOf));
  return folders.filter((folder) => known.has(folder));
}
