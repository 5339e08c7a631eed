import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Refused } from "../lib/refused.ts";
import { openHeader } from "./decode.ts";
import { inspectImage, renderAttachment, renderAvatar, renderRemote } from "./images.ts";
import {
  blackPng,
  grainy,
  moving,
  openScratch,
  plain,
  pngChunk,
  pngHeader,
  withChunks,
} from "./testing/sample-pictures.ts";

const limits = { maxPixels: 64_000_000 };
const mebibyte = 1_048_576;

/** Fails when it is not refused; anything else that goes wrong is thrown. */
async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect([error.reason, error.message.slice(0, 19)]).toEqual(["invalid", "Validation failed: "]);
    return error.message;
  }
  throw new Error("It was not refused");
}

/** A GIF whose frames claim to be squares of `side`, with the data of a pixel each. */
function gifOf(side: number, frames: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(side, 0);
  size.writeUInt16LE(side, 2);
  const text = (bytes: string): Buffer => Buffer.from(bytes, "latin1");
  const frame = Buffer.concat([text(",\0\0\0\0"), size, text("\0\x02\x02\x44\x01\0")]);
  const head = [text("GIF89a"), size, text("\x80\0\0\0\0\0\xff\xff\xff")];
  return Buffer.concat([...head, ...Array.from({ length: frames }, () => frame), text(";")]);
}

/** How long it took and by how much the process grew meanwhile. */
async function measured<T>(work: () => Promise<T>) {
  const before = process.memoryUsage().rss;
  const start = performance.now();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  try {
    const result = await work();
    most = Math.max(most, process.memoryUsage().rss);
    return { result, ms: performance.now() - start, grownBy: most - before };
  } finally {
    clearInterval(watch);
  }
}

describe("what is no picture is refused", () => {
  test.each([
    ["an empty file", ""],
    ["a script", "#!/bin/sh\nrm -rf /\n"],
    ["HTML", "<!doctype html><script>alert(1)</script>"],
    [
      "an SVG with a script",
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
    ],
    ["a PDF", "%PDF-1.7\n1 0 obj\n"],
    ["a JPEG's beginning alone", "\xff\xd8\xff\xe0"],
  ])("%s", async (_, text) => {
    await using scratch = await openScratch();
    const source = await scratch.put("photo.jpg", Buffer.from(text, "latin1"));
    await refusal(inspectImage(source, limits));
    await refusal(renderAttachment(source, scratch.path, limits));
    await refusal(renderRemote(source, scratch.path, "avatar", limits));
  });

  test("a TIFF, which nobody sniffed", async () => {
    await using scratch = await openScratch();
    await refusal(inspectImage(await scratch.put("photo.jpg", await plain(20, 20).tiff().toBuffer()), limits));
  });
});

test.each([
  ["SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ["TIFF", await plain(20, 20).tiff().toBuffer()],
])("the decoder of %s is out of reach, whatever else lets such a file pass", async (_, bytes) => {
  await using scratch = await openScratch();
  await expect(openHeader(await scratch.put("photo.jpg", bytes)).metadata()).rejects.toThrow(
    "unsupported image format",
  );
});

test("a file that is not there is no fault of the picture", async () => {
  await using scratch = await openScratch();
  await expect(inspectImage(join(scratch.path, "none.jpg"), limits)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a folder that cannot be written is no fault of the picture", async () => {
  await using scratch = await openScratch();
  const source = await scratch.put("photo.jpg", await plain(20, 20).jpeg().toBuffer());
  await expect(renderAttachment(source, join(scratch.path, "none"), limits)).rejects.toMatchObject({ code: "ENOENT" });
});

test.each(["jpeg", "png", "webp", "gif", "avif"] as const)(
  "a %s that ends in its middle is refused",
  async (format) => {
    await using scratch = await openScratch();
    const bytes = await grainy(300, 200).toFormat(format).toBuffer();
    await renderAttachment(await scratch.put("whole", bytes), scratch.path, limits);
    const source = await scratch.put("half", bytes.subarray(0, bytes.byteLength / 2));
    expect(await refusal(renderAttachment(source, scratch.path, limits))).toContain("cannot be read");
  },
);

describe("too much is refused before it is decoded", () => {
  test.each([
    [
      "50,000 x 50,000 as a PNG",
      Buffer.concat([pngHeader(50_000, 50_000), pngChunk("IDAT", deflateSync(Buffer.alloc(mebibyte)))]),
    ],
    ["65,535 x 65,535 as a GIF", gifOf(65_535, 1)],
  ])("%s", async (_, bytes) => {
    await using scratch = await openScratch();
    const source = await scratch.put("huge", bytes);
    const { result, ms, grownBy } = await measured(() => refusal(inspectImage(source, limits)));
    expect(result).toContain("too large");
    expect(ms).toBeLessThan(2_000);
    expect(grownBy).toBeLessThan(100 * mebibyte);
    await refusal(renderAttachment(source, scratch.path, limits));
  });

  test("frames count as often as there are", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("moving.gif", await moving("gif", 100, 100, ["#f00", "#0f0", "#00f"]));
    await inspectImage(source, { maxPixels: 30_000 });
    expect(await refusal(inspectImage(source, { maxPixels: 29_999 }))).toContain("3 frames");
  });

  test("more than 2,000 frames", async () => {
    await using scratch = await openScratch();
    expect((await inspectImage(await scratch.put("2000", gifOf(1, 2_000)), limits)).frames).toBe(2_000);
    expect(await refusal(inspectImage(await scratch.put("2001", gifOf(1, 2_001)), limits))).toContain("frames");
  });
});

describe("bombs", () => {
  test("pixels that compress to nothing, just beyond the limit, are not decoded", async () => {
    await using scratch = await openScratch();
    const bytes = blackPng(8_001, 8_000);
    expect(bytes.byteLength).toBeLessThan(mebibyte);
    const source = await scratch.put("black.png", bytes);
    const { ms, grownBy } = await measured(() => refusal(renderAttachment(source, scratch.path, limits)));
    expect(ms).toBeLessThan(1_000);
    expect(grownBy).toBeLessThan(60 * mebibyte);
  });

  test("pixels that compress to nothing, within the limit, take bounded memory and time", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("black.png", blackPng(8_000, 8_000));
    const { result, ms, grownBy } = await measured(() => renderAttachment(source, scratch.path, limits));
    expect(result.original.width).toBe(2_880);
    expect(ms).toBeLessThan(15_000);
    expect(grownBy).toBeLessThan(400 * mebibyte);
  });

  test.each([
    ["zTXt", Buffer.from("Comment\0\0", "latin1")],
    ["iTXt", Buffer.from("Comment\0\x01\0\0\0", "latin1")],
    ["iCCP", Buffer.from("Profile\0\0", "latin1")],
  ])("text of 256 MiB in a chunk %s is not unpacked", async (type, head) => {
    await using scratch = await openScratch();
    const bomb = deflateSync(Buffer.alloc(256 * mebibyte), { level: 9 });
    const png = withChunks(await plain(20, 20).png().toBuffer(), pngChunk(type, Buffer.concat([head, bomb])));
    expect(png.byteLength).toBeLessThan(mebibyte);
    const source = await scratch.put("bomb.png", png);
    const { ms, grownBy } = await measured(() =>
      renderAttachment(source, scratch.path, limits).catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
      }),
    );
    expect(ms).toBeLessThan(2_000);
    expect(grownBy).toBeLessThan(100 * mebibyte);
  });
});

test.each([
  ["HTML", "<script>document.title = 'polyglot'</script>"],
  ["a ZIP", "PK\x03\x04polyglot"],
])("%s behind a picture does not come along", async (_, tail) => {
  await using scratch = await openScratch();
  const jpeg = await plain(60, 40).jpeg().toBuffer();
  const gif = await moving("gif", 30, 20, ["#ff0000", "#0000ff"]);
  for (const bytes of [jpeg, gif]) {
    const source = await scratch.put("polyglot", Buffer.concat([bytes, Buffer.from(tail, "latin1")]));
    const { original, small } = await renderAttachment(source, scratch.path, limits);
    const avatar = await renderAvatar(source, scratch.path, limits);
    const remote = await renderRemote(source, scratch.path, "original", limits);
    for (const { path } of [original, small, avatar.original, remote]) {
      expect((await readFile(path)).toString("latin1")).not.toMatch(/polyglot|<script/);
    }
  }
});
