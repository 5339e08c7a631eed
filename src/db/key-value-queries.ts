import { and, eq, gt, isNotNull, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { dialect } from "./dialect.ts";
import { keyValues } from "./schema/index.ts";

const alive = (now: Date): SQL | undefined => or(isNull(keyValues.expiresAt), gt(keyValues.expiresAt, now));

/** The value at `key`, or undefined. With `lock`, another transaction cannot change it before this one ends. */
export async function findKeyValue(db: Reader, key: string, now: Date, lock = false): Promise<unknown> {
  const query = db
    .select({ value: keyValues.value })
    .from(keyValues)
    .where(and(eq(keyValues.key, key), alive(now)));
  const [row] = await (lock && dialect === "postgres" ? query.for("update") : query);
  return row?.value;
}

export async function putKeyValue(tx: Writer, key: string, value: unknown, expiresAt: Date | null): Promise<void> {
  await tx
    .insert(keyValues)
    .values({ key, value, expiresAt })
    .onConflictDoUpdate({ target: keyValues.key, set: { value, expiresAt } });
}

/** Writes a value where there is none; false when somebody else was first. */
export async function insertKeyValue(
  tx: Writer,
  key: string,
  value: unknown,
  expiresAt: Date | null,
  now: Date,
): Promise<boolean> {
  await tx
    .delete(keyValues)
    .where(and(eq(keyValues.key, key), isNotNull(keyValues.expiresAt), lte(keyValues.expiresAt, now)));
  const inserted = await tx.insert(keyValues).values({ key, value, expiresAt }).onConflictDoNothing().returning();
  return inserted.length > 0;
}

export async function deleteKeyValue(tx: Writer, key: string): Promise<void> {
  await tx.delete(keyValues).where(eq(keyValues.key, key));
}

/** Every entry whose key starts with `prefix`, at most `limit`. */
export async function listKeyValues(
  db: Reader,
  prefix: string,
  now: Date,
  limit: number,
): Promise<{ key: string; value: unknown }[]> {
  return await db
    .select({ key: keyValues.key, value: keyValues.value })
    .from(keyValues)
    .where(and(eq(sql`substr(${keyValues.key}, 1, ${prefix.length})`, prefix), alive(now)))
    .limit(limit);
}

export async function deleteExpiredKeyValues(tx: Writer, now: Date): Promise<void> {
  await tx.delete(keyValues).where(and(isNotNull(keyValues.expiresAt), lte(keyValues.expiresAt, now)));
}
