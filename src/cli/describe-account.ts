import type { Context } from "../context.ts";
import { acctOf, type Account } from "../domain/accounts/account.ts";
import { topLevelScopes } from "../domain/oauth/scopes.ts";
import { issueToken } from "../domain/oauth/tokens.ts";

/** What the command line prints of an account. */
export const describeAccount = (account: Account) => ({
  id: account.id,
  username: account.username,
  acct: acctOf(account),
  uri: account.uri,
});

/** An access token that may do everything the account may. */
export const issueFullToken = (ctx: Pick<Context, "db" | "clock">, account: Account): Promise<string> =>
  ctx.db.write((tx) => issueToken(ctx, tx, { appId: null, accountId: account.id, scopes: topLevelScopes }));
