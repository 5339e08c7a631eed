import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sharp } from "sharp";
import { decoded } from "./decode.ts";

/** A picture that was made here, in a folder of the caller's. */
export interface RenderedFile {
  readonly path: string;
  /** Without a dot. */
  readonly extension: string;
  readonly contentType: string;
  /** Of one frame. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export type OutputFormat = "jpeg" | "png" | "webp" | "gif";

const names: Readonly<Record<OutputFormat, { extension: string; contentType: string }>> = {
  jpeg: { extension: "jpg", contentType: "image/jpeg" },
  png: { extension: "png", contentType: "image/png" },
  webp: { extension: "webp", contentType: "image/webp" },
  gif: { extension: "gif", contentType: "image/gif" },
};

// mozjpeg makes files a tenth smaller in four times the time, and WebP's higher efforts cost as much.
const encoders: Readonly<Record<OutputFormat, (image: Sharp) => Sharp>> = {
  jpeg: (image) => image.jpeg({ quality: 90 }),
  png: (image) => image.png({ compressionLevel: 6 }),
  webp: (image) => image.webp({ quality: 85, effort: 2 }),
  gif: (image) => image.gif(),
};

/**
 * Writes `folder/name.<extension>`, in sRGB and with no metadata at all, which is what sharp does unless it is told
 * otherwise. Gives the bytes too, so that smaller versions need no second decoding of the source. @throws Refused
 */
export async function writeRendered(
  image: Sharp,
  format: OutputFormat,
  folder: string,
  name: string,
): Promise<{ file: RenderedFile; data: Buffer }> {
  // Not straight into the file: a full disk would look like a damaged picture.
  const { data, info } = await decoded(encoders[format](image).toBuffer({ resolveWithObject: true }));
  const { extension, contentType } = names[format];
  const path = join(folder, `${name}.${extension}`);
  await writeFile(path, data);
  const height = info.pageHeight ?? info.height;
  return { file: { path, extension, contentType, width: info.width, height, bytes: data.byteLength }, data };
}
