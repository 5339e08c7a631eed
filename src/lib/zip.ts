import { Readable, type PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile as Archive } from "yazl";

export interface ZipFile {
  readonly path: string;
  readonly pieces: AsyncIterable<string | Uint8Array>;
}

/** The first day that the format has: the same files make the same ZIP. */
const mtime = new Date(1980, 0, 1);

/** A ZIP of these files, packed while they are read: nothing is held but the list of them. */
export async function* zip(files: AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  // Its type says less than it is.
  const packed = archive.outputStream as PassThrough;
  archive.on("error", (error: Error) => packed.destroy(error));
  fill(archive, packed, files).catch((error: Error) => packed.destroy(error));
  yield* packed;
}

/** One after the other: what a file says may depend on those before it. */
async function fill(archive: Archive, packed: Readable, files: AsyncIterable<ZipFile>): Promise<void> {
  for await (const { path, pieces } of files) {
    const content = Readable.from(pieces);
    // Whoever stops reading stops the rest.
    packed.once("close", () => content.destroy());
    archive.addReadStream(content, path, { mtime });
    await finished(content);
  }
  archive.end();
}
