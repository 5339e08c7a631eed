import { signRequest, type SenderKeyPair } from "@fedify/fedify";
import { preloadedContexts, type DocumentLoader, type RemoteDocument } from "@fedify/vocab-runtime";
import { LRUCache } from "lru-cache";
import { userAgentOf } from "../src/config/config.ts";
import type { Context } from "../src/context.ts";
import { createSafeFetch, type SafeFetch } from "../src/lib/safe-fetch.ts";
import { ownKeysLoader } from "./own-keys.ts";
import { readContext, readDocument } from "./read-document.ts";

const accept = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';
const maxBytes = 1024 * 1024;
const timeoutMs = 10_000;
const contextAgeMs = 24 * 3_600_000;

/** Fetches of the federation: no private addresses, 1 MiB and 10 s at the most. */
export const federationFetch = (ctx: Pick<Context, "config">): SafeFetch =>
  createSafeFetch({
    allowPrivateAddresses: ctx.config.allowPrivateAddresses,
    userAgent: userAgentOf(ctx.config),
    maxBytes,
    timeoutMs,
  });

export interface Loaders {
  /** Loads a document as nobody. */
  document: DocumentLoader;
  /** Loads a document, signed: many servers answer nobody else. */
  signed(identity: SenderKeyPair): DocumentLoader;
  /** Loads JSON-LD contexts. */
  context: DocumentLoader;
}

/** Our own loaders, because Fedify's have neither a cap nor a deadline, and cannot be given either. */
export function createLoaders(ctx: Pick<Context, "config" | "log">): Loaders {
  const safeFetch = federationFetch(ctx);
  const get = async (url: string, sign: Sign): Promise<Response> => {
    const request = new Request(withoutFragment(url), { headers: { accept, "user-agent": userAgentOf(ctx.config) } });
    return await safeFetch(await sign(request), { beforeRedirect: sign });
  };
  const unsigned: Sign = async (request) => request;
  const context = createContextLoader(ctx, async (url) => await readContext(url, await get(url, unsigned)));
  const loader = (sign: Sign): DocumentLoader =>
    ownKeysLoader(
      async (url) =>
        await readDocument(
          url,
          await get(url, sign),
          async (next) => await readDocument(next, await get(next, sign), null),
        ),
      context,
    );
  return {
    document: loader(unsigned),
    signed: ({ privateKey, keyId }) =>
      loader((request) => signRequest(request, privateKey, keyId, { spec: "draft-cavage-http-signatures-12" })),
    context,
  };
}

type Sign = (request: Request) => Promise<Request>;

/**
 * Contexts that everybody uses come from memory. One that cannot be loaded counts as empty: the words of ActivityStreams
 * are still understood, and a peer whose context host is down for an hour does not lose its posts.
 */
function createContextLoader(ctx: Pick<Context, "log">, fetchContext: DocumentLoader): DocumentLoader {
  const known = new LRUCache<string, RemoteDocument>({ max: 200, ttl: contextAgeMs });
  return async (url) => {
    const preloaded = preloadedContexts[url];
    if (preloaded !== undefined) return { contextUrl: null, document: preloaded, documentUrl: url };
    const cached = known.get(url);
    if (cached !== undefined) return cached;
    try {
      const loaded = await fetchContext(url);
      known.set(url, loaded);
      return loaded;
    } catch (error) {
      ctx.log.warn({ err: error, url }, "a JSON-LD context could not be loaded and counts as empty");
      const empty = { contextUrl: null, document: { "@context": {} }, documentUrl: url };
      known.set(url, empty, { ttl: 60_000 });
      return empty;
    }
  };
}

function withoutFragment(url: string): string {
  const parsed = new URL(url);
  parsed.hash = "";
  return parsed.href;
}
