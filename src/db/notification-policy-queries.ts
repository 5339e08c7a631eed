import { and, count, eq, inArray, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { notificationPermissions, notificationPolicies, notificationRequests, notifications } from "./schema/index.ts";

export type NotificationPolicy = typeof notificationPolicies.$inferSelect;
export type NotificationRequest = typeof notificationRequests.$inferSelect;

export async function findPolicy(db: Reader, accountId: string): Promise<NotificationPolicy | null> {
  const [row] = await db.select().from(notificationPolicies).where(eq(notificationPolicies.accountId, accountId));
  return row ?? null;
}

export async function putPolicy(tx: Writer, row: NotificationPolicy): Promise<void> {
  const { accountId: _, ...change } = row;
  await tx
    .insert(notificationPolicies)
    .values(row)
    .onConflictDoUpdate({ target: notificationPolicies.accountId, set: change });
}

export async function isPermitted(db: Reader, accountId: string, fromAccountId: string): Promise<boolean> {
  const [row] = await db
    .select({ one: sql`1` })
    .from(notificationPermissions)
    .where(
      and(eq(notificationPermissions.accountId, accountId), eq(notificationPermissions.fromAccountId, fromAccountId)),
    );
  return row !== undefined;
}

export async function insertPermission(tx: Writer, accountId: string, fromAccountId: string): Promise<void> {
  await tx.insert(notificationPermissions).values({ accountId, fromAccountId }).onConflictDoNothing();
}

/** Counts one more held back notification for its sender's request, which is made if there is none. */
export async function countRequest(
  tx: Writer,
  row: Pick<NotificationRequest, "id" | "accountId" | "fromAccountId" | "lastStatusId"> & { at: Date },
): Promise<void> {
  const { at, ...request } = row;
  await tx
    .insert(notificationRequests)
    .values({ ...request, notificationsCount: 1, createdAt: at, updatedAt: at })
    .onConflictDoUpdate({
      target: [notificationRequests.accountId, notificationRequests.fromAccountId],
      set: {
        lastStatusId: request.lastStatusId,
        notificationsCount: sql`${notificationRequests.notificationsCount} + 1`,
        updatedAt: at,
      },
    });
}

export async function findRequests(db: Reader, accountId: string, page: Page): Promise<NotificationRequest[]> {
  const { where, orderBy, limit } = pageOf(notificationRequests.id, page);
  const rows = await db
    .select()
    .from(notificationRequests)
    .where(and(eq(notificationRequests.accountId, accountId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export async function findRequestsByIds(
  db: Reader,
  accountId: string,
  ids: readonly string[],
): Promise<NotificationRequest[]> {
  if (ids.length === 0) return [];
  return await db
    .select()
    .from(notificationRequests)
    .where(and(eq(notificationRequests.accountId, accountId), inArray(notificationRequests.id, [...ids])));
}

export async function deleteRequests(tx: Writer, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(notificationRequests).where(inArray(notificationRequests.id, [...ids]));
}

/** What was held back of these senders is shown from now on. */
export async function releaseNotifications(tx: Writer, accountId: string, fromIds: readonly string[]): Promise<void> {
  await tx.update(notifications).set({ isFiltered: false }).where(heldBack(accountId, fromIds));
}

export async function deleteHeldBack(tx: Writer, accountId: string, fromIds: readonly string[]): Promise<void> {
  await tx.delete(notifications).where(heldBack(accountId, fromIds));
}

const heldBack = (accountId: string, fromIds: readonly string[]) =>
  and(
    eq(notifications.accountId, accountId),
    eq(notifications.isFiltered, true),
    inArray(notifications.fromAccountId, [...fromIds]),
  );

export async function countRequests(
  db: Reader,
  accountId: string,
): Promise<{ requests: number; notifications: number }> {
  const [row] = await db
    .select({
      requests: count(),
      notifications: sql<number>`coalesce(sum(${notificationRequests.notificationsCount}), 0)`.mapWith(Number),
    })
    .from(notificationRequests)
    .where(eq(notificationRequests.accountId, accountId));
  return row ?? { requests: 0, notifications: 0 };
}
