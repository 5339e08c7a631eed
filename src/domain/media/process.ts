import { join } from "node:path";
import { findMedia, reportProgress, updateMedia } from "../../db/media-queries.ts";
import { present } from "../../lib/present.ts";
import { Refused } from "../../lib/refused.ts";
import { StorageUnavailable } from "../../media/storage.ts";
import { discardFiles, folderOf, removeFiles, storeFiles, withScratch } from "./files.ts";
import { makeFiles } from "./make-files.ts";
import type { Media, MediaContext } from "./media.ts";

/** A file that ends its process, or ffmpeg, again and again is given up. */
const mostAttempts = 3;
const reportEveryMs = 2_000;
const unreadable = "The file could not be processed";

/**
 * Makes of an upload what is shown, in a job. Running it again begins anew: nothing counts before the row says `ready`.
 * @throws what may pass: the storage is down, this process stops. What is wrong with the file is written into its row.
 */
export async function processMedia(
  ctx: MediaContext,
  mediaId: string,
  { attempts, signal }: { attempts: number; signal: AbortSignal },
): Promise<void> {
  const media = await findMedia(ctx.db.read, mediaId);
  if (media === null || media.state !== "processing" || media.sourceKey === null) return;
  if (attempts > mostAttempts) return await fail(ctx, media, media.sourceKey, unreadable);
  try {
    await process(ctx, media, media.sourceKey, signal);
  } catch (error) {
    if (error instanceof Refused) return await fail(ctx, media, media.sourceKey, error.message);
    if (signal.aborted || error instanceof StorageUnavailable || attempts < mostAttempts) throw error;
    ctx.log.error({ err: error, mediaId }, "an upload was given up");
    await fail(ctx, media, media.sourceKey, unreadable);
  }
}

async function process(ctx: MediaContext, media: Media, sourceKey: string, signal: AbortSignal): Promise<void> {
  const { folder } = media;
  if (folder === null) throw new Error(`Upload ${media.id} has no folder`);
  await withScratch(ctx, async (scratch) => {
    const source = join(scratch, "source");
    if (!(await ctx.storage.fetchTo(sourceKey, source))) throw new Refused("gone", "The uploaded file is gone");
    const made = await makeFiles(ctx, { source, scratch, folder, signal, onProgress: reporter(ctx, media.id) });
    signal.throwIfAborted();
    await storeFiles(ctx, made.files);
    const hasOwnPreview = media.smallKey !== null;
    const { smallKey, smallWidth, smallHeight, blurhash, ...columns } = made.columns;
    const preview = hasOwnPreview ? {} : { smallKey, smallWidth, smallHeight, blurhash };
    const finished = await ctx.db.write(async (tx) => {
      await removeFiles(ctx, tx, [folderOf(sourceKey)]);
      return await updateMedia(tx, media.id, {
        ...columns,
        ...present(preview),
        state: "ready",
        progress: 100,
        sourceKey: null,
      });
    });
    // It was deleted while it was worked on.
    if (finished === null) await discardFiles(ctx, [folder]);
  });
}

/** Tells how far it is, now and then. */
function reporter(ctx: MediaContext, mediaId: string): (done: number) => void {
  let last = 0;
  let shown = 0;
  return (done) => {
    const percent = Math.min(99, Math.floor(done * 100));
    const now = performance.now();
    if (percent <= shown || now - last < reportEveryMs) return;
    last = now;
    shown = percent;
    ctx.db
      .write((tx) => reportProgress(tx, mediaId, percent))
      .catch((error: unknown) => ctx.log.warn({ err: error, mediaId }, "progress could not be written"));
  };
}

async function fail(ctx: MediaContext, media: Media, sourceKey: string, failure: string): Promise<void> {
  await ctx.db.write(async (tx) => {
    await updateMedia(tx, media.id, { state: "failed", failure, sourceKey: null });
    await removeFiles(ctx, tx, [folderOf(sourceKey)]);
  });
}
