import type { Context } from "../../context.ts";
import { deleteAccount, findLocalAccountEvenIfNew, findUser } from "../../db/account-queries.ts";
import type { Reader } from "../../db/database.ts";
import { markApproved } from "../../db/user-queries.ts";
import { notAllowed, Refused } from "../../lib/refused.ts";
import { approvalMail, mailLater, rejectionMail } from "../mail/mail.ts";
import type { Account, User } from "./account.ts";
import { tellStaffLater } from "./tell-staff.ts";

type Deciding = Pick<Context, "clock" | "config" | "db" | "wakeWorker">;

/** Lets in an account that waits, and tells its owner. @throws Refused when it does not wait. */
export async function approveAccount(ctx: Deciding, account: Account): Promise<void> {
  await ctx.db.write(async (tx) => {
    const user = await waitingUser(tx, account);
    const approved = await markApproved(tx, account.id, ctx.clock.now());
    if (approved === null) throw notAllowed();
    await tellStaffLater(ctx, tx, approved);
    await mailLater(ctx, tx, approvalMail(ctx, { to: user.email, username: account.username }));
  });
}

/** Deletes an account that waits, and tells who wanted it. @throws Refused when it does not wait. */
export async function rejectAccount(ctx: Deciding, account: Account): Promise<void> {
  await ctx.db.write(async (tx) => {
    const user = await waitingUser(tx, account);
    await deleteAccount(tx, account.id);
    await mailLater(ctx, tx, rejectionMail(ctx, { to: user.email, username: account.username }));
  });
}

async function waitingUser(db: Reader, account: Account): Promise<User> {
  const user = await findUser(db, account.id);
  if (user === null || user.approvedAt !== null) throw notAllowed();
  return user;
}

/** The account of the name that waits. @throws Refused when none does. */
export async function findWaiting({ db }: Pick<Context, "db">, username: string): Promise<Account> {
  const account = await findLocalAccountEvenIfNew(db.read, username.replace(/^@/, ""));
  const user = account === null ? null : await findUser(db.read, account.id);
  if (account === null || user === null || user.approvedAt !== null) {
    throw new Refused("not-found", `No account named ${username} waits for approval`);
  }
  return account;
}
