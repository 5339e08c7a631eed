import { createMiddleware } from "hono/factory";
import type { Context } from "../../context.ts";
import { findAuth } from "../../domain/oauth/tokens.ts";
import { mayDo, type Permission } from "../../domain/roles/permissions.ts";
import { covers } from "../../domain/oauth/scopes.ts";
import { notAllowed, Refused } from "../../lib/refused.ts";
import type { Account } from "../../domain/accounts/account.ts";
import type { ApiEnv, Auth } from "../env.ts";
import type { Context as HonoContext } from "hono";

/** Reads the access token, if one came. An unknown one is refused even where none is needed, as Mastodon does. */
export const authenticate = (
  ctx: Pick<Context, "db" | "clock">,
  /** Asked before an unknown token is refused. */
  onUnknown: (c: HonoContext<ApiEnv>) => Promise<void> = async () => {},
) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const token = bearerToken(c);
    if (token === null) {
      c.set("auth", null);
      return await next();
    }
    const auth = await findAuth(ctx, token);
    if (auth === null) {
      await onUnknown(c);
      c.header("WWW-Authenticate", 'Bearer realm="Topout", error="invalid_token"');
      throw new Refused("unauthenticated", "The access token is invalid");
    }
    c.set("auth", auth);
    await next();
  });

/** The access token of a request, as it was sent. */
export function bearerToken(c: HonoContext): string | null {
  const header = c.req.header("authorization");
  const match = header === undefined ? null : /^bearer\s+(\S+)$/i.exec(header);
  return match?.[1] ?? c.req.query("access_token") ?? null;
}

/** Lets pass who may do this as a person: a token of an account, with one of the scopes that cover `scope`, if any. */
export const requireUser = (scope?: string) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    requireFunctional(requireAccount(c, scope));
    await next();
  });

/** Lets pass who may do this as one of the staff: as `requireUser`, with a role that has the permission. */
export const requireStaff = (scope: string, permission: Permission) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const auth = requireScoped(c, scope);
    if (auth.account === null) throw notAllowed();
    const { role } = requireFunctional(requireAccount(c, scope));
    if (role === null || !mayDo(role, permission)) throw notAllowed();
    await next();
  });

/** As `requireUser`, for the little that is open to somebody who has only just signed up. */
export const requireNewcomer = (scope: string) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    requireAccount(c, scope);
    await next();
  });

function requireScoped(c: HonoContext<ApiEnv>, scope?: string): Auth {
  const auth = c.get("auth");
  if (auth === null) throw new Refused("unauthenticated", "The access token is invalid");
  if (scope !== undefined) requireScope(auth.scopes, scope);
  return auth;
}

function requireFunctional(auth: Auth): Auth {
  if (!auth.isConfirmed) throw new Refused("forbidden", "Your login is missing a confirmed e-mail address");
  if (!auth.isApproved) throw new Refused("forbidden", "Your login is currently pending approval");
  return auth;
}

function requireAccount(c: HonoContext<ApiEnv>, scope?: string): Auth {
  const auth = requireScoped(c, scope);
  if (auth.account === null) throw new Refused("invalid", "This method requires an authenticated user");
  if (auth.account.suspendedAt !== null) throw new Refused("forbidden", "Your login is currently disabled");
  return auth;
}

/** The app behind a request that speaks for it alone. */
export function appOf(c: HonoContext<ApiEnv>, scope: string): { id: string; scopes: readonly string[] } {
  const auth = requireScoped(c, scope);
  if (auth.account !== null || auth.appId === null) {
    throw new Refused("forbidden", "This method requires an client credentials authentication");
  }
  return { id: auth.appId, scopes: auth.scopes };
}

/** Where nobody needs to sign in, a token that came must still have the scope. */
export const allowAnyone = (scope: string) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const auth = c.get("auth");
    if (auth !== null) requireScope(auth.scopes, scope);
    await next();
  });

function requireScope(scopes: readonly string[], scope: string): void {
  if (!covers(scopes, scope)) throw new Refused("forbidden", "This action is outside the authorized scopes");
}

/** The account behind a request that passed `requireUser`. */
export function userOf(c: HonoContext<ApiEnv>): Account {
  const account = c.get("auth")?.account;
  if (!account) throw new Refused("unauthenticated", "The access token is invalid");
  return account;
}

/** The account behind a request, where there need not be one. */
export const viewerOf = (c: HonoContext<ApiEnv>): Account | null => c.get("auth")?.account ?? null;
