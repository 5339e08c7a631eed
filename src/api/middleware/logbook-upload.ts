import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import type { Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import { mostImportBytes, tooLarge } from "../../domain/imports/start.ts";
import { withScratch } from "../../domain/media/files.ts";
import { Refused } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";
import { maxBodyBytes, readInput } from "./input.ts";
import { isMultipart, readMultipart, writeThrough, type SentFile } from "./multipart.ts";

export interface SentLogbook {
  /** The fields beside the file. */
  readonly input: Record<string, unknown>;
  readonly path: string;
  readonly fileName: string;
}

/**
 * Reads a form with a logbook in `file`, or any input with its text in `text`, and runs `use`. A file streams to the
 * disk, and is refused as soon as it is too large: the rest is not read.
 */
export async function withLogbook<T>(
  ctx: Pick<Context, "config">,
  c: HonoContext<ApiEnv>,
  use: (sent: SentLogbook) => Promise<T>,
): Promise<T> {
  return await withScratch(ctx, async (scratch) => {
    const path = join(scratch, "logbook");
    if (!isMultipart(c)) return await use(await saveText(c, path));
    try {
      if (Number(c.req.header("content-length") ?? 0) > mostImportBytes(ctx) + maxBodyBytes) throw tooLarge();
      const form = await readMultipart(c, (file) => saveFile(ctx, file, join(scratch, `upload-${file.index}`)));
      const file = form.files.get("file");
      return await use(file === undefined ? await saveText(c, path) : { input: form.input, ...file });
    } catch (error) {
      // What was not read would be taken for the next request.
      c.header("Connection", "close");
      throw error;
    }
  });
}

async function saveText(c: HonoContext<ApiEnv>, path: string): Promise<SentLogbook> {
  const input = await readInput(c);
  const { text, file_name: fileName } = input;
  if (typeof text !== "string") throw blank();
  await writeFile(path, text);
  return { input, path, fileName: typeof fileName === "string" ? fileName : "" };
}

const blank = (): Refused =>
  new Refused("invalid", "Validation failed: File can't be blank", {
    details: { file: [{ error: "ERR_BLANK", description: "can't be blank" }] },
  });

async function saveFile(ctx: Pick<Context, "config">, file: SentFile, path: string) {
  const gate = new LengthGate(mostImportBytes(ctx));
  await writeThrough(file, gate, path);
  // A browser sends a field without a name when nothing was chosen; an empty file has one.
  return gate.bytes === 0 && file.fileName === "" ? null : { path, fileName: file.fileName };
}

class LengthGate extends Transform {
  readonly #most: number;
  bytes = 0;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null, data?: Buffer) => void) {
    this.bytes += chunk.byteLength;
    if (this.bytes > this.#most) return done(tooLarge());
    done(null, chunk);
  }
}
