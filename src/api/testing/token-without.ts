import type { Account } from "../../domain/accounts/account.ts";
import { findAppByClientId } from "../../domain/oauth/apps.ts";
import { allScopes, covers } from "../../domain/oauth/scopes.ts";
import { issueToken } from "../../domain/oauth/tokens.ts";
import type { TestTopout } from "../../testing/start-topout.ts";
import { registerTestApp } from "../oauth/testing/oauth-flow.ts";

/** Makes tokens that have every scope but those that cover one of the given; no scope at all, where none is given. */
export async function tokenMaker(
  topout: TestTopout,
  account: Account,
): Promise<(scopes: readonly string[]) => Promise<string>> {
  const { client_id } = await registerTestApp(topout);
  const app = await findAppByClientId(topout.ctx, client_id);
  const tokens = new Map<string, string>();
  return async (scopes) => {
    const others = allScopes.filter((granted) => !scopes.some((scope) => covers([granted], scope)));
    const left = scopes.length === 0 ? [] : others;
    const grant = { appId: app?.id ?? null, accountId: account.id, scopes: left };
    const token = tokens.get(scopes.join()) ?? (await topout.ctx.db.write((tx) => issueToken(topout.ctx, tx, grant)));
    tokens.set(scopes.join(), token);
    return token;
  };
}
