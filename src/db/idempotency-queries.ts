import { and, eq, lt } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { idempotencyKeys } from "./schema/index.ts";

export async function findIdempotentStatus(db: Reader, accountId: string, key: string): Promise<string | null> {
  const [row] = await db
    .select({ statusId: idempotencyKeys.statusId })
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.accountId, accountId), eq(idempotencyKeys.key, key)));
  return row?.statusId ?? null;
}

/** Takes the key for this status; null when it was free, else the status that has it. */
export async function insertIdempotencyKey(
  tx: Writer,
  row: typeof idempotencyKeys.$inferInsert,
): Promise<string | null> {
  const created = await tx
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  return created.length > 0 ? null : await findIdempotentStatus(tx, row.accountId, row.key);
}

export async function deleteOldIdempotencyKeys(tx: Writer, before: Date): Promise<void> {
  await tx.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, before));
}
