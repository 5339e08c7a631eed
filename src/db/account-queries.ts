import { and, asc, desc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { contains, startsWith } from "./like.ts";
import { isAmong, prepared } from "./prepared.ts";
import { accountKeys, accounts, follows, users } from "./schema/index.ts";

type Account = typeof accounts.$inferSelect;

export async function insertAccount(tx: Writer, row: typeof accounts.$inferInsert): Promise<Account> {
  const [created] = await tx.insert(accounts).values(row).returning();
  if (created === undefined) throw new Error("The account was not inserted");
  return created;
}

export async function insertAccountKeys(
  tx: Writer,
  accountId: string,
  keys: readonly Pick<typeof accountKeys.$inferInsert, "algorithm" | "privateKey" | "publicKey">[],
  createdAt: Date,
): Promise<void> {
  await tx.insert(accountKeys).values(keys.map((key) => ({ ...key, accountId, createdAt })));
}

export async function insertUser(tx: Writer, row: typeof users.$inferInsert): Promise<void> {
  await tx.insert(users).values(row);
}

/** Lets others wait who write what hangs together in this account, until the transaction ends. */
export async function lockAccount(tx: Writer, id: string): Promise<void> {
  // The two databases share no `for update`; a change that changes nothing does the same.
  await tx.update(accounts).set({ id }).where(eq(accounts.id, id));
}

export async function findAccount(db: Reader, id: string): Promise<Account | null> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, id));
  return row ?? null;
}

/** Leaves out who has signed up and is not confirmed or not let in yet: nobody is to find them, no other server either. */
export const isLetIn = sql`not exists (select 1 from ${users} where ${users.accountId} = ${accounts.id} and (${users.confirmedAt} is null or ${users.approvedAt} is null))`;

/** As `findAccount`, for those who are to find it. */
export async function findLetInAccount(db: Reader, id: string): Promise<Account | null> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.id, id), isLetIn));
  return row ?? null;
}

export async function findLetInAccountsByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Account>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select()
      .from(accounts)
      .where(and(inArray(accounts.id, chunk), isLetIn)),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Also of an account that nobody is to find yet. */
export async function findLocalAccountEvenIfNew(db: Reader, username: string): Promise<Account | null> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.usernameKey, username.toLowerCase()), eq(accounts.domain, "")));
  return row ?? null;
}

export async function findLocalAccount(db: Reader, username: string): Promise<Account | null> {
  return await findAccountByHandle(db, username, "");
}

/** `domain` is "" for local accounts. */
export async function findAccountByHandle(db: Reader, username: string, domain: string): Promise<Account | null> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.usernameKey, username.toLowerCase()), eq(accounts.domain, domain.toLowerCase()), isLetIn));
  return row ?? null;
}

export async function findAccountByUri(db: Reader, uri: string): Promise<Account | null> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.uri, uri), isLetIn));
  return row ?? null;
}

/** By actor URI or profile page; the URI wins, because a page can be claimed by anybody. */
export async function findAccountByUrl(db: Reader, url: string): Promise<Account | null> {
  const byUri = await findAccountByUri(db, url);
  if (byUri !== null) return byUri;
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.url, url), isLetIn))
    .limit(1);
  return row ?? null;
}

export async function findAccountsByUris(db: Reader, uris: readonly string[]): Promise<Account[]> {
  return await inChunks(uris, (chunk) => db.select().from(accounts).where(inArray(accounts.uri, chunk)));
}

const accountsOfIds = prepared(["ids"], (db, { ids }) => db.select().from(accounts).where(isAmong(accounts.id, ids)));

export async function findAccountsByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Account>> {
  const rows = await accountsOfIds(db, { ids });
  return new Map(rows.map((row) => [row.id, row]));
}

export async function findUser(db: Reader, accountId: string): Promise<typeof users.$inferSelect | null> {
  const [row] = await db.select().from(users).where(eq(users.accountId, accountId));
  return row ?? null;
}

/** The sign-in behind an e-mail address or a username. */
export async function findUserByLogin(db: Reader, login: string) {
  const key = login.trim().toLowerCase();
  const [row] = await db
    .select({ user: users, account: accounts })
    .from(users)
    .innerJoin(accounts, eq(accounts.id, users.accountId))
    .where(or(eq(users.emailKey, key), and(eq(accounts.usernameKey, key), eq(accounts.domain, ""))));
  return row ?? null;
}

export async function findAccountKeys(db: Reader, accountId: string): Promise<(typeof accountKeys.$inferSelect)[]> {
  return await db
    .select()
    .from(accountKeys)
    .where(eq(accountKeys.accountId, accountId))
    .orderBy(desc(accountKeys.algorithm));
}

/** The administrator who came first: whom the instance names as its contact unless told otherwise. */
export async function findFirstAdmin(db: Reader): Promise<Account | null> {
  const [row] = await db
    .select({ account: accounts })
    .from(users)
    .innerJoin(accounts, eq(accounts.id, users.accountId))
    .where(eq(users.role, "admin"))
    .orderBy(asc(users.createdAt), asc(users.accountId))
    .limit(1);
  return row?.account ?? null;
}

/**
 * Accounts whose username starts so or whose name has it, local ones first; with a domain, usernames there. With
 * `followerId`, only those whom that account follows.
 */
export async function searchAccounts(
  db: Reader,
  search: { username: string; domain: string | null; followerId: string | null; limit: number; offset: number },
): Promise<Account[]> {
  const followed = db
    .select({ id: follows.targetId })
    .from(follows)
    .where(and(eq(follows.accountId, search.followerId ?? ""), eq(follows.state, "accepted")));
  const byUsername = startsWith(accounts.usernameKey, search.username);
  const byName = contains(sql`lower(${accounts.displayName})`, search.username);
  return await db
    .select()
    .from(accounts)
    .where(
      and(
        search.domain === null
          ? or(byUsername, byName)
          : and(byUsername, eq(accounts.domain, search.domain.toLowerCase())),
        ne(accounts.type, "Application"),
        isNull(accounts.suspendedAt),
        isLetIn,
        search.followerId === null ? undefined : inArray(accounts.id, followed),
      ),
    )
    .orderBy(sql`case when ${accounts.domain} = '' then 0 else 1 end`, asc(accounts.usernameKey), asc(accounts.id))
    .limit(search.limit)
    .offset(search.offset);
}

export async function updateAccount(
  tx: Writer,
  id: string,
  change: Partial<typeof accounts.$inferInsert>,
): Promise<Account | null> {
  const [row] = await tx.update(accounts).set(change).where(eq(accounts.id, id)).returning();
  return row ?? null;
}

export async function deleteAccount(tx: Writer, id: string): Promise<void> {
  await tx.delete(accounts).where(eq(accounts.id, id));
}

export async function updateUser(
  tx: Writer,
  accountId: string,
  change: Partial<typeof users.$inferInsert>,
): Promise<void> {
  if (Object.keys(change).length > 0) await tx.update(users).set(change).where(eq(users.accountId, accountId));
}

/** Frees a handle that another actor of the same server has now; the account keeps its URI and its posts. */
export async function moveHandleAside(tx: Writer, id: string): Promise<void> {
  await tx
    .update(accounts)
    .set({ usernameKey: sql`${accounts.usernameKey} || '!' || ${accounts.id}` })
    .where(eq(accounts.id, id));
}
