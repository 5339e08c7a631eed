import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Refused } from "../lib/refused.ts";
import { mediaFormats, runFfmpeg, type Ffmpeg, type Limits } from "./ffmpeg.ts";
import { grabFrame, pictureSize, sizeOf } from "./grab-frame.ts";
import { playlistName, segmentsName, writeMaster } from "./hls.ts";
import { probeAs, probeMedia, type MediaProbe } from "./probe.ts";
import {
  fitPixels,
  pictureFilters,
  planFrameRate,
  planRenditions,
  renditionGraph,
  segmentSeconds,
  type Rendition,
} from "./video-plan.ts";

export interface RenderedMedia {
  readonly path: string;
  /** Without a dot. */
  readonly extension: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number;
  readonly bitRate: number | null;
  readonly frameRate: string | null;
}

export interface TranscodeOptions extends Limits {
  /** Gets the done part, 0 to 1, which only grows; must not throw. */
  readonly onProgress?: (done: number) => void;
}

export interface TranscodedVideo {
  /** The largest rendition, for whoever knows no HLS. */
  readonly mp4: RenderedMedia;
  /** Names in the folder; `files` has all of them, `master` too. */
  readonly hls: { readonly master: string; readonly files: readonly string[] };
  /** Path of a JPEG, at most 1920 pixels wide. */
  readonly poster: string;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly frameRate: string | null;
  readonly bitRate: number | null;
}

const maxAnimationPixels = 1280 * 720;
// The place where a phone stood is in the file's metadata, in the tracks' and in chapters, and each is copied by itself.
const bare = ["-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-sn", "-dn"];
const h264 = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23"];
// Players open the file before it is there as a whole.
const mp4 = ["-movflags", "+faststart", "-f", "mp4"];

/**
 * Makes H.264 and AAC of a video: HLS in up to three sizes, an MP4 of the largest, and a poster. Nothing else writes to
 * `folder` meanwhile, and nothing is left in it when this rejects. Refused as invalid when the source is no video, is
 * damaged, or takes too long.
 */
export async function transcodeVideo(
  ffmpeg: Ffmpeg,
  source: string,
  folder: string,
  options: TranscodeOptions,
): Promise<TranscodedVideo> {
  return await withoutLeftovers(folder, async () => {
    const limits = startLimits(options);
    const probe = await probeMedia(ffmpeg, source, options.signal);
    const frameRate = planFrameRate(probe);
    const renditions = planRenditions(pictureSize(probe), frameRate);
    const [largest] = renditions;
    if (largest === undefined) throw new Error("A video without renditions");
    await runFfmpeg(ffmpeg, {
      ...limits(),
      folder,
      inputs: [{ path: source, formats: mediaFormats, options: atMost(probe) }],
      filter: renditionGraph(ffmpeg, probe, renditions, frameRate),
      outputs: renditions.map((rendition, place) => hlsOutput(rendition, place, probe, options.threads)),
      onSeconds: toProgress(probe, options, 0.97),
    });
    const hasAudio = probe.streams.audio !== null;
    const master = await writeMaster(folder, renditions, { hasAudio, frameRate });
    await runFfmpeg(ffmpeg, {
      ...limits(),
      folder,
      inputs: [{ path: join(folder, segmentsName(largest)), formats: "mov" }],
      outputs: [{ name: "video.mp4", options: ["-map", "0", "-c", "copy", ...bare, ...mp4] }],
    });
    const made = await describe(ffmpeg, join(folder, "video.mp4"), "video/mp4", options.signal);
    checkWhole(probe, made);
    const poster = join(folder, "poster.jpg");
    await grabFrame(ffmpeg, made.path, poster, limits());
    options.onProgress?.(1);
    return {
      mp4: made,
      hls: { master, files: [master, ...renditions.flatMap((each) => [playlistName(each), segmentsName(each)])] },
      poster,
      durationSeconds: made.durationSeconds,
      width: largest.width,
      height: largest.height,
      frameRate: made.frameRate,
      bitRate: made.bitRate,
    };
  });
}

function hlsOutput(rendition: Rendition, place: number, probe: MediaProbe, threads: number) {
  const { audio } = probe.streams;
  const sound = ["-map", `0:${audio}`, "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"];
  // Sound that starts late or has gaps would run ahead of the picture.
  sound.push("-af", "aresample=async=1:first_pts=0");
  const picture = ["-map", `[v${place}]`, ...h264, "-threads", String(threads)];
  picture.push("-maxrate", String(rendition.maxBitRate), "-bufsize", String(rendition.maxBitRate * 2));
  // Players change between renditions at key frames, so these are at the same moments in all, and nowhere else.
  picture.push("-force_key_frames", `expr:gte(t,n_forced*${segmentSeconds})`);
  picture.push("-flags", "+cgop", "-sc_threshold", "0", "-g", "600");
  const hls = ["-f", "hls", "-hls_time", String(segmentSeconds), "-hls_playlist_type", "vod"];
  hls.push("-hls_segment_type", "fmp4", "-hls_flags", "single_file");
  hls.push("-hls_segment_filename", segmentsName(rendition));
  // Streams that begin minutes apart wait for each other.
  const options = [...picture, ...(audio === null ? [] : sound), ...bare, "-max_muxing_queue_size", "4096", ...hls];
  return { name: playlistName(rendition), options };
}

/**
 * Makes a silent MP4 of a GIF, of at most 1280 by 720 pixels in area, and a poster (path of a JPEG). `folder` as for
 * `transcodeVideo`.
 */
export async function transcodeAnimation(
  ffmpeg: Ffmpeg,
  gifPath: string,
  folder: string,
  options: TranscodeOptions,
): Promise<{ mp4: RenderedMedia; poster: string }> {
  return await withoutLeftovers(folder, async () => {
    const limits = startLimits(options);
    const probe = await probeAs(ffmpeg, gifPath, "gif", options.signal);
    const filters = pictureFilters(ffmpeg, probe, fitPixels(pictureSize(probe), maxAnimationPixels));
    const picture = [...h264, "-threads", String(options.threads), "-an"];
    await runFfmpeg(ffmpeg, {
      ...limits(),
      folder,
      inputs: [{ path: gifPath, formats: "gif", options: atMost(probe) }],
      filter: `[0:${probe.streams.video}]fps=${planFrameRate(probe)},${filters.join(",")}[v]`,
      outputs: [{ name: "animation.mp4", options: ["-map", "[v]", ...picture, ...bare, ...mp4] }],
      onSeconds: toProgress(probe, options, 0.95),
    });
    const made = await describe(ffmpeg, join(folder, "animation.mp4"), "video/mp4", options.signal);
    const poster = join(folder, "poster.jpg");
    // A GIF is known by its first picture.
    await grabFrame(ffmpeg, made.path, poster, { ...limits(), atSeconds: 0 });
    options.onProgress?.(1);
    return { mp4: made, poster };
  });
}

/** Makes an MP3 of a sound file, or of a video's sound, and a JPEG of its cover, if any. `folder` as for `transcodeVideo`. */
export async function transcodeAudio(
  ffmpeg: Ffmpeg,
  source: string,
  folder: string,
  options: TranscodeOptions,
): Promise<{ mp3: RenderedMedia; cover: string | null; durationSeconds: number; bitRate: number | null }> {
  return await withoutLeftovers(folder, async () => {
    const limits = startLimits(options);
    const probe = await probeMedia(ffmpeg, source, options.signal);
    if (probe.streams.audio === null) throw new Refused("invalid", "Validation failed: the file has no sound");
    const sound = ["-map", `0:${probe.streams.audio}`, "-vn", "-c:a", "libmp3lame", "-b:a", "192k", "-ac", "2"];
    await runFfmpeg(ffmpeg, {
      ...limits(),
      folder,
      inputs: [{ path: source, formats: mediaFormats, options: atMost(probe) }],
      outputs: [{ name: "audio.mp3", options: [...sound, ...bare, "-id3v2_version", "0", "-f", "mp3"] }],
      onSeconds: toProgress(probe, options, 0.95),
    });
    const made = await describe(ffmpeg, join(folder, "audio.mp3"), "audio/mpeg", options.signal);
    // A video's length is that of its pictures too.
    if (probe.kind === "audio") checkWhole(probe, made);
    const cover = probe.streams.cover === null ? null : await grabCover(ffmpeg, source, folder, limits());
    options.onProgress?.(1);
    return { mp3: made, cover, durationSeconds: made.durationSeconds, bitRate: made.bitRate };
  });
}

async function grabCover(ffmpeg: Ffmpeg, source: string, folder: string, limits: Limits): Promise<string | null> {
  const cover = join(folder, "cover.jpg");
  try {
    await grabFrame(ffmpeg, source, cover, { ...limits, atSeconds: 0, wantsCover: true });
    return cover;
  } catch (error) {
    // A sound with a broken cover is a sound without one.
    if (!(error instanceof Refused)) throw error;
    await rm(cover, { force: true });
    return null;
  }
}

// A file may say that it is shorter than it is, to get past the limit.
const atMost = (probe: MediaProbe): string[] => ["-t", (probe.durationSeconds * 1.1 + 1).toFixed(3)];

/** ffmpeg ends well over a file that was cut off in transit, with what there was. */
function checkWhole(probe: MediaProbe, made: RenderedMedia): void {
  if (made.durationSeconds >= probe.durationSeconds * 0.9 - 1) return;
  throw new Refused("invalid", "Validation failed: the file is incomplete");
}

async function describe(
  ffmpeg: Ffmpeg,
  path: string,
  contentType: string,
  signal: AbortSignal | undefined,
): Promise<RenderedMedia> {
  const { width, height, durationSeconds, bitRate, frameRate } = await probeMedia(ffmpeg, path, signal);
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const bytes = await sizeOf(path);
  return { path, extension, contentType, bytes, width, height, durationSeconds, bitRate, frameRate };
}

/** Limits for each program in turn, of a deadline that is one for all of them. */
function startLimits({ signal, timeoutMs, threads }: Limits): () => Limits {
  const end = performance.now() + timeoutMs;
  return () => ({ signal, threads, timeoutMs: Math.max(1, end - performance.now()) });
}

function toProgress(probe: MediaProbe, { onProgress }: TranscodeOptions, share: number) {
  let most = 0;
  return (seconds: number): void => {
    const done = Math.min(1, seconds / probe.durationSeconds) * share;
    if (done <= most) return;
    most = done;
    onProgress?.(done);
  };
}

async function withoutLeftovers<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = new Set(await readdir(folder));
  try {
    return await work();
  } catch (error) {
    const made = (await readdir(folder)).filter((name) => !before.has(name));
    await Promise.all(made.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    throw error;
  }
}
