import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { insertMedia } from "../../db/media-queries.ts";
import { newId } from "../../lib/ids.ts";
import { inspectImage, renderAttachment } from "../../media/images.ts";
import type { Account } from "../accounts/account.ts";
import { newFolder, storeAndWrite } from "./files.ts";
import {
  checkAbout,
  imageLimits,
  invalidMedia,
  nameFile,
  type Media,
  type MediaAbout,
  type MediaContext,
  type Upload,
} from "./media.ts";
import { checkRecording } from "./check-recording.ts";
import { fileOf, pictureColumns } from "./make-files.ts";

export const processMediaJobType = "process-media";

interface NewUpload {
  readonly file: Upload;
  readonly about: MediaAbout;
  /** A preview of the owner's own. */
  readonly thumbnail: Upload | null;
  /** For what is made of it; whoever calls removes the folder. */
  readonly scratch: string;
}

/**
 * An account uploads what it will attach to a post. Pictures are ready when this resolves; videos, sounds and animations
 * are `processing`, by a job. @throws Refused, StorageUnavailable; nothing is left behind then.
 */
export async function addMedia(ctx: MediaContext, account: Account, upload: NewUpload): Promise<Media> {
  checkAbout(upload.about);
  const { file } = upload;
  if (file.kind !== "image") {
    const type = await checkRecording(ctx, file);
    return await addForLater(ctx, account, upload, type);
  }
  const { isAnimated } = await inspectImage(file.path, imageLimits(ctx));
  if (!isAnimated) return await addPicture(ctx, account, upload);
  if ((await ctx.ffmpeg()) === null)
    throw invalidMedia("this server cannot convert animated pictures: ffmpeg is missing");
  return await addForLater(ctx, account, upload, "gifv");
}

async function addPicture(ctx: MediaContext, account: Account, { file, about, thumbnail, scratch }: NewUpload) {
  const made = await renderAttachment(file.path, scratch, imageLimits(ctx));
  const row = newRow(ctx, account, about);
  const own = await renderThumbnail(ctx, row.folder, thumbnail, scratch);
  const originalKey = `${row.folder}/${nameFile("original", made.original)}`;
  const smallKey = `${row.folder}/${nameFile("small", made.small)}`;
  return await storeAndWrite(
    ctx,
    [fileOf(originalKey, made.original), fileOf(smallKey, made.small), ...own.files],
    (tx) =>
      insertMedia(tx, {
        ...row,
        type: "image",
        state: "ready",
        ...pictureColumns(made, originalKey, smallKey),
        ...own.columns,
      }),
  );
}

async function addForLater(
  ctx: MediaContext,
  account: Account,
  { file, about, thumbnail, scratch }: NewUpload,
  type: "video" | "gifv" | "audio",
) {
  const row = newRow(ctx, account, about);
  const own = await renderThumbnail(ctx, row.folder, thumbnail, scratch);
  const sourceKey = `${newFolder("uploads", row.id)}/source.${file.extension}`;
  return await storeAndWrite(
    ctx,
    [{ key: sourceKey, path: file.path, contentType: file.contentType }, ...own.files],
    async (tx) => {
      const media = await insertMedia(tx, {
        ...row,
        type,
        state: "processing",
        contentType: file.contentType,
        bytes: file.bytes,
        sourceKey,
        ...own.columns,
      });
      await processLater(ctx, tx, media.id);
      return media;
    },
  );
}

/** Writes the job beside what it works on. */
export async function processLater(ctx: Pick<MediaContext, "clock" | "wakeWorker">, tx: Writer, mediaId: string) {
  const now = ctx.clock.now();
  await insertJobs(tx, [
    { type: processMediaJobType, payload: { mediaId }, lane: "background", runAt: now, createdAt: now },
  ]);
  tx.afterCommit(ctx.wakeWorker);
}

/** What every upload starts as. */
export function newRow(ctx: Pick<MediaContext, "clock">, account: Account, { description, focus }: MediaAbout) {
  const now = ctx.clock.now();
  const id = newId(now);
  return {
    id,
    accountId: account.id,
    position: 0,
    folder: newFolder("media", id),
    description: description?.trim() || null,
    focusX: focus?.x ?? null,
    focusY: focus?.y ?? null,
    createdAt: now,
    unclaimedAt: now,
  };
}

/** The owner's own preview, for the folder of what it belongs to. Each gets a new name: stored files never change. */
export async function renderThumbnail(ctx: MediaContext, folder: string, thumbnail: Upload | null, scratch: string) {
  if (thumbnail === null) return { files: [], columns: {} };
  if (thumbnail.kind !== "image") throw invalidMedia("Thumbnail content type is invalid");
  const { small, blurhash } = await renderAttachment(
    thumbnail.path,
    await mkdtemp(join(scratch, "thumbnail-")),
    imageLimits(ctx),
  );
  const smallKey = `${folder}/${nameFile(`thumbnail-${randomBytes(6).toString("hex")}`, small)}`;
  const columns = { smallKey, smallWidth: small.width, smallHeight: small.height, blurhash };
  return { files: [fileOf(smallKey, small)], columns };
}
