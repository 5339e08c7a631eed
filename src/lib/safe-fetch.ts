import { Agent, fetch as undiciFetch, type Response as UndiciResponse } from "undici";
import { addressRule, guardedConnector, type AddressRule } from "./address-guard.ts";
import { FetchRefused, toFetchRefused } from "./fetch-refused.ts";

export interface SafeFetchOptions {
  /** For tests and development: lets requests reach loopback and private networks. */
  allowPrivateAddresses: boolean;
  userAgent: string;
  /** Cap on the body after decompression. */
  maxBytes: number;
  /** Deadline for the whole exchange: name resolution, every redirect and the last byte of the body. */
  timeoutMs: number;
  /** Default 5. */
  maxRedirects?: number;
  /** Replaces the rule that `allowPrivateAddresses` stands for; tests need one address allowed and another refused. */
  isAllowedAddress?: AddressRule;
}

export interface SafeFetchInit {
  method?: string;
  headers?: HeadersInit;
  body?: string | Uint8Array<ArrayBuffer> | URLSearchParams;
  signal?: AbortSignal;
  /** Sees every request that follows a redirect, to sign it anew for its address or to refuse it by throwing. */
  beforeRedirect?: (next: Request) => Promise<Request>;
}

/**
 * Fetches what a stranger named. The body is read and within its cap when the promise resolves; `url` is the address
 * after redirects. Throws FetchRefused, the caller's own abort reason, or what `beforeRedirect` throws.
 */
export type SafeFetch = (request: Request | URL | string, init?: SafeFetchInit) => Promise<Response>;

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const bodilessStatuses = new Set([204, 205, 304]);
// undici derives these from the URL and the body; a caller's own would contradict it or name another host.
const derivedHeaders = [
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "upgrade",
  "te",
  "expect",
];
// A signature covers the address it was made for; `beforeRedirect` makes the next one.
const signatureHeaders = ["signature", "signature-input"];
const secretHeaders = ["authorization", "cookie", "proxy-authorization"];

export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { userAgent, maxBytes, timeoutMs, maxRedirects = 5 } = options;
  const isAllowed = options.isAllowedAddress ?? addressRule(options.allowPrivateAddresses);
  const agent = new Agent({
    connect: guardedConnector(isAllowed, timeoutMs),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });

  return async (input, { beforeRedirect, ...init } = {}) => {
    let request = toRequest(input, init);
    const deadline = AbortSignal.timeout(timeoutMs);
    const exchange: Exchange = { agent, userAgent, maxBytes, caller: request.signal, deadline };
    for (let redirects = 0; ; redirects++) {
      const body = new Uint8Array(await request.arrayBuffer());
      const answer = await send(exchange, request, body);
      if (answer.location === null) return answer.response;
      if (redirects >= maxRedirects)
        throw new FetchRefused("too-many-redirects", `More than ${maxRedirects} redirects`);
      const next = toNextRequest(request, body, answer.status, answer.location);
      request = beforeRedirect === undefined ? next : await beforeRedirect(next);
    }
  };
}

interface Exchange {
  agent: Agent;
  userAgent: string;
  maxBytes: number;
  caller: AbortSignal;
  deadline: AbortSignal;
}

type Answer = { location: null; response: Response } | { location: string; status: number };

function toRequest(input: Request | URL | string, init: Omit<SafeFetchInit, "beforeRedirect">): Request {
  if (input instanceof Request) return new Request(input, init);
  return new Request(checkUrl(String(input)), init);
}

function checkUrl(address: string, base?: string): URL {
  const url = URL.parse(address, base);
  if (url === null) throw new FetchRefused("bad-url", "Not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new FetchRefused("bad-url", "Only http and https addresses are fetched");
  }
  if (url.username !== "" || url.password !== "") {
    throw new FetchRefused("bad-url", "The address contains credentials");
  }
  return url;
}

async function send(exchange: Exchange, request: Request, body: Uint8Array): Promise<Answer> {
  // Also the first request, which may have come as a Request, and those that `beforeRedirect` returned.
  const url = checkUrl(request.url);
  const headers = new Headers(request.headers);
  for (const name of derivedHeaders) headers.delete(name);
  if (!headers.has("user-agent")) headers.set("user-agent", exchange.userAgent);
  try {
    const response = await undiciFetch(url, {
      dispatcher: exchange.agent,
      method: request.method,
      headers: [...headers],
      body: body.byteLength === 0 ? null : body,
      redirect: "manual",
      signal: AbortSignal.any([exchange.caller, exchange.deadline]),
    });
    const location = redirectStatuses.has(response.status) ? response.headers.get("location") : null;
    if (location === null) return { location, response: await toResponse(response, url, exchange.maxBytes) };
    await response.body?.cancel();
    return { location, status: response.status };
  } catch (error) {
    if (exchange.caller.aborted) throw exchange.caller.reason;
    if (exchange.deadline.aborted) throw new FetchRefused("timeout", "No answer in time", { cause: error });
    throw toFetchRefused(error);
  }
}

async function toResponse(answer: UndiciResponse, url: URL, maxBytes: number): Promise<Response> {
  const body = await readCapped(answer, maxBytes);
  const { status, statusText } = answer;
  const headers = new Headers([...answer.headers]);
  // The body is no longer as these describe it.
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  const response = new Response(bodilessStatuses.has(status) ? null : body, { status, statusText, headers });
  // A constructed Response has no address, and the class offers no way to give it one.
  Object.defineProperty(response, "url", { value: url.href.slice(0, url.href.length - url.hash.length) });
  return response;
}

async function readCapped(answer: UndiciResponse, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (answer.body === null) return new Uint8Array();
  const tooLarge = new FetchRefused("too-large", `The answer has more than ${maxBytes} bytes`);
  const declared = answer.headers.has("content-encoding") ? null : answer.headers.get("content-length");
  if (Number(declared) > maxBytes) {
    await answer.body.cancel();
    throw tooLarge;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by throwing cancels the stream, which closes the connection.
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toNextRequest(request: Request, body: Uint8Array<ArrayBuffer>, status: number, location: string): Request {
  const url = checkUrl(location, request.url);
  const headers = new Headers(request.headers);
  for (const name of signatureHeaders) headers.delete(name);
  if (url.origin !== new URL(request.url).origin) for (const name of secretHeaders) headers.delete(name);
  // Fetch standard, HTTP-redirect fetch §12: these change the method and drop the body, 307 and 308 do not.
  const isPost = request.method === "POST";
  const becomesGet = status === 303 ? request.method !== "HEAD" : isPost && (status === 301 || status === 302);
  if (!becomesGet) return new Request(url, { method: request.method, headers, ...(body.byteLength > 0 && { body }) });
  for (const name of [
    "content-type",
    "content-encoding",
    "content-language",
    "content-location",
    "digest",
    "content-digest",
  ]) {
    headers.delete(name);
  }
  return new Request(url, { headers });
}
