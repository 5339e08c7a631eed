import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Context } from "../context.ts";
import { recordNotFound, Refused } from "../lib/refused.ts";
import type { ApiEnv } from "./env.ts";
import { emptyRoutes } from "./mastodon/empty.ts";
import { instanceRoutes } from "./mastodon/instance.ts";
import { mediaRoutes } from "./mastodon/media.ts";
import { searchRoutes } from "./mastodon/search.ts";
import { accountRoutes, profilePictureRoutes } from "./mastodon/v1/accounts.ts";
import { appRoutes } from "./mastodon/v1/apps.ts";
import { blockRoutes } from "./mastodon/v1/blocks.ts";
import { followRequestRoutes } from "./mastodon/v1/follow-requests.ts";
import { notificationRoutes } from "./mastodon/v1/notifications.ts";
import { readingRoutes } from "./mastodon/v1/reading.ts";
import { statusRoutes } from "./mastodon/v1/statuses.ts";
import { markedStatusRoutes, timelineRoutes } from "./mastodon/v1/timelines.ts";
import { authenticate } from "./middleware/authenticate.ts";
import { maxBodyBytes } from "./middleware/input.ts";
import { mediaFileRoutes } from "./media-files.ts";
import { mediaProxyRoutes } from "./media-proxy.ts";
import { oauthRoutes } from "./oauth/routes.ts";
import { pageRoutes } from "./pages.ts";
import { accountClimbRoutes, climbRoutes } from "./topout/climbs.ts";

/** Web apps on other origins call the API and read the paging headers, as on Mastodon. */
const crossOrigin = cors({
  origin: "*",
  allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
  exposeHeaders: [
    "Link",
    "X-RateLimit-Reset",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-Request-Id",
    "Idempotency-Key",
  ],
});

/** Forms with files have limits of their own: see `withUploads`. */
const uploadPaths = /^\/api\/(v[12]\/media(\/\d+)?|v1\/accounts\/update_credentials|v1\/profile)$/;

const limitFields = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) => {
    // The rest of the body is not read, so the connection cannot serve the next request.
    c.header("Connection", "close");
    throw new Refused("too-large", "The request body is too large");
  },
});

const limitBody = createMiddleware<ApiEnv>(async (c, next) => {
  const isForm = /^multipart\/form-data\b/i.test(c.req.header("content-type") ?? "");
  return isForm && uploadPaths.test(c.req.path) ? await next() : await limitFields(c, next);
});

/** No name and no id has a NUL in it, and PostgreSQL fails on one. */
const refuseNul = createMiddleware<ApiEnv>(async (c, next) => {
  if (c.req.path.includes("%00") || c.req.path.includes("\0")) throw recordNotFound();
  await next();
});

/** Joins every route of the client API to the app. */
export function mountApi(app: Hono<ApiEnv>, ctx: Context): void {
  app.use("*", refuseNul);
  app.use("/api/*", crossOrigin);
  app.use("/oauth/token", crossOrigin);
  app.use("/oauth/revoke", crossOrigin);
  app.use("/oauth/userinfo", crossOrigin);
  app.use("/.well-known/oauth-authorization-server", crossOrigin);
  app.use("/api/*", limitBody);
  app.use("/oauth/*", limitBody);
  app.route("/", oauthRoutes(ctx));
  app.use("/api/*", authenticate(ctx));
  app.route("/", mediaFileRoutes(ctx));
  app.route("/", mediaProxyRoutes(ctx));
  app.route("/api", mediaRoutes(ctx));
  app.route("/api", instanceRoutes(ctx));
  app.route("/api", emptyRoutes());
  app.route("/api/v1/apps", appRoutes(ctx));
  // Before the account routes: `/:id` there would take their names.
  app.route("/api/v1/accounts", accountClimbRoutes(ctx));
  app.route("/api/v1/accounts", accountRoutes(ctx));
  app.route("/api/v1/profile", profilePictureRoutes(ctx));
  app.route("/api/v1/statuses", statusRoutes(ctx));
  app.route("/api/v1/timelines", timelineRoutes(ctx));
  app.route("/api/v1/favourites", markedStatusRoutes(ctx, "favourites"));
  app.route("/api/v1/bookmarks", markedStatusRoutes(ctx, "bookmarks"));
  app.route("/api/v1/follow_requests", followRequestRoutes(ctx));
  app.route("/api/v1/notifications", notificationRoutes(ctx));
  app.route("/api/v1/blocks", blockRoutes(ctx));
  app.route("/api/v1/climbs", climbRoutes(ctx));
  app.route("/api/v1", readingRoutes(ctx));
  app.route("/api/v2/search", searchRoutes(ctx));
  app.route("/", pageRoutes(ctx));
}
