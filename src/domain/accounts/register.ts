import type { Context } from "../../context.ts";
import { isUniqueViolation } from "../../db/database.ts";
import { isInviteUsable, takeInvite } from "../../db/invite-queries.ts";
import { notAllowed } from "../../lib/refused.ts";
import { hashSecret, newSecret } from "../../lib/secrets.ts";
import { confirmationMail, mailLater } from "../mail/mail.ts";
import type { IssuedToken } from "../oauth/codes.ts";
import { issueToken } from "../oauth/tokens.ts";
import { insertLocalAccount, prepareSecrets, type AccountSecrets } from "./create-local-account.ts";
import { checkSignUp, type SignUp } from "./sign-up-faults.ts";

export interface Application extends SignUp {
  readonly locale: string;
  readonly inviteCode: string | null;
}

type Registering = Pick<Context, "clock" | "config" | "db" | "wakeWorker">;

/**
 * Makes an account through the API, whose owner has to confirm the e-mail address, and gives the app its token.
 * @throws Refused where the server takes nobody, or with the faults by field.
 */
export async function registerAccount(
  ctx: Registering,
  app: { id: string; scopes: readonly string[] },
  application: Application,
): Promise<IssuedToken> {
  await refuseStrangers(ctx, application.inviteCode);
  await checkSignUp(ctx.db.read, application);
  const secrets = await prepareSecrets(application.password);
  try {
    return await admit(ctx, app, application, secrets);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // Somebody was faster; now the check tells what is taken.
    await checkSignUp(ctx.db.read, application);
    throw error;
  }
}

/** Before anything is told of what is taken here. */
async function refuseStrangers({ config, db, clock }: Registering, code: string | null): Promise<void> {
  if (config.registration === "closed") throw notAllowed();
  if (config.registration !== "invite") return;
  if (code === null || !(await isInviteUsable(db.read, code, clock.now()))) throw notAllowed();
}

async function admit(
  ctx: Registering,
  app: { id: string; scopes: readonly string[] },
  application: Application,
  secrets: AccountSecrets,
): Promise<IssuedToken> {
  const { registration } = ctx.config;
  const now = ctx.clock.now();
  const secret = newSecret();
  const hash = hashSecret(secret);
  return await ctx.db.write(async (tx) => {
    const { inviteCode } = application;
    const inviteId = inviteCode === null ? null : await takeInvite(tx, inviteCode, now);
    if (registration === "invite" && inviteId === null) throw notAllowed();
    const waits = registration === "approval" && inviteId === null;
    const account = await insertLocalAccount(ctx, tx, { ...application, role: "user" }, secrets, {
      confirmedAt: null,
      approvedAt: waits ? null : now,
      locale: application.locale,
      signUpReason: application.reason === "" ? null : application.reason,
      confirmationHash: hash,
      confirmationSentAt: now,
      inviteId,
    });
    const to = { to: application.email, username: account.username };
    await mailLater(ctx, tx, confirmationMail(ctx, to, { accountId: account.id, secret, hash }));
    const { scopes } = app;
    const accessToken = await issueToken(ctx, tx, { appId: app.id, accountId: account.id, scopes });
    return { accessToken, scopes, createdAt: now };
  });
}
