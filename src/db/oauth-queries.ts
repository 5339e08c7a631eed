import { and, eq, gt, isNull, lt } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { isAmong, prepared } from "./prepared.ts";
import { accounts, apps, grants, sessions, tokens, users } from "./schema/index.ts";

type AppRow = typeof apps.$inferSelect;
type GrantRow = typeof grants.$inferSelect;

const tokensOfHash = prepared(["tokenHash"], (db, { tokenHash }) =>
  db
    .select({
      id: tokens.id,
      appId: tokens.appId,
      scopes: tokens.scopes,
      accountId: tokens.accountId,
      account: accounts,
      confirmedAt: users.confirmedAt,
      approvedAt: users.approvedAt,
      role: users.role,
    })
    .from(tokens)
    .leftJoin(accounts, eq(accounts.id, tokens.accountId))
    .leftJoin(users, eq(users.accountId, tokens.accountId))
    .where(eq(tokens.tokenHash, tokenHash)),
);

export async function findTokenByHash(db: Reader, tokenHash: string) {
  const [row] = await tokensOfHash(db, { tokenHash });
  if (row === undefined) return null;
  const { id, appId, account, scopes, role, confirmedAt, approvedAt } = row;
  const [isConfirmed, isApproved] = [confirmedAt !== null, approvedAt !== null];
  return { tokenId: id, appId, account, scopes, role, isConfirmed, isApproved };
}

export async function insertToken(tx: Writer, row: typeof tokens.$inferInsert): Promise<void> {
  await tx.insert(tokens).values(row);
}

export async function deleteToken(tx: Writer, id: string): Promise<void> {
  await tx.delete(tokens).where(eq(tokens.id, id));
}

/** Every token that was issued for one authorization code. */
export async function deleteTokensOfGrant(tx: Writer, codeHash: string): Promise<void> {
  await tx.delete(tokens).where(eq(tokens.grantCodeHash, codeHash));
}

export async function insertApp(tx: Writer, row: typeof apps.$inferInsert): Promise<void> {
  await tx.insert(apps).values(row);
}

export async function findAppRow(db: Reader, id: string): Promise<AppRow | null> {
  const [row] = await db.select().from(apps).where(eq(apps.id, id));
  return row ?? null;
}

export async function findAppRowByClientId(db: Reader, clientId: string): Promise<AppRow | null> {
  const [row] = await db.select().from(apps).where(eq(apps.clientId, clientId));
  return row ?? null;
}

const appsOfIds = prepared(["ids"], (db, { ids }) =>
  db.select({ id: apps.id, name: apps.name, website: apps.website }).from(apps).where(isAmong(apps.id, ids)),
);

/** What posts show of the apps that made them. */
export async function findAppsByIds(
  db: Reader,
  ids: readonly string[],
): Promise<Map<string, Pick<AppRow, "id" | "name" | "website">>> {
  const rows = await appsOfIds(db, { ids });
  return new Map(rows.map((row) => [row.id, row]));
}

export async function insertGrant(tx: Writer, row: typeof grants.$inferInsert): Promise<void> {
  await tx.insert(grants).values(row);
}

export async function findGrant(db: Reader, codeHash: string): Promise<GrantRow | null> {
  const [row] = await db.select().from(grants).where(eq(grants.codeHash, codeHash));
  return row ?? null;
}

/** False when the code was used before: of two requests at once, one gets it. */
export async function markGrantUsed(tx: Writer, codeHash: string, now: Date): Promise<boolean> {
  const used = await tx
    .update(grants)
    .set({ usedAt: now })
    .where(and(eq(grants.codeHash, codeHash), isNull(grants.usedAt)))
    .returning({ codeHash: grants.codeHash });
  return used.length > 0;
}

export async function deleteGrantsExpiredBefore(tx: Writer, instant: Date): Promise<void> {
  await tx.delete(grants).where(lt(grants.expiresAt, instant));
}

export async function insertSession(tx: Writer, row: typeof sessions.$inferInsert): Promise<void> {
  await tx.insert(sessions).values(row);
}

/** The account that a session, not expired at `now`, belongs to. */
export async function findSessionAccount(db: Reader, sessionHash: string, now: Date) {
  const [row] = await db
    .select({ account: accounts })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(eq(sessions.sessionHash, sessionHash), gt(sessions.expiresAt, now)));
  return row?.account ?? null;
}

export async function deleteSession(tx: Writer, sessionHash: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.sessionHash, sessionHash));
}

export async function deleteSessionsExpiredBefore(tx: Writer, instant: Date): Promise<void> {
  await tx.delete(sessions).where(lt(sessions.expiresAt, instant));
}
