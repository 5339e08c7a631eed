import type { Context } from "../../context.ts";
import { deleteAccount, findLocalAccountEvenIfNew, findUser } from "../../db/account-queries.ts";
import { markApproved } from "../../db/user-queries.ts";
import { Refused } from "../../lib/refused.ts";
import { approvalMail, mailLater, rejectionMail } from "../mail/mail.ts";
import { tellStaffLater } from "./tell-staff.ts";

type Deciding = Pick<Context, "clock" | "config" | "db" | "wakeWorker">;

/** Lets in an account that waits, and tells its owner. @throws Refused when none of the name waits. */
export async function approveAccount(ctx: Deciding, username: string): Promise<void> {
  const { account, user } = await findWaiting(ctx, username);
  await ctx.db.write(async (tx) => {
    const approved = await markApproved(tx, account.id, ctx.clock.now());
    if (approved === null) return;
    await tellStaffLater(ctx, tx, approved);
    await mailLater(ctx, tx, approvalMail(ctx, { to: user.email, username: account.username }));
  });
}

/** Deletes an account that waits, and tells who wanted it. @throws Refused when none of the name waits. */
export async function rejectAccount(ctx: Deciding, username: string): Promise<void> {
  const { account, user } = await findWaiting(ctx, username);
  await ctx.db.write(async (tx) => {
    // It may have been let in since it was read.
    if ((await findUser(tx, account.id))?.approvedAt !== null) throw notWaiting(username);
    await deleteAccount(tx, account.id);
    await mailLater(ctx, tx, rejectionMail(ctx, { to: user.email, username: account.username }));
  });
}

async function findWaiting({ db }: Pick<Context, "db">, username: string) {
  const account = await findLocalAccountEvenIfNew(db.read, username.replace(/^@/, ""));
  const user = account === null ? null : await findUser(db.read, account.id);
  if (account === null || user === null || user.approvedAt !== null) throw notWaiting(username);
  return { account, user };
}

const notWaiting = (username: string): Refused =>
  new Refused("not-found", `No account named ${username} waits for approval`);
