import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";

const inflate = promisify(inflateRaw);

const endSignature = 0x06054b50;
const endLength = 22;
const mostCommentLength = 0xffff;
const entrySignature = 0x02014b50;
const entryLength = 46;
const localLength = 30;
const mostEntries = 10_000;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

/**
 * The files of a ZIP whose path `isWanted`, unpacked; together they may have `mostBytes`. Null for what is no ZIP that
 * can be read: damaged, encrypted, ZIP64, packed by another method than deflate, or larger than that.
 */
export async function unzip(
  archive: Buffer,
  isWanted: (path: string) => boolean,
  mostBytes: number,
): Promise<Map<string, Buffer> | null> {
  try {
    return await unpack(archive, isWanted, mostBytes);
  } catch {
    // An offset that leads nowhere, data that do not unpack, or too much of them.
    return null;
  }
}

async function unpack(archive: Buffer, isWanted: (path: string) => boolean, mostBytes: number) {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const files = new Map<string, Buffer>();
  let left = mostBytes;
  for (let read = 0; read < Math.min(count, mostEntries); read++) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error("No entry");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const path = archive.toString("utf8", at + entryLength, at + entryLength + (nameLength ?? 0));
    if (isWanted(path)) {
      const bytes = await entryBytes(archive, at, left);
      left -= bytes.length;
      files.set(path, bytes);
    }
    at += entryLength + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}

/** The directory stands at the end, behind it only a comment. */
function findEnd(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - endLength - mostCommentLength);
  for (let at = archive.length - endLength; at >= lowest; at--) {
    if (archive.readUInt32LE(at) === endSignature) return at;
  }
  throw new Error("No directory");
}

async function entryBytes(archive: Buffer, entry: number, mostBytes: number): Promise<Buffer> {
  const isEncrypted = (archive.readUInt16LE(entry + 8) & 1) === 1;
  const method = archive.readUInt16LE(entry + 10);
  const packedLength = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  const start = local + localLength + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedLength);
  if (isEncrypted || (method !== 0 && method !== 8)) throw new Error("Not readable");
  if (method === 8) return await inflate(packed, { maxOutputLength: Math.max(1, mostBytes) });
  if (packed.length > mostBytes) throw new Error("Too large");
  return packed;
}
