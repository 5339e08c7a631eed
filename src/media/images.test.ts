import { readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import { decode, isBlurhashValid } from "blurhash";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import {
  blurhashOf,
  inspectImage,
  renderAttachment,
  renderAvatar,
  renderEmoji,
  renderGif,
  renderHeader,
  renderRemote,
} from "./images.ts";
import {
  blackPng,
  colourAt,
  differenceOf,
  grainy,
  moving,
  openScratch,
  plain,
  pngChunk,
  pngHeader,
  twoHalves,
  withSegment,
} from "./testing/sample-pictures.ts";

const limits = { maxPixels: 64_000_000 };

describe("attachments", () => {
  test.each([
    ["an opaque JPEG", plain(60, 40).jpeg(), "image/jpeg"],
    ["an opaque PNG drawing", plain(60, 40, "#c04020").removeAlpha().png(), "image/png"],
    ["a transparent PNG", plain(60, 40, "#c0402080").png(), "image/png"],
    ["an opaque WebP", plain(60, 40).removeAlpha().webp(), "image/webp"],
    ["a transparent WebP", plain(60, 40, "#c0402080").webp(), "image/webp"],
    ["an opaque AVIF", plain(60, 40).removeAlpha().avif(), "image/jpeg"],
    ["a transparent AVIF", plain(60, 40, "#c0402080").avif(), "image/png"],
    ["a still GIF", plain(60, 40).gif(), "image/png"],
    ["a PNG photo of more than a mebibyte", grainy(900, 900).png(), "image/jpeg"],
  ])("%s becomes %s", async (_, image, contentType) => {
    await using scratch = await openScratch();
    const source = await scratch.put("picture", await image.toBuffer());
    const { original, small, blurhash } = await renderAttachment(source, scratch.path, limits);
    expect([original.contentType, small.contentType]).toEqual([contentType, contentType]);
    const { format, width, height } = await sharp(original.path).metadata();
    expect({ type: `image/${format}`, width, height }).toEqual({
      type: contentType,
      width: original.width,
      height: original.height,
    });
    expect(original.path.endsWith(`.${original.extension}`)).toBe(true);
    expect((await readFile(original.path)).byteLength).toBe(original.bytes);
    expect(isBlurhashValid(blurhash).result).toBe(true);
  });

  test.each([
    [6000, 4000, [3527, 2351], [587, 391]],
    [3000, 4000, [2494, 3325], [415, 554]],
    [9000, 900, [3840, 384], [1517, 151]],
    [3840, 2160, [3840, 2160], [640, 360]],
    [20, 10, [20, 10], [20, 10]],
    [12_000, 2, [3840, 1], [3840, 1]],
  ])("%s x %s comes out within the bounds, and never larger", async (width, height, original, small) => {
    await using scratch = await openScratch();
    const source = await scratch.put("picture", await plain(width, height).jpeg().toBuffer());
    const made = await renderAttachment(source, scratch.path, limits);
    expect([made.original.width, made.original.height]).toEqual(original);
    expect([made.small.width, made.small.height]).toEqual(small);
    const header = await sharp(made.small.path).metadata();
    expect([header.width, header.height]).toEqual(small);
  });

  test("a picture that EXIF turns stands upright", async () => {
    await using scratch = await openScratch();
    const image = (await twoHalves(80, 40)).withMetadata({ orientation: 6 });
    const source = await scratch.put("turned.jpg", await image.jpeg().toBuffer());
    expect(await inspectImage(source, limits)).toMatchObject({ width: 40, height: 80 });
    const { original, small } = await renderAttachment(source, scratch.path, limits);
    for (const { path, width, height } of [original, small]) {
      expect([width, height]).toEqual([40, 80]);
      expect((await sharp(path).metadata()).orientation).toBeUndefined();
      expect(differenceOf(await colourAt(path, 0.5, 0.1), [255, 0, 0])).toBeLessThan(10);
      expect(differenceOf(await colourAt(path, 0.5, 0.9), [0, 0, 255])).toBeLessThan(10);
    }
  });

  test("alpha is kept", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("glass.png", await plain(900, 700, "#00ff0080").png().toBuffer());
    const { original, small } = await renderAttachment(source, scratch.path, limits);
    expect(await colourAt(original.path)).toEqual([0, 255, 0, 128]);
    expect(await colourAt(small.path)).toEqual([0, 255, 0, 128]);
  });

  test("of what moves the first frame is shown", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("moving.gif", await moving("gif", 30, 20, ["#ff0000", "#0000ff"]));
    const { original } = await renderAttachment(source, scratch.path, limits);
    expect([original.contentType, original.width, original.height]).toEqual(["image/png", 30, 20]);
    expect((await colourAt(original.path)).slice(0, 3)).toEqual([255, 0, 0]);
  });

  test("many at once come out as they do alone", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("photo.jpg", await grainy(500, 400).jpeg().toBuffer());
    const hashes = await Promise.all(
      Array.from({ length: 12 }, async () => (await renderAttachment(source, scratch.path, limits)).blurhash),
    );
    expect(new Set(hashes).size).toBe(1);
  });

  test("the blurhash shows the picture's colours, and is that of its preview", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("halves.jpg", await (await twoHalves(80, 40)).jpeg().toBuffer());
    const { small, blurhash } = await renderAttachment(source, scratch.path, limits);
    const pixels = decode(blurhash, 8, 4);
    const [left = [], right = []] = [[...pixels.subarray(0, 3)], [...pixels.subarray(28, 31)]];
    // So few waves overshoot at an edge: only which colour is where can be told.
    expect((left[0] ?? 0) - (left[2] ?? 0)).toBeGreaterThan(100);
    expect((right[2] ?? 0) - (right[0] ?? 0)).toBeGreaterThan(100);
    // 4 x 3 waves: https://github.com/woltapp/blurhash, "Algorithm".
    expect(blurhash).toMatch(/^L/);
    expect(await blurhashOf(small.path)).toBe(blurhash);
  });
});

describe("metadata", () => {
  const secrets = [
    "Exif",
    "Cliffcam",
    "37/1",
    "http://ns.adobe.com/xap",
    "Secret Crag",
    "Photoshop 3.0",
    "ICC_PROFILE",
  ];

  async function photoWithEverything(): Promise<Buffer> {
    const photo = await grainy(700, 500)
      .withExif({ IFD0: { Make: "Cliffcam" }, IFD3: { GPSLatitude: "37/1 44/1 0/1", GPSLatitudeRef: "N" } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>Secret Crag</place></x:xmpmeta>')
      .withIccProfile("p3")
      .jpeg()
      .toBuffer();
    const place = Buffer.from("\x1c\x02\x5a\x00\x0bSecret Crag", "latin1");
    const head = Buffer.from("Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0", "latin1");
    const iptc = Buffer.concat([head, Buffer.from([place.byteLength]), place]);
    return withSegment(withSegment(photo, 0xed, iptc), 0xfe, Buffer.from("Secret Crag"));
  }

  test.each(["jpeg", "png", "webp"] as const)("of a %s nothing passes", async (format) => {
    await using scratch = await openScratch();
    const jpeg = await photoWithEverything();
    const bytes = format === "jpeg" ? jpeg : await sharp(jpeg).keepMetadata().toFormat(format).toBuffer();
    const before = await sharp(bytes).metadata();
    expect([before.exif, before.xmp, before.icc].every((part) => part !== undefined)).toBe(true);
    if (format === "jpeg") expect(before.iptc).toBeDefined();
    const source = await scratch.put("photo", bytes);
    const { original, small } = await renderAttachment(source, scratch.path, limits);
    const avatar = await renderAvatar(source, scratch.path, limits);
    const remote = await renderRemote(source, scratch.path, "header", limits);
    for (const { path } of [original, small, avatar.original, remote]) {
      const { exif, xmp, iptc, icc, orientation, comments } = await sharp(path).metadata();
      expect({ exif, xmp, iptc, icc, orientation, comments }).toEqual({});
      const text = (await readFile(path)).toString("latin1");
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      expect(["eXIf", "iTXt", "tEXt", "iCCP", "EXIF", "XMP "].filter((mark) => text.includes(mark))).toEqual([]);
    }
  });
});

describe("colours", () => {
  test("of a wide-gamut photo are converted, not relabelled", async () => {
    await using scratch = await openScratch();
    const wanted = [180, 90, 60];
    const [r = 0, g = 0, b = 0] = wanted;
    const image = sharp({ create: { width: 60, height: 40, channels: 3, background: { r, g, b } } });
    const source = await scratch.put("p3.jpg", await image.withIccProfile("p3").jpeg({ quality: 100 }).toBuffer());
    const raw = await sharp(source, { ignoreIcc: true }).raw().toBuffer();
    expect(differenceOf([...raw.subarray(0, 3)], wanted)).toBeGreaterThan(8);
    const { original } = await renderAttachment(source, scratch.path, limits);
    expect(differenceOf(await colourAt(original.path), wanted)).toBeLessThan(4);
  });

  test("of a CMYK JPEG become those that were meant", async () => {
    await using scratch = await openScratch();
    const image = plain(60, 40, "#20a0c0").removeAlpha().toColourspace("cmyk").withIccProfile("cmyk");
    const source = await scratch.put("print.jpg", await image.jpeg({ quality: 100 }).toBuffer());
    expect((await sharp(source).metadata()).space).toBe("cmyk");
    const { original } = await renderAttachment(source, scratch.path, limits);
    expect((await sharp(original.path).metadata()).space).toBe("srgb");
    expect(differenceOf(await colourAt(original.path), [0x20, 0xa0, 0xc0])).toBeLessThan(40);
  });

  test("of a PNG of 16 bits keep their brightness", async () => {
    await using scratch = await openScratch();
    const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: 20 }, () => [0x80, 0x12]).flat())]);
    const pixels = deflateSync(Buffer.concat(Array.from({ length: 20 }, () => row)));
    const chunks = [pngHeader(20, 20, 16), pngChunk("IDAT", pixels), pngChunk("IEND", new Uint8Array())];
    const source = await scratch.put("deep.png", Buffer.concat(chunks));
    const { original } = await renderAttachment(source, scratch.path, limits);
    expect((await sharp(original.path).metadata()).depth).toBe("uchar");
    expect((await colourAt(original.path))[0]).toBe(0x80);
  });
});

describe("looking into a picture", () => {
  test.each(["gif", "webp"] as const)("the frames of a %s are counted", async (format) => {
    await using scratch = await openScratch();
    const source = await scratch.put("moving", await moving(format, 30, 20, ["#ff0000", "#00ff00", "#0000ff"]));
    const facts = { format, frames: 3, isAnimated: true, width: 30, height: 20 };
    expect(await inspectImage(source, limits)).toMatchObject(facts);
  });

  test("an animated PNG counts as its first picture", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put(
      "moving.png",
      blackPng(8, 6, pngChunk("acTL", Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))),
    );
    const facts = { format: "png", frames: 1, isAnimated: false, width: 8, height: 6, hasAlpha: false };
    expect(await inspectImage(source, limits)).toEqual(facts);
  });
});

describe("profile pictures", () => {
  test("an avatar is cut to a square from the middle", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("halves.jpg", await (await twoHalves(1000, 500)).jpeg().toBuffer());
    const { original, still } = await renderAvatar(source, scratch.path, limits);
    expect([original.contentType, original.width, original.height, still]).toEqual(["image/jpeg", 400, 400, null]);
    expect(differenceOf(await colourAt(original.path, 0.4), [255, 0, 0])).toBeLessThan(10);
    expect(differenceOf(await colourAt(original.path, 0.6), [0, 0, 255])).toBeLessThan(10);
  });

  test("a transparent avatar stays transparent", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("glass.webp", await plain(500, 500, "#00ff0080").webp().toBuffer());
    const { original } = await renderAvatar(source, scratch.path, limits);
    expect(original.contentType).toBe("image/png");
    expect((await colourAt(original.path))[3]).toBe(128);
  });

  test.each(["gif", "webp"] as const)(
    "a moving %s stays moving as a GIF, with a still picture beside it",
    async (format) => {
      await using scratch = await openScratch();
      const source = await scratch.put("moving", await moving(format, 90, 60, ["#ff0000", "#00ff00", "#0000ff"]));
      const { original, still } = await renderAvatar(source, scratch.path, limits);
      expect([original.contentType, original.width, original.height]).toEqual(["image/gif", 400, 400]);
      const { pages, pageHeight, delay } = await sharp(original.path, { animated: true }).metadata();
      expect({ pages, pageHeight, delay }).toEqual({ pages: 3, pageHeight: 400, delay: [100, 100, 100] });
      expect([still?.contentType, still?.width, still?.height]).toEqual(["image/png", 400, 400]);
      expect((await colourAt(still?.path ?? "")).slice(0, 3)).toEqual([255, 0, 0]);
    },
  );

  test("many small frames are not blown up: the avatar stands still then", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("moving.gif", await moving("gif", 4, 4, ["#ff0000", "#00ff00", "#0000ff"]));
    const { original, still } = await renderAvatar(source, scratch.path, { maxPixels: 400_000 });
    expect([original.width, original.height, still]).toEqual([400, 400, null]);
    expect((await sharp(original.path).metadata()).pages ?? 1).toBe(1);
  });

  test("a header is 1500 x 500 and never moves", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("moving.gif", await moving("gif", 90, 60, ["#ff0000", "#0000ff"]));
    const { original, still } = await renderHeader(source, scratch.path, limits);
    expect([original.width, original.height, still]).toEqual([1500, 500, null]);
    expect((await sharp(original.path).metadata()).pages ?? 1).toBe(1);
  });
});

describe("emoji", () => {
  test("a picture becomes a PNG within 128 x 128, whole", async () => {
    await using scratch = await openScratch();
    const source = await scratch.put("wide.jpg", await plain(512, 256).jpeg().toBuffer());
    const { original, still } = await renderEmoji(source, scratch.path, limits);
    expect([original.contentType, original.width, original.height, still]).toEqual(["image/png", 128, 64, null]);
  });

  test.each([
    ["gif", "image/gif"],
    ["webp", "image/webp"],
  ] as const)("a moving %s stays one", async (format, contentType) => {
    await using scratch = await openScratch();
    const source = await scratch.put("moving", await moving(format, 256, 256, ["#ff0000", "#0000ff"]));
    const { original, still } = await renderEmoji(source, scratch.path, limits);
    expect([original.contentType, original.width, original.height]).toEqual([contentType, 128, 128]);
    expect((await sharp(original.path, { animated: true }).metadata()).pages).toBe(2);
    expect([still?.contentType, still?.width, still?.height]).toEqual(["image/png", 128, 128]);
  });
});

describe("pictures of other servers", () => {
  test.each([
    ["original", [3527, 2351]],
    ["small", [587, 391]],
    ["avatar", [400, 266]],
    ["header", [1500, 1000]],
    ["emoji", [128, 85]],
  ] as const)("%s is bounded and not cut", async (variant, size) => {
    await using scratch = await openScratch();
    const source = await scratch.put("large.jpg", await plain(6000, 4000).jpeg().toBuffer());
    const { width, height, contentType } = await renderRemote(source, scratch.path, variant, limits);
    expect([width, height, contentType]).toEqual([...size, "image/jpeg"]);
  });

  test.each(["original", "small", "avatar", "header", "emoji"] as const)("%s is not enlarged", async (variant) => {
    await using scratch = await openScratch();
    const source = await scratch.put("tiny.png", await plain(30, 20).png().toBuffer());
    const { width, height } = await renderRemote(source, scratch.path, variant, limits);
    expect([width, height]).toEqual([30, 20]);
  });

  test.each([
    ["original", 2],
    ["avatar", 2],
    ["emoji", 2],
    ["small", 1],
    ["header", 1],
  ] as const)("what moves has, as %s, %i frames", async (variant, frames) => {
    await using scratch = await openScratch();
    for (const format of ["gif", "webp"] as const) {
      const source = await scratch.put(format, await moving(format, 60, 40, ["#ff0000", "#0000ff"]));
      const made = await renderRemote(source, scratch.path, variant, limits);
      expect((await sharp(made.path, { animated: true }).metadata()).pages ?? 1).toBe(frames);
      expect([made.width, made.height]).toEqual([60, 40]);
    }
  });
});

test("an animated WebP becomes a GIF with its frames and their times, for ffmpeg", async () => {
  await using scratch = await openScratch();
  const source = await scratch.put("moving.webp", await moving("webp", 1600, 900, ["#ff0000", "#0000ff"]));
  const made = await renderGif(source, scratch.path, limits);
  expect([made.contentType, made.width, made.height]).toEqual(["image/gif", 1280, 720]);
  const { pages, delay } = await sharp(made.path, { animated: true }).metadata();
  expect({ pages, delay }).toEqual({ pages: 2, delay: [100, 100] });
});
