import { and, eq } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { dislikes } from "./schema/index.ts";

type Dislike = typeof dislikes.$inferSelect;

/** Null when it is disliked already. */
export async function insertDislike(tx: Writer, row: typeof dislikes.$inferInsert): Promise<Dislike | null> {
  const [created] = await tx.insert(dislikes).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

/** Null when it was not disliked. */
export async function deleteDislike(tx: Writer, accountId: string, statusId: string): Promise<Dislike | null> {
  const [row] = await tx
    .delete(dislikes)
    .where(and(eq(dislikes.accountId, accountId), eq(dislikes.statusId, statusId)))
    .returning();
  return row ?? null;
}

export async function findDislikeByUri(db: Reader, uri: string): Promise<Dislike | null> {
  const [row] = await db.select().from(dislikes).where(eq(dislikes.uri, uri));
  return row ?? null;
}

export async function findDislikesBy(db: Reader, accountId: string): Promise<{ statusId: string }[]> {
  return await db.select({ statusId: dislikes.statusId }).from(dislikes).where(eq(dislikes.accountId, accountId));
}
