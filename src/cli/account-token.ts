import type { Command } from "commander";
import { findLocalAccount, findUser } from "../db/account-queries.ts";
import { describeAccount, issueFullToken } from "./describe-account.ts";
import { UsageError } from "./usage-error.ts";
import { withContext } from "./with-context.ts";

export function addAccountToken(parent: Command): void {
  parent
    .command("token")
    .description("Make an access token with all scopes for an account. The last line of output is JSON.")
    .argument("<username>", "an account of this server")
    .action(async (username: string) => {
      const described = await withContext(async (ctx) => {
        const account = await findLocalAccount(ctx.db.read, username.replace(/^@/, ""));
        // The server's own actor has no user: nobody signs in as it.
        if (account === null || (await findUser(ctx.db.read, account.id)) === null) {
          throw new UsageError(`There is no account named ${username} here.`);
        }
        return { ...describeAccount(account), token: await issueFullToken(ctx, account) };
      });
      console.log(JSON.stringify(described));
    });
}
