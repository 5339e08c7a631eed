import { asc, eq, inArray } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { mentions, statusEdits, statusTags, tags } from "./schema/index.ts";

export async function insertMentions(tx: Writer, statusId: string, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await tx
    .insert(mentions)
    .values(accountIds.map((accountId) => ({ statusId, accountId })))
    .onConflictDoNothing();
}

export async function deleteMentions(tx: Writer, statusId: string): Promise<void> {
  await tx.delete(mentions).where(eq(mentions.statusId, statusId));
}

export async function findMentionedIds(db: Reader, statusId: string): Promise<string[]> {
  const rows = await db.select({ id: mentions.accountId }).from(mentions).where(eq(mentions.statusId, statusId));
  return rows.map((row) => row.id);
}

/** The ids of tags by lower-case name, made where they are new. `mint` gives ids. */
export async function ensureTags(
  tx: Writer,
  names: readonly string[],
  mint: () => string,
  now: Date,
): Promise<string[]> {
  if (names.length === 0) return [];
  await tx
    .insert(tags)
    .values(names.map((name) => ({ id: mint(), name, createdAt: now })))
    .onConflictDoNothing();
  const rows = await tx
    .select({ id: tags.id })
    .from(tags)
    .where(inArray(tags.name, [...names]));
  return rows.map((row) => row.id);
}

/** The ids of the tags that it had. */
export async function replaceStatusTags(tx: Writer, statusId: string, tagIds: readonly string[]): Promise<string[]> {
  const before = await tx
    .delete(statusTags)
    .where(eq(statusTags.statusId, statusId))
    .returning({ id: statusTags.tagId });
  if (tagIds.length > 0) await tx.insert(statusTags).values(tagIds.map((tagId) => ({ statusId, tagId })));
  return before.map((row) => row.id);
}

export async function insertStatusEdit(tx: Writer, row: typeof statusEdits.$inferInsert): Promise<void> {
  await tx.insert(statusEdits).values(row);
}

export async function findStatusEdits(db: Reader, statusId: string): Promise<(typeof statusEdits.$inferSelect)[]> {
  return await db
    .select()
    .from(statusEdits)
    .where(eq(statusEdits.statusId, statusId))
    .orderBy(asc(statusEdits.id))
    .limit(200);
}
