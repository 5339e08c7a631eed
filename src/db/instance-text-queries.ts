import { asc, eq, max } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { instanceTexts, rules } from "./schema/index.ts";

export type Rule = typeof rules.$inferSelect;
export type InstanceText = typeof instanceTexts.$inferSelect;

/** More than anybody reads. */
const mostRules = 200;

export async function findRules(db: Reader): Promise<Rule[]> {
  return await db.select().from(rules).orderBy(asc(rules.position), asc(rules.id)).limit(mostRules);
}

/** Puts a rule after the others. */
export async function appendRule(tx: Writer, row: Omit<Rule, "position">): Promise<Rule> {
  const [last] = await tx.select({ position: max(rules.position) }).from(rules);
  const [created] = await tx
    .insert(rules)
    .values({ ...row, position: (last?.position ?? 0) + 1 })
    .returning();
  if (created === undefined) throw new Error("The rule was not inserted");
  return created;
}

/** Whether there was one. */
export async function deleteRule(tx: Writer, id: string): Promise<boolean> {
  return (await tx.delete(rules).where(eq(rules.id, id)).returning({ id: rules.id })).length > 0;
}

export async function findInstanceText(db: Reader, name: string): Promise<InstanceText | null> {
  const [row] = await db.select().from(instanceTexts).where(eq(instanceTexts.name, name));
  return row ?? null;
}

export async function putInstanceText(tx: Writer, row: InstanceText): Promise<void> {
  const { name: _, ...change } = row;
  await tx.insert(instanceTexts).values(row).onConflictDoUpdate({ target: instanceTexts.name, set: change });
}

export async function deleteInstanceText(tx: Writer, name: string): Promise<void> {
  await tx.delete(instanceTexts).where(eq(instanceTexts.name, name));
}
