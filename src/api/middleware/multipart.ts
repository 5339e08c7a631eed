import { createWriteStream } from "node:fs";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import type { Context as HonoContext } from "hono";
import { Refused } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";
import { maxBodyBytes, unfoldInput } from "./input.ts";

const mostFiles = 4;

export const isMultipart = (c: HonoContext): boolean =>
  /^multipart\/form-data\b/i.test(c.req.header("content-type") ?? "");

export interface SentFile {
  readonly stream: Readable;
  /** As whoever sent it calls it. */
  readonly fileName: string;
  /** Which of the form's files it is. */
  readonly index: number;
  readonly signal: AbortSignal;
}

/** Saves a file of a form; null for a field without one: browsers send it when nothing was chosen. */
export type SaveFile<T> = (file: SentFile) => Promise<T | null>;

/**
 * Reads a form with files, each of which `save` takes as it comes. The first that is refused ends the reading: the rest
 * is not read, and the connection cannot serve another request.
 */
export async function readMultipart<T>(
  c: HonoContext<ApiEnv>,
  save: SaveFile<T>,
): Promise<{ input: Record<string, unknown>; files: ReadonlyMap<string, T> }> {
  const fields: [string, string][] = [];
  const saved: Promise<[string, T] | null>[] = [];
  const stop = new AbortController();
  const parser = createParser(c.req.header("content-type") ?? "");
  parser.on("field", (name, value, isNameCut, isValueCut) => {
    if (isNameCut || isValueCut) stop.abort(new Refused("too-large", "The request body is too large"));
    fields.push([name, value]);
  });
  for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
    parser.on(limit, () => stop.abort(new Refused("malformed", "Too many parameters")));
  }
  parser.on("file", (name, stream, fileName) => {
    const file = { stream, fileName: fileName ?? "", index: saved.length, signal: stop.signal };
    const saving = save(file).then((kept): [string, T] | null => (kept === null ? null : [name, kept]));
    // The first that is refused ends the reading of the whole form.
    saving.catch((error: unknown) => stop.abort(error));
    saved.push(saving);
  });
  const body = c.req.raw.body;
  if (body === null) throw new Refused("malformed", "The form could not be read");
  try {
    await pipeline(Readable.fromWeb(body as ReadableStream), parser, { signal: stop.signal });
  } catch (error) {
    const refusal: unknown = stop.signal.aborted
      ? stop.signal.reason
      : new Refused("malformed", "The form could not be read", { cause: error });
    // The files that are being written end with the form.
    stop.abort(error);
    await Promise.allSettled(saved);
    throw refusal;
  }
  const files = (await Promise.all(saved)).filter((entry) => entry !== null);
  return { input: unfoldInput(c, fields), files: new Map(files) };
}

function createParser(type: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": type },
      limits: { fieldSize: maxBodyBytes, fields: 500, files: mostFiles, fieldNameSize: 500, headerPairs: 100 },
    });
  } catch (cause) {
    throw new Refused("malformed", "The form could not be read", { cause });
  }
}

/** Writes a file of a form to the disk, as far as the gate lets it through. */
export async function writeThrough({ stream, signal }: SentFile, gate: Transform, path: string): Promise<void> {
  try {
    await pipeline(stream, gate, createWriteStream(path), { signal });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    throw new Refused("unavailable", "The server has no room for the file", { cause: error });
  }
}
