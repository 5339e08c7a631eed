import { and, asc, desc, eq, gt, inArray, lt } from "drizzle-orm";
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

export async function findEmoji(db: Reader, shortcode: string): Promise<StoredEmoji | null> {
  const [row] = await db.select().from(customEmojis).where(eq(customEmojis.shortcode, shortcode));
  return row ?? null;
}

/** By shortcode: those next after or before one, where it is given. */
export interface EmojiPage {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export async function findEmojiPage(db: Reader, { after, before, limit }: EmojiPage): Promise<StoredEmoji[]> {
  const isBackward = after === undefined && before !== undefined;
  const rows = await db
    .select()
    .from(customEmojis)
    .where(
      and(
        after === undefined ? undefined : gt(customEmojis.shortcode, after),
        before === undefined ? undefined : lt(customEmojis.shortcode, before),
      ),
    )
    .orderBy(isBackward ? desc(customEmojis.shortcode) : asc(customEmojis.shortcode))
    .limit(Math.min(limit, mostEmojis));
  return isBackward ? rows.toReversed() : rows;
}

/** Null when the shortcode is taken. */
export async function insertEmoji(tx: Writer, row: StoredEmoji): Promise<StoredEmoji | null> {
  const [created] = await tx.insert(customEmojis).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

/** Null when there is no such emoji. */
export async function updateEmoji(
  tx: Writer,
  shortcode: string,
  change: Partial<StoredEmoji>,
): Promise<StoredEmoji | null> {
  const [row] = await tx.update(customEmojis).set(change).where(eq(customEmojis.shortcode, shortcode)).returning();
  return row ?? null;
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
