import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Refused } from "../../lib/refused.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

const headBytes = 64 * 1024;
/** What is read at once is taken apart without a pause, and everybody waits for it. */
const pieceBytes = 16 * 1024;
const mostControls = 0.1;
const [endOfDosText, escape] = [26, 27];

export const refuseFile = (what: string): Refused =>
  new Refused("invalid", `Validation failed: File ${what}`, {
    details: { file: [{ error: "ERR_INVALID", description: what }] },
  });

export async function readHead(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return buffer.subarray(0, bytesRead);
}

/** How a text is written, from its mark or its bytes. What is not UTF is what Windows and Latin-1 write. @throws Refused for what is no text. */
export async function encodingOf(path: string, head: Buffer): Promise<Encoding> {
  const wide = wideEncodingOf(head);
  if (wide !== null) return wide;
  const controls = head.filter((byte) => byte < 9 || (byte > 13 && byte < 32));
  // A note may have one that slipped in; a picture, an archive or a program has many, or is no UTF-8 either.
  if (controls.length > head.length * mostControls) throw refuseFile("is no text");
  try {
    for await (const _ of readText(path, "utf-8")) continue;
    return "utf-8";
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    if (controls.some((byte) => byte !== endOfDosText && byte !== escape)) throw refuseFile("is no text");
    return "windows-1252";
  }
}

function wideEncodingOf(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  // Without a mark: every other byte of plain letters is zero.
  const start = head.subarray(0, Math.min(200, head.length & ~1));
  const isZeroAt = (offset: number) => start.length >= 4 && start.every((byte, at) => at % 2 !== offset || byte === 0);
  const hasZeroAt = (offset: number) => start.some((byte, at) => at % 2 === offset && byte === 0);
  if (isZeroAt(1) && !hasZeroAt(0)) return "utf-16le";
  return isZeroAt(0) && !hasZeroAt(1) ? "utf-16be" : null;
}

/** The text of a file, piece by piece, without its mark. @throws TypeError where it is not in this encoding. */
export async function* readText(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding === "utf-8" });
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes }) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}
