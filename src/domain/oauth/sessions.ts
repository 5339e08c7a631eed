import { verify } from "@node-rs/argon2";
import type { Context } from "../../context.ts";
import { findUserByLogin } from "../../db/account-queries.ts";
import {
  deleteGrantsExpiredBefore,
  deleteSession,
  deleteSessionsExpiredBefore,
  findSessionAccount,
  insertSession,
} from "../../db/oauth-queries.ts";
import { hashSecret, newSecret } from "../../lib/secrets.ts";
import type { Account } from "../accounts/account.ts";
import { hashPassword } from "../accounts/create-local-account.ts";

export const sessionLifeMs = 30 * 24 * 3_600_000;
const grantsKeptMs = 24 * 3_600_000;

/** Somebody signed in with a browser. */
export interface Session {
  readonly secret: string;
  readonly account: Account;
  /** Goes into the forms of this session, so that no other site can send them. */
  readonly formToken: string;
}

let decoyHash: Promise<string> | undefined;

/** The local account behind a username or e-mail address and its password. Takes as long for a login that nobody has. */
export async function checkPassword(
  ctx: Pick<Context, "db">,
  login: string,
  password: string,
): Promise<Account | null> {
  const found = await findUserByLogin(ctx.db.read, login);
  decoyHash ??= hashPassword(newSecret());
  const isRight = await verify(found?.user.passwordHash ?? (await decoyHash), password);
  return found !== null && isRight ? found.account : null;
}

/** Starts a session, in place of the browser's former one if it had one. */
export async function startSession(
  ctx: Pick<Context, "db" | "clock">,
  account: Account,
  formerSecret: string | null,
): Promise<Session> {
  const secret = newSecret();
  const now = ctx.clock.now();
  await ctx.db.write(async (tx) => {
    if (formerSecret !== null) await deleteSession(tx, hashSecret(formerSecret));
    await insertSession(tx, {
      sessionHash: hashSecret(secret),
      accountId: account.id,
      createdAt: now,
      expiresAt: new Date(now.getTime() + sessionLifeMs),
    });
  });
  return sessionOf(secret, account);
}

/** Null when the session is over, or its account was suspended. */
export async function findSession(ctx: Pick<Context, "db" | "clock">, secret: string): Promise<Session | null> {
  const account = await findSessionAccount(ctx.db.read, hashSecret(secret), ctx.clock.now());
  return account === null || account.suspendedAt !== null ? null : sessionOf(secret, account);
}

const sessionOf = (secret: string, account: Account): Session => ({
  secret,
  account,
  formToken: hashSecret(`form:${secret}`),
});

export async function endSession(ctx: Pick<Context, "db">, secret: string): Promise<void> {
  await ctx.db.write((tx) => deleteSession(tx, hashSecret(secret)));
}

/** For a daily job. Codes stay for a day after their end, so that a late second use still ends their tokens. */
export async function deleteExpiredGrants(ctx: Pick<Context, "db" | "clock">): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.write(async (tx) => {
    await deleteGrantsExpiredBefore(tx, new Date(now.getTime() - grantsKeptMs));
    await deleteSessionsExpiredBefore(tx, now);
  });
}
