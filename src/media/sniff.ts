import { fileTypeFromBuffer } from "file-type";
import { canReadHeic as buildReadsHeic } from "./decode.ts";

/** What a file is by its content, whatever it was called. */
export interface Sniffed {
  readonly kind: "image" | "video" | "audio";
  readonly contentType: string;
  /** Without a dot. */
  readonly extension: string;
}

/** So many bytes of a file's beginning are enough for `sniff`. */
export const sniffBytes = 4_100;

const image = (contentType: string, extension: string): Sniffed => ({ kind: "image", contentType, extension });
const video = (contentType: string, extension: string): Sniffed => ({ kind: "video", contentType, extension });
const audio = (contentType: string, extension: string): Sniffed => ({ kind: "audio", contentType, extension });

const avif = image("image/avif", "avif");
const heicByType: Readonly<Record<string, Sniffed>> = {
  "image/heic": image("image/heic", "heic"),
  "image/heif": image("image/heif", "heif"),
};

// By the names that file-type gives. What is not in here is not taken: neither scripts nor SVG, which can hold them.
const taken: Readonly<Record<string, Sniffed>> = {
  "image/jpeg": image("image/jpeg", "jpg"),
  "image/png": image("image/png", "png"),
  "image/apng": image("image/png", "png"),
  "image/gif": image("image/gif", "gif"),
  "image/webp": image("image/webp", "webp"),
  "image/avif": avif,
  ...(buildReadsHeic ? heicByType : {}),
  "video/mp4": video("video/mp4", "mp4"),
  "video/x-m4v": video("video/mp4", "mp4"),
  "video/quicktime": video("video/quicktime", "mov"),
  "video/webm": video("video/webm", "webm"),
  "video/matroska": video("video/x-matroska", "mkv"),
  "video/3gpp": video("video/3gpp", "3gp"),
  "video/vnd.avi": video("video/x-msvideo", "avi"),
  "audio/mpeg": audio("audio/mpeg", "mp3"),
  "audio/ogg": audio("audio/ogg", "ogg"),
  "audio/ogg; codecs=opus": audio("audio/ogg", "ogg"),
  "audio/wav": audio("audio/wav", "wav"),
  "audio/flac": audio("audio/flac", "flac"),
  "audio/aac": audio("audio/aac", "aac"),
  "audio/mp4": audio("audio/mp4", "m4a"),
  "audio/x-m4a": audio("audio/mp4", "m4a"),
};

/**
 * Tells what a file is from its first `sniffBytes` bytes. Null for everything that is not taken here. A container that
 * may hold either sound or moving pictures counts as video: only ffprobe knows.
 */
export async function sniff(head: Uint8Array): Promise<Sniffed | null> {
  if (namesAvif(head)) return avif;
  const type = await fileTypeFromBuffer(head);
  return type === undefined ? null : (taken[type.mime] ?? null);
}

/** Some encoders call their AVIF a general HEIF, and say only in the list of compatible brands what it is. */
function namesAvif(head: Uint8Array): boolean {
  if (head.byteLength < 16) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const text = (at: number): string => String.fromCharCode(...head.subarray(at, at + 4));
  if (text(4) !== "ftyp" || text(8) !== "mif1") return false;
  const end = Math.min(view.getUint32(0), head.byteLength);
  for (let at = 16; at + 4 <= end; at += 4) if (text(at) === "avif") return true;
  return false;
}

interface Abilities {
  /** Whether there is an ffmpeg. */
  readonly canTranscode: boolean;
  /** What sharp can do here, unless it is named. */
  readonly canReadHeic?: boolean;
}

const imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"];
const heicTypes = ["image/heic", "image/heif"];
// Apps compare what the system calls a file with this list, so each has all its names.
const recordingTypes = [
  "video/mp4 video/x-m4v video/quicktime video/webm video/x-matroska video/3gpp video/x-msvideo video/avi",
  "audio/mpeg audio/mp3 audio/ogg audio/opus audio/vorbis audio/webm audio/flac audio/x-flac",
  "audio/wav audio/wave audio/x-wav audio/x-pn-wave audio/vnd.wave",
  "audio/aac audio/mp4 audio/m4a audio/x-m4a audio/3gpp",
].flatMap((types) => types.split(" "));

/** MIME types to announce to apps. An app that finds no image/heic in it sends JPEG instead. */
export const supportedTypes = ({ canTranscode, canReadHeic = buildReadsHeic }: Abilities): string[] => [
  ...imageTypes,
  ...(canReadHeic ? heicTypes : []),
  ...(canTranscode ? recordingTypes : []),
];
