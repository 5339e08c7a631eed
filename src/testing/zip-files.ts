import { buffer } from "node:stream/consumers";
import { zip, type ZipFile } from "../lib/zip.ts";

async function* filesOf(files: Readonly<Record<string, string | Uint8Array>>): AsyncGenerator<ZipFile> {
  for (const [path, content] of Object.entries(files)) yield { path, pieces: piecesOf(content) };
}

async function* piecesOf(content: string | Uint8Array): AsyncGenerator<string | Uint8Array> {
  yield content;
}

/** A ZIP of these files. */
export const zipFiles = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> =>
  await buffer(zip(filesOf(files)));
