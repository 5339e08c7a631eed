import { createTransport } from "nodemailer";
import type { Context } from "../../context.ts";
import { findUser } from "../../db/account-queries.ts";
import { Refused } from "../../lib/refused.ts";
import type { Mail } from "./mail.ts";

const timeoutMs = 15_000;

/** @throws Refused when the mail server says that it will never take it. */
export async function sendMail(ctx: Pick<Context, "config" | "db" | "log">, mail: Mail, jobId: number): Promise<void> {
  if (mail.confirms !== null) {
    const user = await findUser(ctx.db.read, mail.confirms.accountId);
    if (user === null || user.confirmedAt !== null || user.confirmationHash !== mail.confirms.hash) return;
  }
  const { smtpUrl } = ctx.config;
  if (smtpUrl === undefined) {
    const { username, subject, link } = mail;
    ctx.log.info({ username, subject, link }, "there is no SMTP_URL: pass this on yourself");
    return;
  }
  await deliver(ctx.config, smtpUrl, mail, jobId);
}

async function deliver(
  config: Context["config"],
  smtpUrl: string,
  { to, subject, text }: Mail,
  jobId: number,
): Promise<void> {
  const domain = new URL(config.origin).hostname;
  const transport = createTransport(toOptions(smtpUrl));
  try {
    await transport.sendMail({
      from: { name: config.instanceTitle, address: config.mailFrom ?? `topout@${domain}` },
      to: { name: "", address: to },
      subject,
      text,
      // The same at each attempt, so that one that arrived twice is seen once.
      messageId: `<topout-${jobId}@${domain}>`,
      // RFC 3834: no holiday notices back.
      headers: { "Auto-Submitted": "auto-generated" },
    });
  } catch (error) {
    if (isFinal(error)) throw new Refused("invalid", "The mail server refused the mail", { cause: error });
    throw error;
  } finally {
    transport.close();
  }
}

function toOptions(smtpUrl: string) {
  const url = new URL(smtpUrl);
  const secure = url.protocol === "smtps:";
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}

/** An answer of 5xx to the mail itself; a wrong password is one too, but can be put right. */
const isFinal = (error: unknown): boolean =>
  error instanceof Error &&
  "responseCode" in error &&
  Number(error.responseCode) >= 500 &&
  !("code" in error && error.code === "EAUTH");
