import { findTokenByHash, insertToken } from "../../db/oauth-queries.ts";
import type { Writer } from "../../db/database.ts";
import type { Role } from "../../db/schema/index.ts";
import type { Context } from "../../context.ts";
import { newId } from "../../lib/ids.ts";
import { hashSecret, newSecret } from "../../lib/secrets.ts";
import type { Account } from "../accounts/account.ts";

export interface TokenOwner {
  tokenId: string;
  appId: string | null;
  account: Account | null;
  scopes: readonly string[];
  /** Whether the account's e-mail address is; false for an app alone. */
  isConfirmed: boolean;
  /** Whether somebody let the account in; false for an app alone. */
  isApproved: boolean;
  /** Null for an app alone. */
  role: Role | null;
}

/** Whom an access token speaks for; null for a token that is not (or no longer) valid. */
export async function findAuth(ctx: Pick<Context, "db">, token: string): Promise<TokenOwner | null> {
  return await findTokenByHash(ctx.db.read, hashSecret(token));
}

/** Makes an access token and tells it, this once. */
export async function issueToken(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  grant: { appId: string | null; accountId: string | null; scopes: readonly string[]; grantCodeHash?: string },
): Promise<string> {
  const token = newSecret();
  const now = ctx.clock.now();
  await insertToken(tx, {
    id: newId(now),
    tokenHash: hashSecret(token),
    appId: grant.appId,
    accountId: grant.accountId,
    scopes: [...grant.scopes],
    grantCodeHash: grant.grantCodeHash ?? null,
    createdAt: now,
  });
  return token;
}
