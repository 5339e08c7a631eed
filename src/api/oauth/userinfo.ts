import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { nameOf } from "../../domain/accounts/account.ts";
import { picturesOf } from "../../domain/accounts/picture-urls.ts";
import type { ApiEnv } from "../env.ts";
import { authenticate, requireUser, userOf } from "../middleware/authenticate.ts";
import { issuerOf } from "./metadata.ts";

/** Who the token speaks for, as OpenID Connect names it. */
export function userinfoRoutes(ctx: Context): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.on(["GET", "POST"], "/oauth/userinfo", authenticate(ctx), requireUser("profile"), (c) => {
    const account = userOf(c);
    return c.json({
      iss: issuerOf(ctx),
      sub: account.uri,
      name: nameOf(account),
      preferred_username: account.username,
      profile: account.url,
      picture: picturesOf(ctx.config, account).avatar,
    });
  });
  return app;
}
