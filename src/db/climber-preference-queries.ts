import { eq } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { isAmong, prepared } from "./prepared.ts";
import { climberPreferences, type GradePreferences } from "./schema/index.ts";

type Row = typeof climberPreferences.$inferSelect;

export async function findPreferences(db: Reader, accountId: string): Promise<Row | null> {
  const [row] = await db.select().from(climberPreferences).where(eq(climberPreferences.accountId, accountId));
  return row ?? null;
}

const gradeSystemsOf = prepared(["accountIds"], (db, { accountIds }) =>
  db
    .select({ accountId: climberPreferences.accountId, gradeSystems: climberPreferences.gradeSystems })
    .from(climberPreferences)
    .where(isAmong(climberPreferences.accountId, accountIds)),
);

/** In which systems accounts read grades, by account; those who have not chosen are missing. */
export async function findGradePreferences(
  db: Reader,
  accountIds: readonly string[],
): Promise<Map<string, GradePreferences>> {
  const rows = await gradeSystemsOf(db, { accountIds });
  return new Map(rows.map((row) => [row.accountId, row.gradeSystems]));
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
