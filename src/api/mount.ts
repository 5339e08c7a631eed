import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Context } from "../context.ts";
import { recordNotFound, Refused } from "../lib/refused.ts";
import { confirmRoutes } from "./confirm-page.ts";
import { cataloguePageRoutes } from "./catalogue-pages.ts";
import type { ApiEnv } from "./env.ts";
import { absentRoutes } from "./mastodon/absent.ts";
import { absentAdminRoutes } from "./mastodon/admin/absent.ts";
import { adminAccountRoutes } from "./mastodon/admin/accounts.ts";
import { adminReportRoutes } from "./mastodon/admin/reports.ts";
import { adminTrendRoutes } from "./mastodon/admin/trends.ts";
import { oembedRoutes } from "./mastodon/oembed.ts";
import { conversationRoutes } from "./mastodon/conversations.ts";
import { filterRoutes, filterV1Routes } from "./mastodon/filters.ts";
import { instanceRoutes } from "./mastodon/instance.ts";
import { mediaRoutes } from "./mastodon/media.ts";
import { suggestionRoutes } from "./mastodon/suggestions.ts";
import { notificationPolicyRoutes, notificationRequestRoutes } from "./mastodon/notification-requests.ts";
import { pushRoutes } from "./mastodon/push.ts";
import { searchRoutes } from "./mastodon/search.ts";
import { aboutRoutes } from "./mastodon/v1/about.ts";
import { announcementRoutes } from "./mastodon/v1/announcements.ts";
import { accountRoutes, profileRoutes } from "./mastodon/v1/accounts.ts";
import { accountCollectionRoutes, collectionRoutes } from "./mastodon/v1/collections.ts";
import { appRoutes } from "./mastodon/v1/apps.ts";
import { blockRoutes } from "./mastodon/v1/blocks.ts";
import { followRequestRoutes } from "./mastodon/v1/follow-requests.ts";
import { accountFeaturedTagRoutes, featuredTagRoutes } from "./mastodon/v1/featured-tags.ts";
import { accountListRoutes, listRoutes } from "./mastodon/v1/lists.ts";
import { domainBlockRoutes, muteRoutes } from "./mastodon/v1/mutes.ts";
import { notificationGroupRoutes, notificationRoutes } from "./mastodon/v1/notifications.ts";
import { quoteRoutes } from "./mastodon/v1/quotes.ts";
import { pollRoutes } from "./mastodon/v1/polls.ts";
import { readingRoutes } from "./mastodon/v1/reading.ts";
import { reportRoutes } from "./mastodon/v1/reports.ts";
import { scheduledStatusRoutes } from "./mastodon/v1/scheduled-statuses.ts";
import { accountRelationRoutes, endorsementRoutes } from "./mastodon/v1/relations.ts";
import { emailRoutes, signUpRoutes } from "./mastodon/v1/sign-up.ts";
import { statusRoutes } from "./mastodon/v1/statuses.ts";
import { followedTagRoutes, tagRoutes, trendingTagRoutes } from "./mastodon/v1/tags.ts";
import { smallTimelineRoutes, trendRoutes } from "./mastodon/v1/trends.ts";
import { markedStatusRoutes, timelineRoutes } from "./mastodon/v1/timelines.ts";
import { answerWith } from "./middleware/answer-headers.ts";
import { authenticate } from "./middleware/authenticate.ts";
import { limitRate, limitUnknownTokens } from "./middleware/rate-limit.ts";
import { deprecatedSince } from "./middleware/deprecated.ts";
import { maxBodyBytes } from "./middleware/input.ts";
import { mediaFileRoutes } from "./media-files.ts";
import { mediaProxyRoutes } from "./media-proxy.ts";
import type { Hub } from "../streaming/hub.ts";
import { oauthRoutes } from "./oauth/routes.ts";
import { pageRoutes } from "./pages.ts";
import { shareCardRoutes } from "./share-cards.ts";
import { streamingRoutes } from "./streaming/routes.ts";
import { tellFiltersChanged } from "./streaming/tell-changes.ts";
import { topoutOpenApiRoutes } from "./topout/openapi.ts";
import { accountClimbRoutes } from "./topout/account-climbs.ts";
import { catalogueAdminRoutes } from "./topout/catalogue-admin.ts";
import { climbStatsRoutes } from "./topout/climb-stats.ts";
import { climbTimelineRoutes } from "./topout/climb-timeline.ts";
import { climberPreferenceRoutes } from "./topout/climber-preferences.ts";
import { climbRoutes } from "./topout/climbs.ts";
import { cragRoutes } from "./topout/crags.ts";
import { customEmojiRoutes } from "./topout/custom-emojis.ts";
import { leaderboardRoutes, routeTrendRoutes } from "./topout/discovery.ts";
import { exportRoutes } from "./topout/exports.ts";
import { goalRoutes } from "./topout/goals.ts";
import { gradeRoutes } from "./topout/grades.ts";
import { importRoutes } from "./topout/imports.ts";
import { projectRoutes } from "./topout/projects.ts";
import { routeRoutes } from "./topout/routes.ts";
import { sessionRoutes } from "./topout/sessions.ts";

const exposedHeaders = [
  "Link",
  "X-RateLimit-Reset",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-Request-Id",
  "Idempotency-Key",
];

const preflight = cors({
  origin: "*",
  allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
  exposeHeaders: exposedHeaders,
});

const forOtherOrigins = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": exposedHeaders.join(","),
};

/** Web apps on other origins call the API and read the paging headers, as on Mastodon. */
const crossOrigin = createMiddleware<ApiEnv>(async (c, next) =>
  c.req.method === "OPTIONS" ? await preflight(c, next) : await answerWith(c, forOtherOrigins, next),
);

/** Forms with files have limits of their own: see `withUploads` and `withLogbook`. */
const uploadPaths = /^\/api\/(v[12]\/media(\/\d+)?|v1\/accounts\/update_credentials|v1\/profile|v1\/climbs\/imports)$/;

const limitFields = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) => {
    // The rest of the body is not read, so the connection cannot serve the next request.
    c.header("Connection", "close");
    throw new Refused("too-large", "The request body is too large");
  },
});

const limitBody = createMiddleware<ApiEnv>(async (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") return await next();
  const isForm = /^multipart\/form-data\b/i.test(c.req.header("content-type") ?? "");
  return isForm && uploadPaths.test(c.req.path) ? await next() : await limitFields(c, next);
});

/** Each has a newer one beside it. */
const deprecated: Readonly<Record<string, string>> = {
  "/api/v1/filters": "2022-11-14",
  "/api/v1/filters/*": "2022-11-14",
  "/api/v1/instance": "2022-11-14",
  "/api/v1/suggestions": "2021-11-26",
  "/api/v1/trends": "2022-03-30",
  "/api/v1/accounts/:id/identity_proofs": "2022-03-30",
};

/** No name and no id has a NUL in it, and PostgreSQL fails on one. */
const refuseNul = createMiddleware<ApiEnv>(async (c, next) => {
  if (c.req.path.includes("%00") || c.req.path.includes("\0")) throw recordNotFound();
  await next();
});

/** Joins every route of the client API to the app. */
export function mountApi(app: Hono<ApiEnv>, ctx: Context, hub: Hub): void {
  app.use("*", refuseNul);
  app.use("/api/*", crossOrigin);
  app.use("/oauth/token", crossOrigin);
  app.use("/oauth/revoke", crossOrigin);
  app.use("/oauth/userinfo", crossOrigin);
  app.use("/.well-known/oauth-authorization-server", crossOrigin);
  app.use("/api/*", limitBody);
  app.use("/oauth/*", limitBody);
  app.route("/", oauthRoutes(ctx));
  app.use("/auth/*", limitBody);
  app.route("/", confirmRoutes(ctx));
  for (const [path, date] of Object.entries(deprecated)) app.use(path, deprecatedSince(date));
  app.use("/api/*", authenticate(ctx, limitUnknownTokens(ctx)));
  app.use("/api/*", limitRate(ctx));
  app.route("/", mediaFileRoutes(ctx));
  app.route("/", mediaProxyRoutes(ctx));
  app.route("/api", mediaRoutes(ctx));
  app.route("/api", instanceRoutes(ctx));
  app.route("/api/v1/instance", aboutRoutes(ctx));
  app.route("/api/v1/announcements", announcementRoutes(ctx));
  app.route("/api/v1/reports", reportRoutes(ctx));
  app.route("/api", absentRoutes(ctx));
  app.route("/api/oembed", oembedRoutes(ctx));
  app.route("/api/v1/apps", appRoutes(ctx));
  // Before the account routes: `/:id` there would take their names.
  app.route("/api/v1/accounts", climbStatsRoutes(ctx));
  app.route("/api/v1/accounts", accountClimbRoutes(ctx));
  app.route("/api/v1/accounts", accountListRoutes(ctx));
  app.route("/api/v1/accounts", accountFeaturedTagRoutes(ctx));
  app.route("/api/v1/accounts", accountRelationRoutes(ctx));
  app.route("/api/v1/accounts", accountCollectionRoutes(ctx));
  app.route("/api/v1/accounts", signUpRoutes(ctx));
  app.route("/api/v1/accounts", accountRoutes(ctx));
  app.route("/api/v1/emails", emailRoutes(ctx));
  app.route("/api/v1/profile", profileRoutes(ctx));
  app.route("/api/v1/statuses", statusRoutes(ctx));
  app.route("/api/v1/statuses", quoteRoutes(ctx));
  app.route("/api/v1/polls", pollRoutes(ctx));
  app.route("/api/v1/scheduled_statuses", scheduledStatusRoutes(ctx));
  app.route("/api/v1/timelines", smallTimelineRoutes(ctx));
  app.route("/api/v1/timelines", climbTimelineRoutes(ctx));
  app.route("/api/v1/timelines", timelineRoutes(ctx));
  app.route("/api/v1/lists", listRoutes(ctx));
  app.route("/api/v1/collections", collectionRoutes(ctx));
  app.route("/api/v1/tags", tagRoutes(ctx));
  app.route("/api/v1/followed_tags", followedTagRoutes(ctx));
  app.route("/api/v1/featured_tags", featuredTagRoutes(ctx));
  app.route("/api/v1/trends", trendRoutes(ctx));
  app.route("/api/v1/trends", trendingTagRoutes(ctx));
  app.route("/api/v1/trends", routeTrendRoutes(ctx));
  app.route("/api/v1/favourites", markedStatusRoutes(ctx, "favourites"));
  app.route("/api/v1/bookmarks", markedStatusRoutes(ctx, "bookmarks"));
  app.route("/api/v1/follow_requests", followRequestRoutes(ctx));
  app.route("/api/v1/notifications/requests", notificationRequestRoutes(ctx));
  app.route("/api/v1/notifications/policy", notificationPolicyRoutes(ctx, "v1"));
  app.route("/api/v2/notifications/policy", notificationPolicyRoutes(ctx, "v2"));
  app.route("/api/v1/notifications", notificationRoutes(ctx));
  app.route("/api/v2/notifications", notificationGroupRoutes(ctx));
  app.route("/api/v1/conversations", conversationRoutes(ctx));
  app.route("/api/v1/push/subscription", pushRoutes(ctx));
  app.route("/api/v1/blocks", blockRoutes(ctx));
  app.route("/api/v1/mutes", muteRoutes(ctx));
  app.route("/api/v1/domain_blocks", domainBlockRoutes(ctx));
  app.route("/api/v1/endorsements", endorsementRoutes(ctx));
  app.route("/api", suggestionRoutes(ctx));
  app.use("/api/:version{v1|v2}/filters/*", tellFiltersChanged(ctx));
  app.route("/api/v1/filters", filterV1Routes(ctx));
  app.route("/api/v2/filters", filterRoutes(ctx));
  app.route("/api", adminAccountRoutes(ctx));
  app.route("/api/v1/admin/reports", adminReportRoutes(ctx));
  app.route("/api/v1/admin/trends", adminTrendRoutes(ctx));
  app.route("/api/v1/admin/custom_emojis", customEmojiRoutes(ctx));
  app.route("/api/v1/admin", catalogueAdminRoutes(ctx));
  app.route("/api/v1/admin", absentAdminRoutes());
  app.route("/api/topout", topoutOpenApiRoutes(ctx.config));
  // Before the climbs: `/:id` there would take their names.
  app.route("/api/v1/climbs", climberPreferenceRoutes(ctx));
  app.route("/api/v1/climbs/sessions", sessionRoutes(ctx));
  app.route("/api/v1/climbs/projects", projectRoutes(ctx));
  app.route("/api/v1/climbs/goals", goalRoutes(ctx));
  app.route("/api/v1/climbs/imports", importRoutes(ctx));
  app.route("/api/v1/climbs/export", exportRoutes(ctx));
  app.route("/api/v1/climbs", leaderboardRoutes(ctx));
  app.route("/api/v1/climbs", climbRoutes(ctx));
  app.route("/api/v1/grades", gradeRoutes());
  app.route("/api/v1/crags", cragRoutes(ctx));
  app.route("/api/v1/routes", routeRoutes(ctx));
  app.route("/api/v1", readingRoutes(ctx));
  app.route("/api/v2/search", searchRoutes(ctx));
  app.route("/api/v1", streamingRoutes(ctx, hub));
  app.route("/", shareCardRoutes(ctx));
  app.route("/", pageRoutes(ctx));
  app.route("/", cataloguePageRoutes(ctx));
}
