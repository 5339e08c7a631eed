import { stat } from "node:fs/promises";
import { decoded, inTurn, invalidImage, openHeader, type ImageLimits } from "./decode.ts";

export interface ImageFacts {
  /** As displayed, that is after turning. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly isAnimated: boolean;
  readonly hasAlpha: boolean;
  readonly format: "jpeg" | "png" | "webp" | "gif" | "avif" | "heic";
}

export interface Picture extends ImageFacts {
  readonly path: string;
  /** Of the file. */
  readonly bytes: number;
  readonly limits: ImageLimits;
}

const maxFrames = 2_000;

/** What a picture is, by its header alone. @throws Refused when it cannot be read or is beyond the limits. */
export async function inspectImage(path: string, limits: ImageLimits): Promise<ImageFacts> {
  const { width, height, frames, isAnimated, hasAlpha, format } = await readPicture(path, limits);
  return { width, height, frames, isAnimated, hasAlpha, format };
}

/** Waits for its turn, looks at the header, and then lets `work` decode the picture. @throws Refused */
export async function withPicture<T>(
  path: string,
  limits: ImageLimits,
  work: (picture: Picture) => Promise<T>,
): Promise<T> {
  const picture = await readPicture(path, limits);
  return await inTurn(picture.width * picture.height * picture.frames, () => work(picture));
}

async function readPicture(path: string, limits: ImageLimits): Promise<Picture> {
  // A file that is not there is our fault and no fault of the picture.
  const { size: bytes } = await stat(path);
  if (bytes === 0) throw invalidImage("is empty");
  const header = await inTurn(0, () => decoded(openHeader(path).metadata()));
  const format = formatOf(header);
  const isAnimatable = format === "gif" || format === "webp";
  // The pages of a HEIF are other pictures; the frames of an animated PNG are not read, its first one is the picture.
  const frames = isAnimatable ? (header.pages ?? 1) : 1;
  const isAnimated = frames > 1;
  const { width, height } = isAnimated
    ? { width: header.width, height: header.pageHeight ?? header.height }
    : header.autoOrient;
  if (width < 1 || height < 1) throw invalidImage("has no width or height");
  if (frames > maxFrames) throw invalidImage(`has more than ${maxFrames} frames`);
  if (width * height * frames > limits.maxPixels) {
    const millions = Math.floor(limits.maxPixels / 1_000_000);
    const size = isAnimated ? `${width}x${height}, ${frames} frames` : `${width}x${height}`;
    throw invalidImage(`is too large (${size}; at most ${millions} million pixels)`);
  }
  return { path, bytes, limits, width, height, frames, isAnimated, hasAlpha: header.hasAlpha, format };
}

function formatOf({ format, compression }: { format: string; compression?: string | undefined }): ImageFacts["format"] {
  switch (format) {
    case "jpeg":
    case "png":
    case "webp":
    case "gif":
      return format;
    case "heif":
      return compression === "av1" ? "avif" : "heic";
    default:
      throw invalidImage("is of a kind that is not taken here");
  }
}
