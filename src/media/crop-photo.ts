import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { inTurn } from "./decode.ts";

/** Cuts a picture of ours to exactly this size, around what draws the eye, as a JPEG. */
export async function cropPhoto(file: Readable, size: { width: number; height: number }): Promise<Buffer> {
  const bytes = await buffer(file);
  return await inTurn(size.width * size.height, () =>
    sharp(bytes)
      .resize({ ...size, fit: "cover", position: "attention" })
      .flatten({ background: "#14191c" })
      .jpeg({ quality: 82 })
      .toBuffer(),
  );
}
