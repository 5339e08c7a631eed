import type { Context as HonoContext } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Context } from "../../context.ts";
import { sessionLifeMs } from "../../domain/oauth/sessions.ts";

const name = "topout_session";

// On HTTPS the name has the prefix `__Host-`, with which browsers take the cookie from this very host alone.
const isSecure = (ctx: Pick<Context, "config">): boolean => ctx.config.origin.startsWith("https:");

/** The secret of the browser's session, if it has one. */
export function readSessionCookie(ctx: Pick<Context, "config">, c: HonoContext): string | null {
  return (isSecure(ctx) ? getCookie(c, name, "host") : getCookie(c, name)) ?? null;
}

export function writeSessionCookie(ctx: Pick<Context, "config">, c: HonoContext, secret: string): void {
  const options = { httpOnly: true, sameSite: "Lax", path: "/", maxAge: sessionLifeMs / 1_000 } as const;
  if (isSecure(ctx)) setCookie(c, name, secret, { ...options, secure: true, prefix: "host" });
  else setCookie(c, name, secret, options);
}

export function clearSessionCookie(ctx: Pick<Context, "config">, c: HonoContext): void {
  if (isSecure(ctx)) deleteCookie(c, name, { path: "/", secure: true, prefix: "host" });
  else deleteCookie(c, name, { path: "/" });
}
