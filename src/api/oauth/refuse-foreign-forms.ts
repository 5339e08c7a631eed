import { createMiddleware } from "hono/factory";
import type { Context } from "../../context.ts";
import { Refused } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";

/**
 * Refuses forms that another site sends, which could otherwise sign somebody in to an account of its own. Browsers
 * tell where a form comes from; what tells nothing is no browser and carries nobody's cookies.
 */
export const refuseForeignForms = (ctx: Pick<Context, "config">) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const site = c.req.header("sec-fetch-site");
    const origin = c.req.header("origin");
    // The address in the request counts as ours too: a reverse proxy may be reached by another name in development.
    // "none" is what the person did in the browser itself, such as sending a form again.
    const isOwn =
      site === undefined
        ? isOwnOrigin(ctx.config.origin, c.req.url, origin)
        : site === "same-origin" || site === "none";
    if (!isOwn) throw new Refused("forbidden", "The form came from another site. Start again in the app.");
    await next();
  });

function isOwnOrigin(own: string, requestUrl: string, origin: string | undefined): boolean {
  if (origin === undefined || origin === own) return true;
  return URL.canParse(origin) && new URL(origin).host === new URL(requestUrl).host;
}
