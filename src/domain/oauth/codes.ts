import { createHash } from "node:crypto";
import type { Context } from "../../context.ts";
import { deleteTokensOfGrant, findGrant, insertGrant, markGrantUsed } from "../../db/oauth-queries.ts";
import { hashSecret, newSecret, sameSecret } from "../../lib/secrets.ts";
import type { Account } from "../accounts/account.ts";
import type { App } from "./apps.ts";
import type { AuthorizationRequest } from "./check-authorization.ts";
import { OAuthRefused } from "./oauth-refused.ts";
import { issueToken } from "./tokens.ts";

const codeLifeMs = 10 * 60_000;

/** Makes the code that the app trades for a token, once, within ten minutes. */
export async function grantCode(
  ctx: Pick<Context, "db" | "clock">,
  request: AuthorizationRequest,
  account: Pick<Account, "id">,
): Promise<string> {
  const code = newSecret();
  await ctx.db.write((tx) =>
    insertGrant(tx, {
      codeHash: hashSecret(code),
      appId: request.app.id,
      accountId: account.id,
      redirectUri: request.redirectUri,
      scopes: [...request.scopes],
      codeChallenge: request.codeChallenge,
      expiresAt: new Date(ctx.clock.now().getTime() + codeLifeMs),
    }),
  );
  return code;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
}

export interface CodeExchange {
  readonly code: string;
  readonly redirectUri: string;
  readonly codeVerifier: string | null;
}

/**
 * Trades an authorization code for a token. A second use is refused and ends what the first one gave, because one of
 * the two was not the app (RFC 6749 §4.1.2).
 * @throws OAuthRefused
 */
export async function exchangeCode(
  ctx: Pick<Context, "db" | "clock">,
  app: App,
  exchange: CodeExchange,
): Promise<IssuedToken> {
  const codeHash = hashSecret(exchange.code);
  const now = ctx.clock.now();
  const issued = await ctx.db.write(async (tx): Promise<IssuedToken | null> => {
    const grant = await findGrant(tx, codeHash);
    if (grant === null || grant.appId !== app.id) return null;
    if (grant.usedAt === null && !isGood(grant, exchange, now)) return null;
    if (!(await markGrantUsed(tx, codeHash, now))) {
      await deleteTokensOfGrant(tx, codeHash);
      return null;
    }
    const { accountId, scopes } = grant;
    const accessToken = await issueToken(ctx, tx, { appId: app.id, accountId, scopes, grantCodeHash: codeHash });
    return { accessToken, scopes, createdAt: now };
  });
  // Thrown only here: within the transaction it would undo the revocation.
  if (issued === null) throw new OAuthRefused("invalid_grant");
  return issued;
}

function isGood(
  grant: { expiresAt: Date; redirectUri: string; codeChallenge: string | null },
  exchange: CodeExchange,
  now: Date,
): boolean {
  if (grant.expiresAt <= now || grant.redirectUri !== exchange.redirectUri) return false;
  if (grant.codeChallenge === null) return true;
  return exchange.codeVerifier !== null && sameSecret(challengeOf(exchange.codeVerifier), grant.codeChallenge);
}

/** RFC 7636 §4.2, S256. */
const challengeOf = (verifier: string): string => createHash("sha256").update(verifier, "ascii").digest("base64url");
