import { eq } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { pushSubscriptions } from "./schema/index.ts";

export type PushSubscription = typeof pushSubscriptions.$inferSelect;

const mostSubscriptions = 50;

export async function findSubscriptions(db: Reader, accountId: string): Promise<PushSubscription[]> {
  return await db
    .select()
    .from(pushSubscriptions)
    .where(eq(pushSubscriptions.accountId, accountId))
    .limit(mostSubscriptions);
}

export async function findSubscription(db: Reader, id: string): Promise<PushSubscription | null> {
  const [row] = await db.select().from(pushSubscriptions).where(eq(pushSubscriptions.id, id));
  return row ?? null;
}

export async function findSubscriptionOfToken(db: Reader, tokenId: string): Promise<PushSubscription | null> {
  const [row] = await db.select().from(pushSubscriptions).where(eq(pushSubscriptions.tokenId, tokenId));
  return row ?? null;
}

/** One for each token: a new one takes the place of the old one. */
export async function replaceSubscription(tx: Writer, row: PushSubscription): Promise<void> {
  await deleteSubscriptionOfToken(tx, row.tokenId);
  await tx.insert(pushSubscriptions).values(row);
}

export async function updateSubscription(
  tx: Writer,
  id: string,
  change: Pick<PushSubscription, "alerts" | "policy" | "updatedAt">,
): Promise<void> {
  await tx.update(pushSubscriptions).set(change).where(eq(pushSubscriptions.id, id));
}

export async function deleteSubscriptionOfToken(tx: Writer, tokenId: string): Promise<void> {
  await tx.delete(pushSubscriptions).where(eq(pushSubscriptions.tokenId, tokenId));
}

export async function deleteSubscription(tx: Writer, id: string): Promise<void> {
  await tx.delete(pushSubscriptions).where(eq(pushSubscriptions.id, id));
}
