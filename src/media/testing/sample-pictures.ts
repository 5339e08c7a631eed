import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

/** An empty folder that goes when its scope ends. */
export async function openScratch() {
  const path = await mkdtemp(join(tmpdir(), "topout-pictures-"));
  return {
    path,
    /** Writes a source file and gives its path. */
    async put(name: string, bytes: Uint8Array | string): Promise<string> {
      const file = join(path, `source-${name}`);
      await writeFile(file, bytes);
      return file;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

const grain = { type: "gaussian" as const, mean: 128, sigma: 30 };

/** A picture of nothing but grain: it compresses as badly as a photo. */
export const grainy = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#405060", noise: grain } });

/** One colour, also half transparent (`#ff000080`). */
export const plain = (width: number, height: number, background = "#c04020") =>
  sharp({ create: { width, height, channels: 4, background } });

/** Left half red, right half blue. */
export async function twoHalves(width: number, height: number) {
  const red = await sharp({ create: { width: width / 2, height, channels: 3, background: "#ff0000" } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: "#0000ff" } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
}

/** A frame of each colour, 100 ms long. */
export async function moving(format: "gif" | "webp", width: number, height: number, colours: readonly string[]) {
  const frames = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const image = sharp(frames, { join: { animated: true } });
  const delay = colours.map(() => 100);
  return await (format === "gif" ? image.gif({ delay }) : image.webp({ delay, lossless: true })).toBuffer();
}

/** A chunk of a PNG. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.byteLength, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** Greyscale of 8 bits, unless `bitDepth` says otherwise. */
export function pngHeader(width: number, height: number, bitDepth = 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(bitDepth, 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), pngChunk("IHDR", header)]);
}

/** Puts chunks between a PNG's header and what follows it. */
export const withChunks = (png: Buffer, ...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);

/** A black picture, with `chunks` between its header and its pixels. */
export const blackPng = (width: number, height: number, ...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([
    pngHeader(width, height),
    ...chunks,
    pngChunk("IDAT", deflateSync(Buffer.alloc((width + 1) * height))),
    pngChunk("IEND", new Uint8Array()),
  ]);

/** Puts a segment (`0xed` is APP13, where IPTC lives) behind the beginning of a JPEG. */
export function withSegment(jpeg: Buffer, marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.byteLength + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

/** The colour at a place, each given as a share of the whole; channels as the file has them. */
export async function colourAt(path: string, x = 0.5, y = 0.5): Promise<number[]> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  const column = Math.min(info.width - 1, Math.floor(info.width * x));
  const row = Math.min(info.height - 1, Math.floor(info.height * y));
  const at = (row * info.width + column) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

/** The largest difference of a channel. */
export const differenceOf = (one: readonly number[], other: readonly number[]): number =>
  one.length === other.length
    ? Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? 0))))
    : Infinity;
