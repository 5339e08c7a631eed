import { createMiddleware } from "hono/factory";
import type { Context as HonoContext, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ApiEnv } from "../src/api/env.ts";
import { findTombstone } from "../src/db/status-queries.ts";
import { uris } from "../src/domain/uris.ts";
import { namespaceDocument } from "./codec/context.ts";
import { mendDocument } from "./codec/mend.ts";
import { nameActor } from "./codec/name-actor.ts";
import { climbDispatchRoutes } from "./dispatch/climbs.ts";
import { featuredDispatchRoutes } from "./dispatch/featured.ts";
import type { Data, FedifyFederation, Incoming } from "./environment.ts";
import { wantsActivity } from "./wants-activity.ts";

const maxActivityBytes = 1024 * 1024;
/** Joins ActivityPub, WebFinger and NodeInfo to the app; what is not theirs goes on to the API and the pages. */
export function mountFederation(app: Hono<ApiEnv>, ctx: Data, federation: FedifyFederation): void {
  const incoming = (request: Request): Incoming => federation.createContext(request, ctx);
  const limitActivity = bodyLimit({
    maxSize: maxActivityBytes,
    // The rest of the body is not read, so nothing else can come on this connection.
    onError: (c) => c.json({ error: "The activity is larger than 1 MiB" }, 413, { Connection: "close" }),
  });
  app.use("/inbox", limitActivity);
  app.use("/users/:username/inbox", limitActivity);
  app.get("/ns", (c) => c.json(namespaceDocument, 200, { "Content-Type": "application/ld+json" }));
  app.get("/.well-known/host-meta", (c) =>
    c.body(hostMeta(ctx), 200, { "Content-Type": "application/xrd+xml; charset=utf-8" }),
  );
  app.use("*", answerGone(ctx));
  app.route("/", climbDispatchRoutes(ctx, incoming));
  app.route("/", featuredDispatchRoutes(ctx, incoming));
  app.use("*", dispatch(ctx, federation));
}

/** What was deleted says so, for ever, under the address that it had. */
const answerGone = (ctx: Data) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const isObject = c.req.method === "GET" && /^\/users\/[^/]+\/(statuses|climbs)\/\d+$/.test(c.req.path);
    const tombstone = isObject ? await findTombstone(ctx.db.read, `${ctx.config.origin}${c.req.path}`) : null;
    if (tombstone === null) return await next();
    const document = {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: tombstone.uri,
      type: "Tombstone",
      formerType: tombstone.formerType,
      deleted: tombstone.deletedAt.toISOString(),
    };
    return c.json(document, 410, { "Content-Type": "application/activity+json" });
  });

const dispatch = (ctx: Data, federation: FedifyFederation) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const goOn = async (): Promise<Response> => {
      await next();
      return c.res;
    };
    // Nothing of the federation's is there, and looking is not cheap.
    if (c.req.path.startsWith("/api/")) return await next();
    return await federation.fetch(await canonicalRequest(c, ctx), {
      contextData: ctx,
      onNotFound: goOn,
      onNotAcceptable: goOn,
    });
  });

/**
 * The request as other servers made it: under the configured origin whatever a proxy put before it (signatures cover
 * the address), and a profile's or post's page, when a machine asks for it, under the address of its object.
 */
async function canonicalRequest(c: HonoContext<ApiEnv>, ctx: Data): Promise<Request> {
  const url = new URL(c.req.url);
  const path = (wantsActivity(c) ? objectPath(url.pathname) : null) ?? url.pathname;
  const canonical = new URL(path + url.search, ctx.config.origin);
  const { method } = c.req;
  const headers = new Headers(c.req.raw.headers);
  // Fedify refuses a signature without a Date, and throws at one that it cannot read.
  if (Number.isNaN(Date.parse(headers.get("date") ?? ""))) headers.delete("date");
  if (method === "GET" || method === "HEAD") return new Request(canonical, { method, headers });
  const isInbox = /^(\/users\/[^/]+)?\/(inbox|outbox)$/.test(url.pathname);
  // Only an inbox reads the body; everything else leaves it to the API.
  if (!isInbox) return new Request(canonical, { method, headers });
  return new MendedRequest(new Request(canonical, { method, headers, body: await c.req.raw.arrayBuffer() }));
}

/** Fedify checks the signature over the bytes as they came, and takes the activity from `json()`. */
class MendedRequest extends Request {
  override clone(): Request {
    return new MendedRequest(super.clone());
  }

  override async json(): Promise<unknown> {
    return nameActor(mendDocument(await super.json()), this.headers);
  }
}

function objectPath(path: string): string | null {
  const match = /^\/@([A-Za-z0-9_]+)(?:\/(\d+))?$/.exec(path);
  if (match?.[1] === undefined) return null;
  return match[2] === undefined ? `/users/${match[1]}` : new URL(uris.status("http://x", match[1], match[2])).pathname;
}

const hostMeta = (ctx: Data): string => `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" template="${ctx.config.origin}/.well-known/webfinger?resource={uri}"/>
</XRD>
`;
