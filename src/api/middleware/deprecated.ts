import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../env.ts";

/** RFC 9745: since when clients should use something else, as Mastodon tells it of the same operations. */
export const deprecatedSince = (date: string) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    c.res.headers.set("Deprecation", `@${Date.parse(`${date}T00:00:00Z`) / 1_000}`);
  });
