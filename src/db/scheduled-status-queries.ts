import { and, eq, gte, lt, ne } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { scheduledStatuses } from "./schema/index.ts";

export type ScheduledStatus = typeof scheduledStatuses.$inferSelect;

export async function insertScheduledStatus(
  tx: Writer,
  row: typeof scheduledStatuses.$inferInsert,
): Promise<ScheduledStatus> {
  const [created] = await tx.insert(scheduledStatuses).values(row).returning();
  if (created === undefined) throw new Error("An inserted row did not come back");
  return created;
}

export async function findScheduledStatus(db: Reader, id: string): Promise<ScheduledStatus | null> {
  const [row] = await db.select().from(scheduledStatuses).where(eq(scheduledStatuses.id, id));
  return row ?? null;
}

export async function findScheduledStatuses(db: Reader, accountId: string, page: Page): Promise<ScheduledStatus[]> {
  const { where, orderBy, limit } = pageOf(scheduledStatuses.id, page);
  const rows = await db
    .select()
    .from(scheduledStatuses)
    .where(and(eq(scheduledStatuses.accountId, accountId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** How many an account has in all, and how many between two instants; `exceptId` does not count. */
export async function countScheduledStatuses(
  db: Reader,
  accountId: string,
  day: { from: Date; to: Date },
  exceptId = "",
): Promise<{ all: number; thatDay: number }> {
  const ofAccount = and(eq(scheduledStatuses.accountId, accountId), ne(scheduledStatuses.id, exceptId));
  const isThatDay = and(gte(scheduledStatuses.scheduledAt, day.from), lt(scheduledStatuses.scheduledAt, day.to));
  return {
    all: await db.$count(scheduledStatuses, ofAccount),
    thatDay: await db.$count(scheduledStatuses, and(ofAccount, isThatDay)),
  };
}

/** Null when it is gone. */
export async function moveScheduledStatus(tx: Writer, id: string, scheduledAt: Date): Promise<ScheduledStatus | null> {
  const [row] = await tx.update(scheduledStatuses).set({ scheduledAt }).where(eq(scheduledStatuses.id, id)).returning();
  return row ?? null;
}

/** Whether it was there, and meant for `scheduledAt` where one is given. */
export async function deleteScheduledStatus(tx: Writer, id: string, scheduledAt?: Date): Promise<boolean> {
  const isMeant = scheduledAt === undefined ? undefined : eq(scheduledStatuses.scheduledAt, scheduledAt);
  const gone = await tx
    .delete(scheduledStatuses)
    .where(and(eq(scheduledStatuses.id, id), isMeant))
    .returning({ id: scheduledStatuses.id });
  return gone.length > 0;
}
