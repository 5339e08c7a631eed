import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import type { Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import { withScratch } from "../../domain/media/files.ts";
import type { Upload } from "../../domain/media/media.ts";
import { Refused } from "../../lib/refused.ts";
import { sniff, sniffBytes, type Sniffed } from "../../media/sniff.ts";
import type { ApiEnv } from "../env.ts";
import { maxBodyBytes, readInput, unfoldInput } from "./input.ts";

export interface UploadForm {
  /** The fields that are no files, as `readInput` gives them. */
  readonly input: Record<string, unknown>;
  /** Files by the name of their field. */
  readonly files: ReadonlyMap<string, Upload>;
  /** For what is made of the files; it is gone when the request is answered. */
  readonly scratch: string;
}

const mebibyte = 1024 * 1024;
const mostFiles = 4;

const tooLarge = () => new Refused("too-large", "Validation failed: File is too large");
const wrongType = () => new Refused("invalid", "Validation failed: File content type is invalid");

/**
 * Reads a form with files and runs `use`. Files stream to the disk, and are refused as soon as their first bytes tell
 * that they are nothing that is taken here, or their length that they are too large: the rest is not read.
 */
export async function withUploads<T>(
  ctx: Pick<Context, "config">,
  c: HonoContext<ApiEnv>,
  use: (form: UploadForm) => Promise<T>,
): Promise<T> {
  const type = c.req.header("content-type") ?? "";
  return await withScratch(ctx, async (scratch) => {
    if (!/^multipart\/form-data\b/i.test(type))
      return await use({ input: await readInput(c), files: new Map(), scratch });
    try {
      refuseByLength(ctx, c);
      return await use({ ...(await readForm(ctx, c, type, scratch)), scratch });
    } catch (error) {
      // What was not read would be taken for the next request.
      c.header("Connection", "close");
      throw error;
    }
  });
}

function refuseByLength({ config }: Pick<Context, "config">, c: HonoContext): void {
  const most = Math.max(config.maxImageMegabytes, config.maxVideoMegabytes) * mebibyte + maxBodyBytes;
  if (Number(c.req.header("content-length") ?? 0) > most) throw tooLarge();
}

async function readForm(
  ctx: Pick<Context, "config">,
  c: HonoContext<ApiEnv>,
  type: string,
  scratch: string,
): Promise<Omit<UploadForm, "scratch">> {
  const fields: [string, string][] = [];
  const saved: Promise<[string, Upload] | null>[] = [];
  const stop = new AbortController();
  const parser = createParser(type);
  parser.on("field", (name, value, isNameCut, isValueCut) => {
    if (isNameCut || isValueCut) stop.abort(new Refused("too-large", "The request body is too large"));
    fields.push([name, value]);
  });
  for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
    parser.on(limit, () => stop.abort(new Refused("malformed", "Too many parameters")));
  }
  parser.on("file", (name, file) => {
    const saving = saveFile(ctx, file, join(scratch, `upload-${saved.length}`), stop.signal).then(
      (upload): [string, Upload] | null => (upload === null ? null : [name, upload]),
    );
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

/** Null for a file field without a file: browsers send one when nothing was chosen. */
async function saveFile(
  ctx: Pick<Context, "config">,
  file: Readable,
  path: string,
  signal: AbortSignal,
): Promise<Upload | null> {
  const gate = new ContentGate(ctx);
  try {
    await pipeline(file, gate, createWriteStream(path), { signal });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    throw new Refused("unavailable", "The server has no room for the file", { cause: error });
  }
  if (gate.sniffed === null) return null;
  return { ...gate.sniffed, path, bytes: gate.bytes };
}

/** Passes a file on while it may still be one that is taken. */
class ContentGate extends Transform {
  readonly #config: Context["config"];
  #head: Buffer[] = [];
  sniffed: Sniffed | null = null;
  bytes = 0;

  constructor({ config }: Pick<Context, "config">) {
    super();
    this.#config = config;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.bytes += chunk.byteLength;
    if (this.sniffed !== null) return this.#pass(chunk, done);
    this.#head.push(chunk);
    if (this.bytes < sniffBytes) return done();
    this.#look().then(() => this.#pass(this.#takeHead(), done), done);
  }

  override _flush(done: (error?: Error | null) => void): void {
    if (this.sniffed !== null || this.bytes === 0) return done();
    this.#look().then(() => this.#pass(this.#takeHead(), done), done);
  }

  async #look(): Promise<void> {
    this.sniffed = await sniff(Buffer.concat(this.#head));
    if (this.sniffed === null) throw wrongType();
  }

  #takeHead(): Buffer {
    const head = Buffer.concat(this.#head);
    this.#head = [];
    return head;
  }

  #pass(chunk: Buffer, done: (error?: Error | null) => void): void {
    const { maxImageMegabytes, maxVideoMegabytes } = this.#config;
    const most = (this.sniffed?.kind === "image" ? maxImageMegabytes : maxVideoMegabytes) * mebibyte;
    if (this.bytes > most) return done(tooLarge());
    this.push(chunk);
    done();
  }
}
