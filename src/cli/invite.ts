import { InvalidArgumentError, type Command } from "commander";
import { findFirstAdmin, findLocalAccount } from "../db/account-queries.ts";
import { listInvites, type Invite } from "../db/invite-queries.ts";
import { createInvite } from "../domain/accounts/invite.ts";
import { UsageError } from "./usage-error.ts";
import { withContext } from "./with-context.ts";

const mostListed = 1_000;

interface Options {
  uses?: number;
  days?: number;
  by?: string;
}

export function addInviteCommands(parent: Command): void {
  parent
    .command("create")
    .description("Make an invite code, for TOPOUT_REGISTRATION=invite, or to come in without approval.")
    .option("--uses <number>", "how many may use it; any number unless given", positive)
    .option("--days <number>", "how long it is good; for ever unless given", positive)
    .option("--by <username>", "whose invite it is; the first administrator's unless given")
    .action(async ({ uses, days, by }: Options) => {
      const invite = await withContext(async (ctx) => {
        const account =
          by === undefined
            ? await findFirstAdmin(ctx.db.read)
            : await findLocalAccount(ctx.db.read, by.replace(/^@/, ""));
        if (account === null) {
          throw new UsageError(
            by === undefined
              ? "There is no administrator: name somebody with --by."
              : `There is no account named ${by} here.`,
          );
        }
        return await createInvite(ctx, account, { maxUses: uses ?? null, days: days ?? null });
      });
      console.log(invite.code);
    });
  parent
    .command("list")
    .description("List the invite codes, newest first.")
    .option("--json", "print one line of JSON")
    .action(async ({ json }: { json?: true }) => {
      const invites = await withContext((ctx) => listInvites(ctx.db.read, mostListed));
      if (json) return void console.log(JSON.stringify(invites));
      console.log(invites.length === 0 ? "There are no invites." : invites.map(describe).join("\n"));
    });
}

function positive(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > 36_500)
    throw new InvalidArgumentError("It must be a whole number above 0.");
  return value;
}

const describe = ({ code, uses, maxUses, expiresAt }: Invite): string =>
  `${code}  used ${uses}${maxUses === null ? "" : ` of ${maxUses}`}  ${expiresAt === null ? "for ever" : `until ${expiresAt.toISOString()}`}`;
