import type { Context } from "../../context.ts";
import { deleteToken, findTokenByHash } from "../../db/oauth-queries.ts";
import { hashSecret } from "../../lib/secrets.ts";
import type { App } from "./apps.ts";
import type { IssuedToken } from "./codes.ts";
import { tellStreams } from "../streams/tell.ts";
import { OAuthRefused } from "./oauth-refused.ts";
import { covers, parseScopes } from "./scopes.ts";
import { issueToken } from "./tokens.ts";

/**
 * A token that speaks for the app alone.
 * @throws OAuthRefused when the app did not register the scopes.
 */
export async function issueAppToken(
  ctx: Pick<Context, "db" | "clock">,
  app: App,
  givenScopes: string | null,
): Promise<IssuedToken> {
  const scopes = parseScopes(givenScopes ?? "read");
  if (scopes === null || scopes.length === 0 || !scopes.every((scope) => covers(app.scopes, scope))) {
    throw new OAuthRefused("invalid_scope");
  }
  const createdAt = ctx.clock.now();
  const accessToken = await ctx.db.write((tx) => issueToken(ctx, tx, { appId: app.id, accountId: null, scopes }));
  return { accessToken, scopes, createdAt };
}

/**
 * Ends a token. One that is not known is as good as ended (RFC 7009 §2.2). A token that no app owns, made on the
 * command line, is ended by whoever holds it.
 * @throws OAuthRefused when the token belongs to another app.
 */
export async function revokeToken(ctx: Pick<Context, "bus" | "db">, app: App | null, token: string): Promise<void> {
  const found = await findTokenByHash(ctx.db.read, hashSecret(token));
  if (found === null) return;
  if (found.appId !== null && found.appId !== app?.id) throw new OAuthRefused("unauthorized_client");
  await ctx.db.write(async (tx) => {
    await deleteToken(tx, found.tokenId);
    tellStreams(ctx, tx, { kind: "token-revoked", tokenId: found.tokenId });
  });
}
