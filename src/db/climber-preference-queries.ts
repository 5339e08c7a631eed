import { eq } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { climberPreferences } from "./schema/index.ts";

type Row = typeof climberPreferences.$inferSelect;

export async function findPreferences(db: Reader, accountId: string): Promise<Row | null> {
  const [row] = await db.select().from(climberPreferences).where(eq(climberPreferences.accountId, accountId));
  return row ?? null;
}

/** The row that there is, or `row` where there was none. Nobody else changes it before the end of the transaction. */
export async function lockPreferences(tx: Writer, row: Row): Promise<Row> {
  const [locked = row] = await tx
    .insert(climberPreferences)
    .values(row)
    .onConflictDoUpdate({ target: climberPreferences.accountId, set: { updatedAt: row.updatedAt } })
    .returning();
  return locked;
}

export async function updatePreferences(tx: Writer, { accountId, ...change }: Row): Promise<void> {
  await tx.update(climberPreferences).set(change).where(eq(climberPreferences.accountId, accountId));
}
