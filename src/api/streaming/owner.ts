import type { Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import { findAuth } from "../../domain/oauth/tokens.ts";
import { Refused } from "../../lib/refused.ts";
import type { Owner } from "../../streaming/registry.ts";
import type { ApiEnv, Auth } from "../env.ts";

/**
 * Who opens a stream. Since 4.2 Mastodon wants a person's token for public streams too.
 * @throws Refused when there is none.
 */
export async function ownerOf(ctx: Pick<Context, "db">, c: HonoContext<ApiEnv>): Promise<Owner> {
  const auth = c.get("auth") ?? (await authOfProtocol(ctx, c));
  if (auth === null) throw new Refused("unauthenticated", "Missing access token");
  if (auth.account === null || auth.account.suspendedAt !== null)
    throw new Refused("unauthenticated", "Invalid access token");
  if (!auth.isConfirmed || !auth.isApproved) throw new Refused("unauthenticated", "Invalid access token");
  return { tokenId: auth.tokenId, accountId: auth.account.id, scopes: auth.scopes };
}

/** Browsers let a web app set no header of a WebSocket but this one, so it carries the token. */
async function authOfProtocol(ctx: Pick<Context, "db">, c: HonoContext<ApiEnv>): Promise<Auth | null> {
  const token = c.req.header("sec-websocket-protocol")?.split(",")[0]?.trim() ?? "";
  if (token === "") return null;
  const auth = await findAuth(ctx, token);
  if (auth === null) throw new Refused("unauthenticated", "Invalid access token");
  return auth;
}
