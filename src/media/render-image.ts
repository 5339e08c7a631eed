import { hashPicture } from "./blurhash.ts";
import { openForeign, openOwn, type ImageLimits } from "./decode.ts";
import { withPicture, type Picture } from "./inspect-image.ts";
import { writeRendered, type OutputFormat, type RenderedFile } from "./rendered-file.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What sharp's `resize` takes: the shape is kept by whoever makes a "fill". */
interface Target extends Size {
  readonly fit: "fill" | "cover";
}

interface Bounds {
  readonly maxWidth?: number;
  readonly maxHeight?: number;
  readonly maxPixels?: number;
}

/** `still` is the first frame of what moves, and null when nothing does. */
export interface RenderedPicture {
  readonly original: RenderedFile;
  readonly still: RenderedFile | null;
}

const originalBounds: Bounds = { maxWidth: 3_840, maxHeight: 3_840, maxPixels: 3_840 * 2_160 };
const smallBounds: Bounds = { maxPixels: 640 * 360 };
const gifBounds: Bounds = { maxPixels: 1_280 * 720 };
const avatarSize: Target = { width: 400, height: 400, fit: "cover" };
const headerSize: Target = { width: 1_500, height: 500, fit: "cover" };
const emojiBounds: Bounds = { maxWidth: 128, maxHeight: 128 };

/** What an attachment shows of a picture, the first frame of what moves. Never larger than its source. @throws Refused */
export async function renderAttachment(
  path: string,
  folder: string,
  limits: ImageLimits,
): Promise<{ original: RenderedFile; small: RenderedFile; blurhash: string }> {
  return await withPicture(path, limits, async (picture) => {
    const format = stillFormat(picture);
    const size = shrinkTo(picture, originalBounds);
    const original = await writeRendered(openAs(picture, size), format, folder, "original");
    // From what has been turned and converted already: decoding the source again takes as long as all that follows.
    const reduced = openOwn(original.data).resize(shrinkTo(original.file, smallBounds));
    const small = await writeRendered(reduced, format, folder, "small");
    return { original: original.file, small: small.file, blurhash: await hashPicture(small.data) };
  });
}

/** 400 x 400, cut from the middle. What moves stays moving, as a GIF. @throws Refused */
export async function renderAvatar(path: string, folder: string, limits: ImageLimits): Promise<RenderedPicture> {
  return await withPicture(path, limits, async (picture) => {
    const isMoving = canStayMoving(picture, avatarSize);
    const format = isMoving ? "gif" : opaqueOr(picture, "png");
    return await renderWithStill(picture, folder, { name: "avatar", size: avatarSize, format, isMoving });
  });
}

/** 1500 x 500, cut from the middle; never moving. @throws Refused */
export async function renderHeader(path: string, folder: string, limits: ImageLimits): Promise<RenderedPicture> {
  return await withPicture(path, limits, async (picture) => {
    const format = opaqueOr(picture, "png");
    return await renderWithStill(picture, folder, { name: "header", size: headerSize, format, isMoving: false });
  });
}

/** At most 128 x 128, as a PNG, or as the GIF or WebP that moves. @throws Refused */
export async function renderEmoji(path: string, folder: string, limits: ImageLimits): Promise<RenderedPicture> {
  return await withPicture(path, limits, async (picture) => {
    const size = shrinkTo(picture, emojiBounds);
    const isMoving = canStayMoving(picture, size);
    const format = isMoving ? movingFormat(picture) : "png";
    return await renderWithStill(picture, folder, { name: "emoji", size, format, isMoving });
  });
}

const remoteBounds = {
  original: originalBounds,
  small: smallBounds,
  avatar: { maxWidth: 400, maxHeight: 400 },
  header: { maxWidth: 1_500, maxHeight: 1_500 },
  emoji: emojiBounds,
} satisfies Record<string, Bounds>;

/** Another server's picture, made anew within the bounds of its use and not cut. @throws Refused */
export async function renderRemote(
  path: string,
  folder: string,
  variant: "original" | "small" | "avatar" | "header" | "emoji",
  limits: ImageLimits,
): Promise<RenderedFile> {
  return await withPicture(path, limits, async (picture) => {
    const size = shrinkTo(picture, remoteBounds[variant]);
    const isMoving = variant !== "small" && variant !== "header" && canStayMoving(picture, size);
    const format = isMoving ? movingFormat(picture) : stillFormat(picture);
    return (await writeRendered(openAs(picture, size, isMoving), format, folder, variant)).file;
  });
}

/** What moves as a GIF, at most 1280 x 720: ffmpeg reads those, and no animated WebP. @throws Refused */
export async function renderGif(path: string, folder: string, limits: ImageLimits): Promise<RenderedFile> {
  return await withPicture(path, limits, async (picture) => {
    const size = shrinkTo(picture, gifBounds);
    return (await writeRendered(openAs(picture, size, picture.isAnimated), "gif", folder, "animation")).file;
  });
}

interface Wanted {
  readonly name: string;
  readonly size: Target;
  readonly format: OutputFormat;
  readonly isMoving: boolean;
}

async function renderWithStill(picture: Picture, folder: string, wanted: Wanted): Promise<RenderedPicture> {
  const { name, size, format, isMoving } = wanted;
  const made = await writeRendered(openAs(picture, size, isMoving), format, folder, name);
  if (!isMoving) return { original: made.file, still: null };
  const still = await writeRendered(openOwn(made.data), "png", folder, `${name}-still`);
  return { original: made.file, still: still.file };
}

function openAs(picture: Picture, size: Target, animated = false) {
  const image = openForeign(picture.path, picture.limits, { animated });
  if (size.width === picture.width && size.height === picture.height) return image;
  return image.resize(size);
}

/** Shrinks a size until it is within the bounds, in its own shape. */
function shrinkTo({ width, height }: Size, { maxWidth, maxHeight, maxPixels }: Bounds): Target {
  const scale = Math.min(
    1,
    (maxWidth ?? Infinity) / width,
    (maxHeight ?? Infinity) / height,
    Math.sqrt((maxPixels ?? Infinity) / (width * height)),
  );
  if (scale === 1) return { width, height, fit: "fill" };
  // The sum of such faults as 639.9999999 must not cost a pixel.
  const scaled = (length: number): number => Math.max(1, Math.floor(length * scale + 1e-6));
  return { width: scaled(width), height: scaled(height), fit: "fill" };
}

/** Small frames made large, two thousand times, would fill the memory: what is made has the limit of what came. */
const canStayMoving = ({ isAnimated, frames, limits }: Picture, size: Size): boolean =>
  isAnimated && size.width * size.height * frames <= limits.maxPixels;

const movingFormat = ({ format }: Picture): OutputFormat => (format === "webp" ? "webp" : "gif");

const opaqueOr = ({ hasAlpha }: Picture, transparent: OutputFormat): OutputFormat => (hasAlpha ? transparent : "jpeg");

/** Every client and every server can show what this gives: AVIF and HEIC do not pass. */
function stillFormat(picture: Picture): OutputFormat {
  switch (picture.format) {
    case "jpeg":
      return "jpeg";
    case "webp":
      return "webp";
    case "gif":
      return "png";
    case "png":
      return isPhoto(picture) ? "jpeg" : "png";
    default:
      return opaqueOr(picture, "png");
  }
}

/** Photos as PNG take tens of megabytes. Drawings and screenshots compress to a fraction of a byte for each pixel. */
const isPhoto = ({ hasAlpha, bytes, width, height }: Picture): boolean =>
  !hasAlpha && bytes > 1_048_576 && bytes > width * height;
