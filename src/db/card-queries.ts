import { eq } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { isAmong, prepared } from "./prepared.ts";
import { previewCards, statusCards } from "./schema/index.ts";

export type PreviewCard = typeof previewCards.$inferSelect;

export async function findCardByUrl(db: Reader, url: string): Promise<PreviewCard | null> {
  const [row] = await db.select().from(previewCards).where(eq(previewCards.url, url));
  return row ?? null;
}

/** Writes what a page says now; its card keeps its id. */
export async function putCard(tx: Writer, row: PreviewCard): Promise<PreviewCard> {
  const { id: _, url: __, ...change } = row;
  const [saved] = await tx
    .insert(previewCards)
    .values(row)
    .onConflictDoUpdate({ target: previewCards.url, set: change })
    .returning();
  if (saved === undefined) throw new Error("The card was not saved");
  return saved;
}

/** Null takes the card off the post. */
export async function setStatusCard(tx: Writer, statusId: string, cardId: string | null): Promise<void> {
  await tx.delete(statusCards).where(eq(statusCards.statusId, statusId));
  if (cardId !== null) await tx.insert(statusCards).values({ statusId, cardId }).onConflictDoNothing();
}

const cardsOfStatuses = prepared(["statusIds"], (db, { statusIds }) =>
  db
    .select({ statusId: statusCards.statusId, card: previewCards })
    .from(statusCards)
    .innerJoin(previewCards, eq(previewCards.id, statusCards.cardId))
    .where(isAmong(statusCards.statusId, statusIds)),
);

export async function findCardsOfStatuses(db: Reader, statusIds: readonly string[]): Promise<Map<string, PreviewCard>> {
  const rows = await cardsOfStatuses(db, { statusIds });
  return new Map(rows.map((row) => [row.statusId, row.card]));
}
