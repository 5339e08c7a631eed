import type { Command } from "commander";
import { listUsers } from "../db/user-queries.ts";
import { approveAccount, findWaiting, rejectAccount } from "../domain/accounts/approve.ts";
import { withContext } from "./with-context.ts";

const mostListed = 1_000;

type Listed = Awaited<ReturnType<typeof listUsers>>[number];

export function addAccountApproval(parent: Command): void {
  parent
    .command("list")
    .description("List the accounts of this server, oldest first.")
    .option("--pending", "only those that wait for approval")
    .option("--json", "print one line of JSON")
    .action(async ({ pending, json }: { pending?: true; json?: true }) => {
      const listed = await withContext((ctx) => listUsers(ctx.db.read, pending ? "pending" : "all", mostListed));
      if (json) return void console.log(JSON.stringify(listed));
      const none = pending ? "No account waits." : "There is no account.";
      console.log(listed.length === 0 ? none : listed.map(describe).join("\n"));
    });
  parent
    .command("approve")
    .description("Let in an account that waits, and tell its owner by mail.")
    .argument("<username>")
    .action(async (username: string) => {
      await withContext(async (ctx) => approveAccount(ctx, await findWaiting(ctx, username)));
      console.log(`${username} is approved.`);
    });
  parent
    .command("reject")
    .description("Delete an account that waits, and tell who wanted it by mail.")
    .argument("<username>")
    .action(async (username: string) => {
      await withContext(async (ctx) => rejectAccount(ctx, await findWaiting(ctx, username)));
      console.log(`${username} is rejected and deleted.`);
    });
}

function describe({ username, email, role, confirmedAt, approvedAt, signUpReason }: Listed): string {
  const state = [
    role === "user" ? "" : role,
    confirmedAt === null ? "not confirmed" : "",
    approvedAt === null ? "waits for approval" : "",
  ];
  const notes = state.filter(Boolean).join(", ");
  // On one line, and without what would steer the terminal: strangers wrote it.
  const reason = signUpReason === null ? "" : JSON.stringify(signUpReason);
  return [username, email, notes && `(${notes})`, reason].filter(Boolean).join("  ");
}
