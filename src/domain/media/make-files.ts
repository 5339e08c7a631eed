import { mkdtemp, open } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { MediaType } from "../../db/schema/index.ts";
import type { Ffmpeg } from "../../media/ffmpeg.ts";
import { blurhashOf, inspectImage, renderAttachment, renderGif, type RenderedFile } from "../../media/images.ts";
import { sniff, sniffBytes } from "../../media/sniff.ts";
import { contentTypeOfKey } from "../../media/storage.ts";
import { transcodeAnimation, transcodeAudio, transcodeVideo, type RenderedMedia } from "../../media/transcode.ts";
import { checkRecording } from "./check-recording.ts";
import type { FileToStore } from "./files.ts";
import { imageLimits, invalidMedia, nameFile, type MediaContext } from "./media.ts";

/** What is stored of an upload, and what its row says then. */
export interface Made {
  readonly files: readonly FileToStore[];
  readonly columns: MadeColumns;
}

interface MadeColumns {
  type: MediaType;
  contentType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  originalKey: string;
  smallKey?: string;
  smallWidth?: number;
  smallHeight?: number;
  blurhash?: string;
  hlsKey?: string;
  durationSeconds?: number;
  frameRate?: string | null;
  bitRate?: number | null;
}

interface Making {
  readonly source: string;
  readonly scratch: string;
  /** The storage folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Of 1. */
  readonly onProgress: (done: number) => void;
}

/** Makes what is shown of an upload, by what its content is. @throws Refused when it is nothing that is taken here. */
export async function makeFiles(ctx: MediaContext, making: Making): Promise<Made> {
  const sniffed = await sniff(await readHead(making.source));
  if (sniffed === null) throw invalidMedia("File content type is invalid");
  if (sniffed.kind === "image") {
    const { isAnimated } = await inspectImage(making.source, imageLimits(ctx));
    return isAnimated
      ? await makeAnimation(ctx, await need(ctx), await asGif(ctx, sniffed.contentType, making))
      : await makePicture(ctx, making);
  }
  const kind = await checkRecording(ctx, { path: making.source }, making.signal);
  const ffmpeg = await need(ctx);
  return kind === "video" ? await makeVideo(ctx, ffmpeg, making) : await makeAudio(ctx, ffmpeg, making);
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(sniffBytes), 0, sniffBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function need(ctx: MediaContext): Promise<Ffmpeg> {
  const ffmpeg = await ctx.ffmpeg();
  if (ffmpeg === null) throw invalidMedia("this server cannot convert videos and sounds: ffmpeg is missing");
  return ffmpeg;
}

async function makePicture(ctx: MediaContext, { source, scratch, folder }: Making): Promise<Made> {
  const made = await renderAttachment(source, scratch, imageLimits(ctx));
  const originalKey = `${folder}/${nameFile("original", made.original)}`;
  const smallKey = `${folder}/${nameFile("small", made.small)}`;
  return {
    files: [fileOf(originalKey, made.original), fileOf(smallKey, made.small)],
    columns: { type: "image", ...pictureColumns(made, originalKey, smallKey) },
  };
}

const optionsOf = (ctx: MediaContext, { signal, onProgress }: Making) => ({
  signal,
  timeoutMs: ctx.config.transcodeMaxMinutes * 60_000,
  threads: availableParallelism(),
  onProgress,
});

async function makeVideo(ctx: MediaContext, ffmpeg: Ffmpeg, making: Making): Promise<Made> {
  const { scratch, folder, source } = making;
  const made = await transcodeVideo(ffmpeg, source, scratch, optionsOf(ctx, making));
  const originalKey = `${folder}/${nameFile("original", made.mp4)}`;
  const hlsKey = `${folder}/${made.hls.master}`;
  const poster = await makePoster(ctx, making, made.poster);
  return {
    files: [
      fileOf(originalKey, made.mp4),
      ...made.hls.files.map((name) => {
        const key = `${folder}/${name}`;
        return { key, path: join(scratch, name), contentType: contentTypeOfKey(key) };
      }),
      ...poster.files,
    ],
    columns: { type: "video", ...recordingColumns(made.mp4, originalKey), hlsKey, ...poster.columns },
  };
}

/** ffmpeg reads no animated WebP. */
async function asGif(ctx: MediaContext, contentType: string, making: Making): Promise<Making> {
  if (contentType === "image/gif") return making;
  const folder = await mkdtemp(join(making.scratch, "gif-"));
  return { ...making, source: (await renderGif(making.source, folder, imageLimits(ctx))).path };
}

async function makeAnimation(ctx: MediaContext, ffmpeg: Ffmpeg, making: Making): Promise<Made> {
  const made = await transcodeAnimation(ffmpeg, making.source, making.scratch, optionsOf(ctx, making));
  const originalKey = `${making.folder}/${nameFile("original", made.mp4)}`;
  const poster = await makePoster(ctx, making, made.poster);
  return {
    files: [fileOf(originalKey, made.mp4), ...poster.files],
    columns: { type: "gifv", ...recordingColumns(made.mp4, originalKey), ...poster.columns },
  };
}

async function makeAudio(ctx: MediaContext, ffmpeg: Ffmpeg, making: Making): Promise<Made> {
  const made = await transcodeAudio(ffmpeg, making.source, making.scratch, optionsOf(ctx, making));
  const originalKey = `${making.folder}/${nameFile("original", made.mp3)}`;
  const cover = made.cover === null ? { files: [], columns: {} } : await makePoster(ctx, making, made.cover);
  return {
    files: [fileOf(originalKey, made.mp3), ...cover.files],
    columns: { type: "audio", ...recordingColumns(made.mp3, originalKey), ...cover.columns },
  };
}

/** A still picture for what is not one. */
async function makePoster(ctx: MediaContext, { scratch, folder }: Making, picture: string) {
  const { small } = await renderAttachment(picture, scratch, imageLimits(ctx));
  const smallKey = `${folder}/${nameFile("small", small)}`;
  return {
    files: [fileOf(smallKey, small)],
    columns: {
      smallKey,
      smallWidth: small.width,
      smallHeight: small.height,
      blurhash: await blurhashOf(small.path),
    },
  };
}

export const fileOf = (key: string, file: Pick<RenderedFile, "path" | "contentType">): FileToStore => ({
  key,
  path: file.path,
  contentType: file.contentType,
});

export const pictureColumns = (
  made: { original: RenderedFile; small: RenderedFile; blurhash: string },
  originalKey: string,
  smallKey: string,
) => ({
  contentType: made.original.contentType,
  bytes: made.original.bytes,
  width: made.original.width,
  height: made.original.height,
  originalKey,
  smallKey,
  smallWidth: made.small.width,
  smallHeight: made.small.height,
  blurhash: made.blurhash,
});

const recordingColumns = (made: RenderedMedia, originalKey: string) => ({
  contentType: made.contentType,
  bytes: made.bytes,
  width: made.width,
  height: made.height,
  durationSeconds: made.durationSeconds,
  frameRate: made.frameRate,
  bitRate: made.bitRate,
  originalKey,
});
