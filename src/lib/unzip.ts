import { buffer } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";

const mostEntries = 10_000;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

/**
 * The files of a ZIP whose path `isWanted`, unpacked; together they may have `mostBytes`. Null for what is no ZIP that
 * can be read: damaged, encrypted, packed by another method than deflate, or larger than that.
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
  const zip = await fromBufferPromise(archive, { lazyEntries: true });
  const files = new Map<string, Buffer>();
  let left = mostBytes;
  for await (const entry of zip.eachEntry()) {
    if (zip.entriesRead > mostEntries) break;
    if (!isWanted(entry.fileName)) continue;
    // No more than it says comes out of it.
    left -= entry.uncompressedSize;
    if (left < 0) throw new Error("Too large");
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
