import { and, asc, eq, inArray, isNotNull, isNull, lt } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { accounts, users } from "./schema/index.ts";

type User = typeof users.$inferSelect;

export async function isEmailTaken(db: Reader, emailKey: string): Promise<boolean> {
  const [row] = await db.select({ accountId: users.accountId }).from(users).where(eq(users.emailKey, emailKey));
  return row !== undefined;
}

export async function findUserByConfirmation(db: Reader, confirmationHash: string): Promise<User | null> {
  const [row] = await db.select().from(users).where(eq(users.confirmationHash, confirmationHash));
  return row ?? null;
}

/** Null when the user was confirmed before, or when another link has taken this one's place. */
export async function markConfirmed(tx: Writer, confirmationHash: string, now: Date): Promise<User | null> {
  const [changed] = await tx
    .update(users)
    .set({ confirmedAt: now })
    .where(and(eq(users.confirmationHash, confirmationHash), isNull(users.confirmedAt)))
    .returning();
  return changed ?? null;
}

/** Deletes accounts whose link was sent before `instant` and never used, `limit` at most; gives how many there were. */
export async function deleteUnconfirmed(tx: Writer, instant: Date, limit: number): Promise<number> {
  const stale = tx
    .select({ id: users.accountId })
    .from(users)
    .where(and(isNull(users.confirmedAt), lt(users.confirmationSentAt, instant)))
    .limit(limit);
  const deleted = await tx.delete(accounts).where(inArray(accounts.id, stale)).returning({ id: accounts.id });
  return deleted.length;
}

/** Null when the user was let in before. */
export async function markApproved(tx: Writer, accountId: string, now: Date): Promise<User | null> {
  const [changed] = await tx
    .update(users)
    .set({ approvedAt: now })
    .where(and(eq(users.accountId, accountId), isNull(users.approvedAt)))
    .returning();
  return changed ?? null;
}

export async function setConfirmation(
  tx: Writer,
  accountId: string,
  change: Pick<User, "confirmationHash" | "confirmationSentAt" | "email" | "emailKey">,
): Promise<void> {
  await tx.update(users).set(change).where(eq(users.accountId, accountId));
}

/** Accounts that somebody signed up for, oldest first. */
export async function listUsers(db: Reader, wanted: "all" | "pending", limit: number) {
  return await db
    .select({
      id: accounts.id,
      username: accounts.username,
      email: users.email,
      role: users.role,
      signUpReason: users.signUpReason,
      confirmedAt: users.confirmedAt,
      approvedAt: users.approvedAt,
      createdAt: users.createdAt,
    })
    .from(users)
    .innerJoin(accounts, eq(accounts.id, users.accountId))
    .where(wanted === "pending" ? isNull(users.approvedAt) : isNotNull(users.createdAt))
    .orderBy(asc(users.createdAt), asc(users.accountId))
    .limit(limit);
}
