import { describe, expect, test } from "vitest";
import { canReadHeic } from "./decode.ts";
import { sniff, sniffBytes, supportedTypes } from "./sniff.ts";
import { blackPng, moving, plain, pngChunk, withChunks } from "./testing/sample-pictures.ts";

const headOf = (bytes: Buffer): Buffer => bytes.subarray(0, sniffBytes);
const ftyp = (...brands: readonly string[]): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(12 + 4 * brands.length);
  const [major = "", ...compatible] = brands;
  return Buffer.concat([size, Buffer.from(`ftyp${major}\0\0\0\0${compatible.join("")}`, "latin1"), Buffer.alloc(64)]);
};
const riff = (kind: string): Buffer => Buffer.from(`RIFF\x10\0\0\0${kind}`.padEnd(64, "\0"), "latin1");
const ebml = (docType: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 + docType.length + 3, 0x42, 0x82, 0x80 + docType.length]),
    Buffer.from(docType.padEnd(64, "\0"), "latin1"),
  ]);

describe("pictures", () => {
  test.each([
    ["jpeg", "image/jpeg", "jpg"],
    ["png", "image/png", "png"],
    ["webp", "image/webp", "webp"],
    ["avif", "image/avif", "avif"],
    ["gif", "image/gif", "gif"],
  ] as const)("%s is known by its content", async (format, contentType, extension) => {
    const bytes = await plain(60, 40).toFormat(format).toBuffer();
    expect(await sniff(headOf(bytes))).toEqual({ kind: "image", contentType, extension });
  });

  test("an animated PNG is a picture", async () => {
    const control = Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]);
    const bytes = blackPng(8, 8, pngChunk("acTL", control));
    expect(await sniff(bytes)).toEqual({ kind: "image", contentType: "image/png", extension: "png" });
  });

  test("a PNG whose first chunk goes beyond the head is a PNG", async () => {
    const bytes = withChunks(blackPng(8, 8), pngChunk("eXIf", Buffer.alloc(20_000)));
    expect(await sniff(headOf(bytes))).toEqual({ kind: "image", contentType: "image/png", extension: "png" });
  });

  test("an AVIF that calls itself a general HEIF is an AVIF", async () => {
    expect((await sniff(ftyp("mif1", "mif1", "avif", "miaf")))?.contentType).toBe("image/avif");
  });

  test("HEIC is taken where it can be decoded, and nowhere else", async () => {
    const taken = [await sniff(ftyp("heic", "mif1", "heic")), await sniff(ftyp("mif1", "heic"))];
    expect(taken.map((sniffed) => sniffed?.contentType)).toEqual(
      canReadHeic ? ["image/heic", "image/heif"] : [undefined, undefined],
    );
  });

  test("an animated WebP is a picture", async () => {
    const bytes = await moving("webp", 20, 20, ["red", "blue"]);
    expect((await sniff(headOf(bytes)))?.contentType).toBe("image/webp");
  });
});

test.each([
  ["isom", ftyp("isom", "mp42"), "video", "video/mp4", "mp4"],
  ["M4V", ftyp("M4V ", "mp42"), "video", "video/mp4", "mp4"],
  ["QuickTime", ftyp("qt  "), "video", "video/quicktime", "mov"],
  ["3GP", ftyp("3gp5"), "video", "video/3gpp", "3gp"],
  ["WebM", ebml("webm"), "video", "video/webm", "webm"],
  ["Matroska", ebml("matroska"), "video", "video/x-matroska", "mkv"],
  ["AVI", riff("AVI LIST"), "video", "video/x-msvideo", "avi"],
  ["WAV", riff("WAVEfmt "), "audio", "audio/wav", "wav"],
  ["M4A", ftyp("M4A ", "mp42"), "audio", "audio/mp4", "m4a"],
  ["FLAC", Buffer.from("fLaC".padEnd(64, "\0")), "audio", "audio/flac", "flac"],
  ["Opus", Buffer.from(`OggS${"\0".repeat(24)}OpusHead`.padEnd(64, "\0"), "latin1"), "audio", "audio/ogg", "ogg"],
  ["MP3 with a large cover", Buffer.from(`ID3\x03\0\0\0\x7f\x7f\x7f`.padEnd(64, "\0")), "audio", "audio/mpeg", "mp3"],
  ["AAC", Buffer.from([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc, ...new Uint8Array(64)]), "audio", "audio/aac", "aac"],
])("%s is known by its content", async (_, head, kind, contentType, extension) => {
  expect(await sniff(head)).toEqual({ kind, contentType, extension });
});

test.each([
  ["nothing", ""],
  ["text", "Send it!"],
  ["a shell script", "#!/bin/sh\nrm -rf /\n"],
  ["HTML", "<!doctype html><script>alert(1)</script>"],
  ["SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ["SVG behind an XML declaration", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
  ["PDF", "%PDF-1.7\n%\n1 0 obj\n"],
  ["a playlist", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"],
  ["a ZIP", "PK\x03\x04\x14\0\0\0\0\0"],
  ["TIFF", "II*\0\x08\0\0\0\0\0\0\0"],
  ["a program", "\x7fELF\x02\x01\x01"],
])("%s is not taken", async (_, text) => {
  expect(await sniff(Buffer.from(text, "latin1"))).toBeNull();
});

describe("what is announced", () => {
  test("sounds and videos only where they can be converted", () => {
    const withoutFfmpeg = supportedTypes({ canTranscode: false });
    expect(withoutFfmpeg).toContain("image/avif");
    expect(withoutFfmpeg.filter((type) => !type.startsWith("image/"))).toEqual([]);
    const all = supportedTypes({ canTranscode: true });
    expect(all).toEqual(expect.arrayContaining(["video/mp4", "video/quicktime", "audio/x-wav", "audio/mp3"]));
    expect(new Set(all).size).toBe(all.length);
  });

  test("HEIC only where it can be read", () => {
    expect(supportedTypes({ canTranscode: false, canReadHeic: true })).toContain("image/heic");
    expect(supportedTypes({ canTranscode: true, canReadHeic: false })).not.toContain("image/heic");
    expect(supportedTypes({ canTranscode: true }).includes("image/heic")).toBe(canReadHeic);
  });
});
