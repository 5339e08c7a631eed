import { join } from "node:path";
import { Transform } from "node:stream";
import type { Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import { withScratch } from "../../domain/media/files.ts";
import type { Upload } from "../../domain/media/media.ts";
import { Refused } from "../../lib/refused.ts";
import { sniff, sniffBytes, type Sniffed } from "../../media/sniff.ts";
import type { ApiEnv } from "../env.ts";
import { maxBodyBytes, readInput } from "./input.ts";
import { isMultipart, readMultipart, writeThrough, type SentFile } from "./multipart.ts";

export interface UploadForm {
  /** The fields that are no files, as `readInput` gives them. */
  readonly input: Record<string, unknown>;
  /** Files by the name of their field. */
  readonly files: ReadonlyMap<string, Upload>;
  /** For what is made of the files; it is gone when the request is answered. */
  readonly scratch: string;
}

const mebibyte = 1024 * 1024;

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
  return await withScratch(ctx, async (scratch) => {
    if (!isMultipart(c)) return await use({ input: await readInput(c), files: new Map(), scratch });
    try {
      refuseByLength(ctx, c);
      const form = await readMultipart(c, (file) => saveFile(ctx, file, join(scratch, `upload-${file.index}`)));
      return await use({ ...form, scratch });
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

async function saveFile(ctx: Pick<Context, "config">, file: SentFile, path: string): Promise<Upload | null> {
  const gate = new ContentGate(ctx);
  await writeThrough(file, gate, path);
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
