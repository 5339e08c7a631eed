import { asc, eq, inArray } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { customEmojis } from "./schema/index.ts";

export type StoredEmoji = typeof customEmojis.$inferSelect;

/** More than any picker can show. */
const mostEmojis = 10_000;

/** By shortcode: those that apps offer, or all of them. */
export async function listEmojis(db: Reader, which: "listed" | "all"): Promise<StoredEmoji[]> {
  return await db
    .select()
    .from(customEmojis)
    .where(which === "all" ? undefined : eq(customEmojis.isListed, true))
    .orderBy(asc(customEmojis.shortcode))
    .limit(mostEmojis);
}

export async function findEmojisByShortcodes(db: Reader, shortcodes: readonly string[]): Promise<StoredEmoji[]> {
  return await inChunks(shortcodes, (chunk) =>
    db.select().from(customEmojis).where(inArray(customEmojis.shortcode, chunk)),
  );
}

/**
 * Writes an emoji, and gives the one whose place it took. Two at once for one shortcode violate its unique key on
 * PostgreSQL: an `on conflict` there would lose track of the files of one of them.
 */
export async function replaceEmoji(tx: Writer, row: StoredEmoji): Promise<StoredEmoji | null> {
  const former = await deleteEmoji(tx, row.shortcode);
  await tx.insert(customEmojis).values({ ...row, createdAt: former?.createdAt ?? row.createdAt });
  return former;
}

/** What was deleted; null when there is no such emoji. */
export async function deleteEmoji(tx: Writer, shortcode: string): Promise<StoredEmoji | null> {
  const [row] = await tx.delete(customEmojis).where(eq(customEmojis.shortcode, shortcode)).returning();
  return row ?? null;
}
