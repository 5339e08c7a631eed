import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Refused } from "../../../lib/refused.ts";

const magicLength = 64;
/** bzip2, zip, xz, zstd. */
const packed = ["BZh", "PK\u0003\u0004", "\u00fd7zXZ", "(\u00b5/\u00fd"];

/** How to read the text of a file from its beginning, unpacking gzip. @throws Refused for what holds no text. */
export async function openText(path: string): Promise<() => AsyncIterable<string>> {
  const magic = await readMagic(path);
  if (magic.includes("OSMHeader")) {
    throw new Refused(
      "invalid",
      "This is PBF: make XML of what is climbing first, such as by osmium tags-filter FILE nwr/climbing nwr/sport=climbing -o climbing.osm",
    );
  }
  if (packed.some((start) => magic.startsWith(start)))
    throw new Refused("invalid", "This file is packed: unpack it first");
  if (!magic.startsWith("\u001f\u008b")) return () => createReadStream(path, { encoding: "utf8" });
  return () => pipeline(createReadStream(path), createGunzip(), () => {}).setEncoding("utf8");
}

/** The first bytes, a character each. */
async function readMagic(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(magicLength), 0, magicLength, 0);
  return buffer.subarray(0, bytesRead).toString("latin1");
}
