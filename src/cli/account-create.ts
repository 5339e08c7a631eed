import type { Command } from "commander";
import type { Context } from "../context.ts";
import { createLocalAccount } from "../domain/accounts/create-local-account.ts";
import { newSecret } from "../lib/secrets.ts";
import { askPassword } from "./ask-password.ts";
import { describeAccount, issueFullToken } from "./describe-account.ts";
import { withContext } from "./with-context.ts";

interface Options {
  email: string;
  password?: string;
  admin?: true;
  token?: true;
}

export function addAccountCreate(parent: Command): void {
  parent
    .command("create")
    .description("Make an account. The last line of output is JSON: id, username, acct and uri.")
    .argument("<username>", "1 to 30 letters, digits or underscores")
    .requiredOption("--email <address>", "e-mail address to sign in with")
    .option("--password <password>", "asked for on a terminal, otherwise made up and printed, when it is not given")
    .option("--admin", "may administer the server")
    .option("--token", "print an access token with all scopes, too")
    .action(async (username: string, options: Options) => {
      const asked = options.password ?? (await askPassword());
      const password = asked ?? newSecret();
      const created = await withContext((ctx) => create(ctx, username, password, options));
      console.log(JSON.stringify(asked === null ? { ...created, password } : created));
    });
}

async function create(ctx: Context, username: string, password: string, { email, admin, token }: Options) {
  const account = await createLocalAccount(ctx, { username, email, password, role: admin ? "admin" : "user" });
  const described = describeAccount(account);
  return token ? { ...described, token: await issueFullToken(ctx, account) } : described;
}
