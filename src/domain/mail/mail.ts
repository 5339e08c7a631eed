import { z } from "zod";
import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";

export const mailJobType = "send-mail";

export const mailSchema = z.object({
  to: z.string(),
  /** Whom it concerns, for the log. */
  username: z.string(),
  subject: z.string(),
  text: z.string(),
  /** What the mail is there for; without a mail server it is in the log. */
  link: z.string().nullable(),
  /** Not sent when another link has taken this one's place. */
  confirms: z.object({ accountId: z.string(), hash: z.string() }).nullable(),
});
export type Mail = z.infer<typeof mailSchema>;

/** Sends a mail after the commit, and again until the mail server takes it. */
export async function mailLater(ctx: Pick<Context, "clock" | "wakeWorker">, tx: Writer, mail: Mail): Promise<void> {
  const now = ctx.clock.now();
  await insertJobs(tx, [{ type: mailJobType, payload: mail, lane: "prompt", runAt: now, createdAt: now }]);
  tx.afterCommit(ctx.wakeWorker);
}

type Recipient = Pick<Mail, "to" | "username">;
type Site = Pick<Context, "config">;

const greeting = ({ username }: Recipient): string => `Hello ${username},`;

/** `secret` is told by its link alone. */
export function confirmationMail(
  { config }: Site,
  to: Recipient,
  given: { accountId: string; secret: string; hash: string },
): Mail {
  const link = `${config.origin}/auth/confirm?token=${given.secret}`;
  const text = [
    greeting(to),
    `somebody, hopefully you, made an account on ${config.instanceTitle} (${config.handleDomain}) with this address. ` +
      "To confirm that it is yours, open this page and press the button there:",
    link,
    "If it was not you, do nothing: nobody can use the account without this.",
  ].join("\n\n");
  const subject = `Confirm your e-mail address for ${config.handleDomain}`;
  return { ...to, subject, text, link, confirms: { accountId: given.accountId, hash: given.hash } };
}

export function approvalMail({ config }: Site, to: Recipient): Mail {
  const text = [
    greeting(to),
    `your account @${to.username}@${config.handleDomain} was approved. You can use it with any Mastodon app now:`,
    config.origin,
  ].join("\n\n");
  return { ...to, subject: `Welcome to ${config.instanceTitle}`, text, link: null, confirms: null };
}

export function rejectionMail({ config }: Site, to: Recipient): Mail {
  const text = [
    greeting(to),
    `your request to join ${config.instanceTitle} (${config.handleDomain}) was not approved. ` +
      "What you sent with it has been deleted.",
  ].join("\n\n");
  return { ...to, subject: `Your request to join ${config.instanceTitle}`, text, link: null, confirms: null };
}
