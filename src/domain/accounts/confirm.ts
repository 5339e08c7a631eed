import type { Context } from "../../context.ts";
import { findAccount, findUser } from "../../db/account-queries.ts";
import { isUniqueViolation } from "../../db/database.ts";
import { deleteUnconfirmed, findUserByConfirmation, markConfirmed, setConfirmation } from "../../db/user-queries.ts";
import { Refused } from "../../lib/refused.ts";
import { hashSecret, newSecret } from "../../lib/secrets.ts";
import { confirmationMail, mailLater } from "../mail/mail.ts";
import type { Account } from "./account.ts";
import { checkNewEmail } from "./sign-up-faults.ts";
import { tellStaffLater } from "./tell-staff.ts";

/** Long enough for a link that somebody passes on by hand. */
const linkLifeMs = 7 * 24 * 3_600_000;
const unconfirmedKeptMs = 14 * 24 * 3_600_000;
const deletedAtOnce = 100;

/** Who would be confirmed by the link with this secret; null when it is none, or too old. */
export async function findConfirmable(ctx: Pick<Context, "db" | "clock">, secret: string) {
  const user = await findUserByConfirmation(ctx.db.read, hashSecret(secret));
  if (user === null || user.confirmationSentAt === null) return null;
  const isOld = ctx.clock.now().getTime() - user.confirmationSentAt.getTime() > linkLifeMs;
  if (isOld && user.confirmedAt === null) return null;
  const account = await findAccount(ctx.db.read, user.accountId);
  return account === null ? null : { user, account };
}

/** Confirms the e-mail address that the link was sent to; null when the link is none. Doing it again changes nothing. */
export async function confirmEmail(ctx: Pick<Context, "db" | "clock" | "wakeWorker">, secret: string) {
  const found = await findConfirmable(ctx, secret);
  if (found === null) return null;
  await ctx.db.write(async (tx) => {
    const confirmed = await markConfirmed(tx, hashSecret(secret), ctx.clock.now());
    if (confirmed !== null) await tellStaffLater(ctx, tx, confirmed);
  });
  return found;
}

/** Gives back the names of those who never opened their link. */
export async function removeUnconfirmed(ctx: Pick<Context, "db" | "clock">): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - unconfirmedKeptMs);
  for (let deleted = deletedAtOnce; deleted === deletedAtOnce;) {
    deleted = await ctx.db.write((tx) => deleteUnconfirmed(tx, before, deletedAtOnce));
  }
}

/**
 * Sends a new link, to another address if one is given; the former link is none any more.
 * @throws Refused when the address was confirmed already, or the new one cannot be used.
 */
export async function resendConfirmation(
  ctx: Pick<Context, "clock" | "config" | "db" | "wakeWorker">,
  account: Account,
  newEmail: string | null,
): Promise<void> {
  const user = await findUser(ctx.db.read, account.id);
  if (user === null || user.confirmedAt !== null) {
    throw new Refused("forbidden", "This method is only available while the e-mail is awaiting confirmation");
  }
  const email = newEmail ?? user.email;
  const emailKey = email.toLowerCase();
  if (emailKey !== user.emailKey) await checkNewEmail(ctx.db.read, email);
  const secret = newSecret();
  const hash = hashSecret(secret);
  try {
    await ctx.db.write(async (tx) => {
      const confirmationSentAt = ctx.clock.now();
      await setConfirmation(tx, account.id, { email, emailKey, confirmationHash: hash, confirmationSentAt });
      const to = { to: email, username: account.username };
      await mailLater(ctx, tx, confirmationMail(ctx, to, { accountId: account.id, secret, hash }));
    });
  } catch (error) {
    if (isUniqueViolation(error)) await checkNewEmail(ctx.db.read, email);
    throw error;
  }
}
