import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import sharp, { type Sharp } from "sharp";
import { Refused } from "../lib/refused.ts";

export interface ImageLimits {
  /** Width times height, of all frames together. */
  readonly maxPixels: number;
}

// Everything reads other decoders too (SVG, TIFF, PDF ...): a file that was sniffed wrongly must not reach them.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpeg",
    "VipsForeignLoadPng",
    "VipsForeignLoadWebp",
    "VipsForeignLoadNsgif",
    "VipsForeignLoadHeif",
  ],
});
// No picture comes twice, and several are made side by side: a cache and threads of each would only take memory.
sharp.cache(false);
sharp.concurrency(1);

/** Whether this build of libvips has a decoder for iPhone photos; the one in sharp's own package has none. */
export const canReadHeic: boolean = sharp.format.heif.input.fileSuffix?.includes(".heic") ?? false;

const timeoutSeconds = 30;
const heavyPixels = 32_000_000;

// libuv has four threads for everything that blocks: one stays free for files, names and passwords.
const slots = pLimit(Math.max(1, Math.min(3, availableParallelism())));
// A progressive or turned picture is held in memory as a whole: of the very large ones, one at a time.
const heavySlot = pLimit(1);

/** Runs what decodes a picture when it is its turn. Turns do not nest. `pixels` is what will be decoded. */
export function inTurn<T>(pixels: number, work: () => Promise<T>): Promise<T> {
  return pixels > heavyPixels ? heavySlot(() => slots(work)) : slots(work);
}

interface Opening {
  /** Opens all frames, and does not turn the picture by its EXIF data then. */
  readonly animated?: boolean;
}

/** A picture that came from outside, turned upright. Files that end too early, or are damaged, fail to decode. */
export const openForeign = (path: string, { maxPixels }: ImageLimits, { animated = false }: Opening = {}): Sharp =>
  sharp(path, {
    animated,
    autoOrient: !animated,
    // "warning" would refuse photos that some phones write and every browser shows.
    failOn: "error",
    limitInputPixels: maxPixels,
  }).timeout({ seconds: timeoutSeconds });

/** Only the header is read, whatever the picture's size. */
export const openHeader = (path: string): Sharp => sharp(path, { failOn: "error", limitInputPixels: false });

/** A picture that was made here. */
export const openOwn = (bytes: Buffer | string): Sharp => sharp(bytes).timeout({ seconds: timeoutSeconds });

/** Passes on what sharp gives. @throws Refused when it cannot read the picture, or not in time. */
export async function decoded<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    const isLate = error instanceof Error && error.message.startsWith("timeout:");
    throw invalidImage(
      isLate ? "takes too long to convert" : "cannot be read: it is damaged or of another kind",
      error,
    );
  }
}

/** `fault` continues "the picture". */
export const invalidImage = (fault: string, cause?: unknown): Refused =>
  new Refused("invalid", `Validation failed: the picture ${fault}`, { cause });
