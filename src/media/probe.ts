import { z } from "zod";
import { Refused } from "../lib/refused.ts";
import { fileUrl, guardedInput, mediaFormats, runFfmpeg, runFfprobe, type Ffmpeg } from "./ffmpeg.ts";

export interface MediaProbe {
  readonly kind: "video" | "audio";
  readonly durationSeconds: number;
  /** As displayed: turned, and with square pixels. Null for audio. */
  readonly width: number | null;
  readonly height: number | null;
  /** Degrees by which a player turns the picture, clockwise: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Frames per second on average, as a fraction: `30000/1001`. */
  readonly frameRate: string | null;
  readonly hasConstantFrameRate: boolean;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly pixelFormat: string | null;
  readonly isHdr: boolean;
  readonly isInterlaced: boolean;
  /** Bits per second of the whole file. */
  readonly bitRate: number | null;
  readonly hasCover: boolean;
  /** Places of the streams in the file, of those that are used. */
  readonly streams: { readonly video: number | null; readonly audio: number | null; readonly cover: number | null };
}

const timeoutMs = 10_000;

const asked = [
  "format=duration,bit_rate",
  "format_tags=major_brand",
  "stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,pix_fmt,color_transfer,field_order",
  "stream=r_frame_rate,avg_frame_rate,duration",
  "stream_disposition=attached_pic,timed_thumbnails",
  "stream_tags=rotate",
  "stream_side_data=rotation",
].join(":");

// ffprobe prints most numbers as text, and leaves out or calls "N/A" what it does not know.
const number = z.coerce.number().positive().optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const degrees = z.coerce.number().optional().catch(undefined);
const streamSchema = z.object({
  index: z.number(),
  codec_type: text,
  codec_name: text,
  width: number,
  height: number,
  sample_aspect_ratio: text,
  pix_fmt: text,
  color_transfer: text,
  field_order: text,
  r_frame_rate: text,
  avg_frame_rate: text,
  duration: number,
  disposition: z.object({ attached_pic: z.number().default(0), timed_thumbnails: z.number().default(0) }).optional(),
  tags: z.object({ rotate: degrees }).optional(),
  side_data_list: z.array(z.object({ rotation: degrees })).optional(),
});
const answerSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z
    .object({ duration: number, bit_rate: number, tags: z.object({ major_brand: text }).optional() })
    .default({}),
});
type Stream = z.infer<typeof streamSchema>;

const stillBrands = new Set(["avif", "avis", "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"]);

/** Reads what a sound or video file holds, without decoding it. Refused as invalid when it is neither. */
export const probeMedia = (ffmpeg: Ffmpeg, path: string, signal?: AbortSignal): Promise<MediaProbe> =>
  probeAs(ffmpeg, path, mediaFormats, signal);

/** The same for files of other formats: names of demuxers, with commas. */
export async function probeAs(
  ffmpeg: Ffmpeg,
  path: string,
  formats: string,
  signal?: AbortSignal,
): Promise<MediaProbe> {
  const args = [...guardedInput(formats), "-show_entries", asked, "-of", "json", "-i", fileUrl(path)];
  const output = await runFfprobe(ffmpeg, args, { signal, timeoutMs });
  const { streams, format } = answerSchema.parse(JSON.parse(output));
  const isCover = ({ disposition }: Stream) => disposition?.attached_pic === 1 || disposition?.timed_thumbnails === 1;
  const pictures = streams.filter((stream) => stream.codec_type === "video" && isKnown(stream));
  const video = pictures.find((stream) => !isCover(stream) && stream.width && stream.height);
  const cover = pictures.find(isCover);
  const audio = streams.find((stream) => stream.codec_type === "audio" && isKnown(stream));
  if ((!video && !audio) || stillBrands.has(format.tags?.major_brand?.trim() ?? "")) {
    throw new Refused("invalid", "Validation failed: the file is neither video nor audio");
  }
  const used = [video, audio].flatMap((stream) => stream ?? []);
  const durationSeconds =
    longest(used) ?? format.duration ?? (await measureSeconds(ffmpeg, { path, formats, streams: used, signal }));
  return {
    kind: video ? "video" : "audio",
    durationSeconds,
    ...describePicture(video),
    audioCodec: audio?.codec_name ?? null,
    bitRate: format.bit_rate ?? null,
    hasCover: cover !== undefined,
    streams: { video: video?.index ?? null, audio: audio?.index ?? null, cover: cover?.index ?? null },
  };
}

const isKnown = ({ codec_name: name }: Stream): boolean => name !== undefined && name !== "none" && name !== "unknown";

// The container's own duration counts subtitles and data too.
function longest(streams: readonly Stream[]): number | undefined {
  const known = streams.flatMap(({ duration }) => duration ?? []);
  return known.length === streams.length ? Math.max(...known) : undefined;
}

function describePicture(stream: Stream | undefined) {
  const rotation = stream ? rotationOf(stream) : 0;
  const size = stream && displayedSize(stream, rotation);
  const average = fraction(stream?.avg_frame_rate);
  const finest = fraction(stream?.r_frame_rate);
  return {
    width: size?.width ?? null,
    height: size?.height ?? null,
    rotation,
    frameRate: (average !== null ? stream?.avg_frame_rate : finest !== null ? stream?.r_frame_rate : null) ?? null,
    // A stream that counts its last frame's length differently is not variable yet.
    hasConstantFrameRate: average !== null && finest !== null && Math.abs(average / finest - 1) < 0.02,
    videoCodec: stream?.codec_name ?? null,
    pixelFormat: stream?.pix_fmt ?? null,
    isHdr: stream?.color_transfer === "smpte2084" || stream?.color_transfer === "arib-std-b67",
    isInterlaced: ["tt", "bb", "tb", "bt"].includes(stream?.field_order ?? ""),
  };
}

function rotationOf({ side_data_list: sideData, tags }: Stream): number {
  const counterclockwise = sideData?.find(({ rotation }) => rotation !== undefined)?.rotation;
  const clockwise = counterclockwise === undefined ? (tags?.rotate ?? 0) : -counterclockwise;
  return (((Math.round(clockwise / 90) * 90) % 360) + 360) % 360;
}

function displayedSize({ width = 1, height = 1, sample_aspect_ratio: aspect }: Stream, rotation: number) {
  const wide = Math.max(1, Math.round(width * (fraction(aspect?.replace(":", "/")) ?? 1)));
  return rotation % 180 === 0 ? { width: wide, height } : { width: height, height: wide };
}

/** The value of `30000/1001`; null for `0/0` and what is no fraction. */
export function fraction(given: string | null | undefined): number | null {
  const [, above, below = "1"] = /^(\d+)(?:\/(\d+))?$/.exec(given ?? "") ?? [];
  const value = Number(above) / Number(below);
  return Number.isFinite(value) && value > 0 ? value : null;
}

// Browsers record into files without an index or a duration: only reading them to their end tells.
async function measureSeconds(
  ffmpeg: Ffmpeg,
  source: { path: string; formats: string; streams: readonly Stream[]; signal: AbortSignal | undefined },
): Promise<number> {
  let read = 0;
  const maps = source.streams.flatMap(({ index }) => ["-map", `0:${index}`]);
  await runFfmpeg(ffmpeg, {
    inputs: [{ path: source.path, formats: source.formats }],
    outputs: [{ name: "-", options: [...maps, "-c", "copy", "-f", "null"] }],
    folder: ".",
    signal: source.signal,
    timeoutMs: 30_000,
    threads: 1,
    onSeconds: (seconds) => (read = Math.max(read, seconds)),
  });
  if (read <= 0) throw new Refused("invalid", "Validation failed: the file is empty");
  return read;
}

/** Refused as invalid when it is longer than allowed, or its pictures have more pixels (width times height). */
export function checkVideoLimits(
  probe: MediaProbe,
  limits: { readonly maxMinutes: number; readonly maxWidthHeightPixels: number },
): void {
  // Encoders round up to whole frames.
  if (probe.durationSeconds > limits.maxMinutes * 60 + 1) {
    const unit = limits.maxMinutes === 1 ? "minute" : "minutes";
    throw new Refused("invalid", `Validation failed: the ${probe.kind} is longer than ${limits.maxMinutes} ${unit}`);
  }
  const { width, height } = probe;
  if (width !== null && height !== null && width * height > limits.maxWidthHeightPixels) {
    const most = limits.maxWidthHeightPixels.toLocaleString("en-US");
    const message = `Validation failed: ${width}x${height} video is not supported, the limit is ${most} pixels`;
    throw new Refused("invalid", message);
  }
}
