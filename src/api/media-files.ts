import { Hono } from "hono";
import type { Context } from "../context.ts";
import { recordNotFound } from "../lib/refused.ts";
import { isKey } from "../media/key.ts";
import type { ApiEnv } from "./env.ts";
import { sendStoredFile } from "./send-stored-file.ts";

// What a key names never changes.
const cacheControl = "public, max-age=31536000, immutable";

/** Nobody has looked yet at what is in `uploads`; `imports` are somebody's logbooks. */
const notServed = /^(uploads|imports)\//;

/** Serves the stored files, also where they have a public address of their own: what is older may name this one. */
export function mediaFileRoutes(ctx: Pick<Context, "storage" | "log">): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get("/media/:key{.+}", async (c) => {
    const key = c.req.param("key");
    if (!isKey(key) || notServed.test(key)) throw recordNotFound();
    return await sendStoredFile(ctx, c, { key, cacheControl });
  });
  return routes;
}
