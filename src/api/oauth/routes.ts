import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { assetRoutes } from "../../pages/assets.ts";
import type { ApiEnv } from "../env.ts";
import { authorizeRoutes } from "./authorize.ts";
import { metadataRoutes } from "./metadata.ts";
import { tokenRoutes } from "./token.ts";
import { userinfoRoutes } from "./userinfo.ts";

/** OAuth 2 as Mastodon's clients use it, with the stylesheet of its pages. For "/"; needs no `authenticate` before it. */
export function oauthRoutes(ctx: Context): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.route("/", metadataRoutes(ctx));
  app.route("/", authorizeRoutes(ctx));
  app.route("/", tokenRoutes(ctx));
  app.route("/", userinfoRoutes(ctx));
  app.route("/", assetRoutes());
  return app;
}
