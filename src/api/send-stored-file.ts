import { createHash } from "node:crypto";
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import { basename, dirname } from "node:path";
import type { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context as HonoContext } from "hono";
import sendFile from "send";
import type { Context } from "../context.ts";
import { recordNotFound } from "../lib/refused.ts";
import type { ByteRange } from "../media/storage.ts";
import type { ApiEnv } from "./env.ts";

type MediaFileContext = Pick<Context, "storage" | "log">;

interface Exchange {
  readonly key: string;
  readonly cacheControl: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/**
 * Answers GET and HEAD with a stored file, or the part of it that was asked for. @throws Refused when there is none,
 * before anything has been sent; StorageUnavailable.
 */
export async function sendStoredFile(
  ctx: MediaFileContext,
  c: HonoContext<ApiEnv>,
  { key, cacheControl }: { key: string; cacheControl: string },
): Promise<Response> {
  const { incoming, outgoing } = c.env as HttpBindings;
  const exchange = { key, cacheControl, incoming, outgoing };
  // HEAD by way of Hono: its answer to HEAD is a new one, of which the adapter cannot tell that it was sent.
  if (incoming.method === "HEAD" || isKnownTo(incoming, etagOf(key))) return await tell(ctx, c, exchange);
  const path = ctx.storage.pathOf(key);
  if (path === null) await sendStored(ctx, exchange);
  else await sendLocal(ctx, exchange, path);
  return RESPONSE_ALREADY_SENT;
}

/** What a key names never changes, so that its name tells the file. */
const etagOf = (key: string): string => `"${createHash("sha256").update(key).digest("base64url").slice(0, 22)}"`;

const headersOf = ({ key, cacheControl }: Pick<Exchange, "key" | "cacheControl">, contentType: string) => ({
  "Content-Type": contentType,
  "Cache-Control": cacheControl,
  ETag: etagOf(key),
  "Accept-Ranges": "bytes",
  // Files come from strangers: none is to pass for a page of ours.
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  // Web apps and the pages of other servers show them.
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
});

/** All but the file itself: to HEAD, and to whoever has it already. */
async function tell(ctx: MediaFileContext, c: HonoContext<ApiEnv>, exchange: Exchange): Promise<Response> {
  const stored = await ctx.storage.stat(exchange.key);
  if (stored === null) throw recordNotFound();
  const { "Content-Type": type, ...headers } = headersOf(exchange, stored.contentType);
  if (isKnownTo(exchange.incoming, headers.ETag)) return c.body(null, 304, headers);
  return c.body(null, 200, { ...headers, "Content-Type": type, "Content-Length": String(stored.size) });
}

async function sendLocal(ctx: MediaFileContext, exchange: Exchange, path: string): Promise<void> {
  const { key, incoming, outgoing } = exchange;
  const stored = await ctx.storage.stat(key);
  if (stored === null) throw recordNotFound();
  outgoing.setHeaders(new Map(Object.entries(headersOf(exchange, stored.contentType))));
  // The folder as root: a data directory may be below one that starts with a dot.
  const options = { root: dirname(path), cacheControl: false, lastModified: false, index: false };
  sendFile(incoming, basename(path), options)
    .on("error", (error: { status?: number }) => refuse(outgoing, error.status ?? 500))
    .pipe(outgoing);
  // Rejects when the client has gone, who then needs no answer.
  await finished(outgoing).catch(() => {});
}

/** As `send` does it: a single range, and the whole file for whatever else is asked of it. */
async function sendStored(ctx: MediaFileContext, exchange: Exchange): Promise<void> {
  const { key, incoming, outgoing } = exchange;
  const asked = readRange(incoming, etagOf(key));
  const range = asked !== null && "last" in asked ? await findLast(ctx, key, asked.last) : asked;
  const file = await ctx.storage.read(key, range ?? undefined);
  if (file === null) throw recordNotFound();
  const { stream, contentType, size } = file;
  if (range !== null && range.start >= size) {
    stream.destroy();
    outgoing.setHeader("Content-Range", `bytes */${size}`);
    return refuse(outgoing, 416);
  }
  const { start, end } = range === null ? { start: 0, end: size - 1 } : cut(range, size);
  outgoing.writeHead(range === null ? 200 : 206, {
    ...headersOf(exchange, contentType),
    "Content-Length": end - start + 1,
    ...(range === null ? {} : { "Content-Range": `bytes ${start}-${end}/${size}` }),
  });
  await passOn(ctx, exchange, stream);
}

async function passOn(ctx: MediaFileContext, { key, outgoing }: Exchange, stream: Readable): Promise<void> {
  stream.once("error", (error: Error) => {
    // When the client has gone we end the stream ourselves, which looks the same.
    if (!outgoing.destroyed) ctx.log.warn({ err: error, key }, "a stored file could not be read to its end");
  });
  // To the client a failure shows as an answer that ends too early.
  await pipeline(stream, outgoing).catch(() => {});
}

const cut = ({ start, end }: ByteRange, size: number): ByteRange => ({ start, end: Math.min(end, size - 1) });

/** RFC 9110 §14.2. Null for several ranges and for what cannot be read: the whole file is always a right answer. */
function readRange({ headers }: IncomingMessage, etag: string): ByteRange | { last: number } | null {
  if (headers["if-range"] !== undefined && headers["if-range"] !== etag) return null;
  const [, first = "", last = ""] = /^ *bytes= *(\d*)-(\d*) *$/.exec(headers.range ?? "") ?? [];
  const numberOf = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
  if (first === "") return last === "" ? null : { last: numberOf(last) };
  const range = { start: numberOf(first), end: last === "" ? Number.MAX_SAFE_INTEGER : numberOf(last) };
  return range.start <= range.end ? range : null;
}

async function findLast(ctx: MediaFileContext, key: string, count: number): Promise<ByteRange> {
  const stored = await ctx.storage.stat(key);
  if (stored === null) throw recordNotFound();
  const start = Math.max(0, stored.size - count);
  return { start, end: Math.max(start, stored.size - 1) };
}

function isKnownTo({ headers }: IncomingMessage, etag: string): boolean {
  const tags = (headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

/** With nothing of what was said about the file, so that nobody keeps the refusal for ever. */
function refuse(outgoing: ServerResponse, status: number): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const contentRange = outgoing.getHeader("Content-Range");
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
  const error = status === 404 ? recordNotFound().message : (STATUS_CODES[status] ?? "Not possible");
  const body = JSON.stringify({ error });
  outgoing.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Access-Control-Allow-Origin": "*",
    ...(status === 416 && contentRange !== undefined ? { "Content-Range": contentRange } : {}),
  });
  outgoing.end(body);
}
