import { rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Refused } from "../lib/refused.ts";
import { mediaFormats, runFfmpeg, type Ffmpeg, type FfmpegRun, type Limits } from "./ffmpeg.ts";
import { probeMedia, type MediaProbe } from "./probe.ts";
import { pictureFilters, type Size } from "./video-plan.ts";

const maxWidth = 1920;
const jpeg = ["-c:v", "mjpeg", "-q:v", "3", "-map_metadata", "-1", "-f", "mjpeg"];

/**
 * Writes one picture of a video as a JPEG to `target`, at most 1920 pixels wide: the one at `atSeconds`, by default one
 * from near the start that is not the first, which is often black. Refused as invalid when there is no picture.
 */
export async function grabFrame(
  ffmpeg: Ffmpeg,
  source: string,
  target: string,
  options: Limits & { readonly atSeconds?: number; readonly wantsCover?: boolean },
): Promise<void> {
  const probe = await probeMedia(ffmpeg, source, options.signal);
  const stream = options.wantsCover === true ? probe.streams.cover : probe.streams.video;
  const noPicture = new Refused("invalid", "Validation failed: the file has no picture");
  if (stream === null) throw noPicture;
  const wanted = options.atSeconds ?? Math.min(1, probe.durationSeconds / 3);
  // Durations are too long now and then, and beyond the end there is no picture.
  for (const seconds of new Set([wanted, 0])) {
    await runFfmpeg(ffmpeg, frameRun(ffmpeg, probe, { source, target, stream, seconds, limits: options }));
    const size = await sizeOf(target);
    if (size > 0) return;
  }
  await rm(target, { force: true });
  throw noPicture;
}

interface FrameWish {
  source: string;
  target: string;
  stream: number;
  seconds: number;
  limits: Limits;
}

function frameRun(ffmpeg: Ffmpeg, probe: MediaProbe, wish: FrameWish): FfmpegRun {
  const isCover = wish.stream === probe.streams.cover;
  const size = isCover ? null : narrowed(pictureSize(probe));
  // JPEG has the full range of values; of a cover only its own decoder knows the size.
  const filters =
    size === null
      ? [`scale=w='min(${maxWidth},iw)':h=-1`, "format=yuvj420p"]
      : pictureFilters(ffmpeg, probe, size, "yuvj420p");
  // Seeking skips covers, even to the start.
  const seek = wish.seconds > 0 ? ["-ss", wish.seconds.toFixed(3)] : [];
  return {
    signal: wish.limits.signal,
    timeoutMs: wish.limits.timeoutMs,
    threads: wish.limits.threads,
    folder: dirname(wish.target),
    inputs: [{ path: wish.source, formats: mediaFormats, options: seek }],
    filter: `[0:${wish.stream}]${filters.join(",")}[v]`,
    outputs: [
      {
        name: `./${basename(wish.target)}`,
        options: ["-map", "[v]", "-frames:v", "1", ...jpeg],
      },
    ],
  };
}

const narrowed = ({ width, height }: Size): Size =>
  width <= maxWidth
    ? { width, height }
    : { width: maxWidth, height: Math.max(1, Math.round((height * maxWidth) / width)) };

/** As displayed. Refused as invalid when there is no picture. */
export function pictureSize({ width, height }: MediaProbe): Size {
  if (width === null || height === null) throw new Refused("invalid", "Validation failed: the file has no picture");
  return { width, height };
}

/** Bytes; 0 when there is no such file. */
export const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
};
