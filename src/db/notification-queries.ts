import { and, count, desc, eq, gt, inArray, not, sql, type Placeholder, type SQL } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { boundPageOf, bounds, boundsOf, newestFirst, pageOf, shapeOf, type PageShape } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { markers, notifications, type NotificationType } from "./schema/index.ts";

type Notification = typeof notifications.$inferSelect;

/** Null when this cause has notified already. */
export async function insertNotification(
  tx: Writer,
  row: typeof notifications.$inferInsert,
): Promise<Notification | null> {
  const [created] = await tx.insert(notifications).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function deleteNotificationByCause(tx: Writer, accountId: string, causeKey: string): Promise<void> {
  await tx
    .delete(notifications)
    .where(and(eq(notifications.accountId, accountId), eq(notifications.causeKey, causeKey)));
}

/** What one account caused for another, for blocks. */
export async function deleteNotificationsFrom(tx: Writer, accountId: string, fromAccountId: string): Promise<void> {
  await tx
    .delete(notifications)
    .where(and(eq(notifications.accountId, accountId), eq(notifications.fromAccountId, fromAccountId)));
}

export interface NotificationFilter {
  types: readonly NotificationType[];
  excluded: readonly NotificationType[];
  fromAccountId: string | null;
  /** With those that the reader's policy holds back. */
  includesFiltered: boolean;
}

const filterNames = ["accountId", "types", "excluded", "fromAccountId"] as const;

const shapeOfFilter = (filter: NotificationFilter) => ({
  hasTypes: filter.types.length > 0,
  hasExcluded: filter.excluded.length > 0,
  isFromOne: filter.fromAccountId !== null,
  includesFiltered: filter.includesFiltered,
});

const valuesOfFilter = ({ types, excluded, fromAccountId }: NotificationFilter) => ({
  types: types.length === 0 ? undefined : types,
  excluded: excluded.length === 0 ? undefined : excluded,
  fromAccountId: fromAccountId ?? undefined,
});

const matches = (
  values: Record<(typeof filterNames)[number], Placeholder>,
  shape: ReturnType<typeof shapeOfFilter>,
): SQL | undefined =>
  and(
    eq(notifications.accountId, values.accountId),
    shape.hasTypes ? isAmong(notifications.type, values.types) : undefined,
    shape.hasExcluded ? not(isAmong(notifications.type, values.excluded)) : undefined,
    shape.isFromOne ? eq(notifications.fromAccountId, values.fromAccountId) : undefined,
    shape.includesFiltered ? undefined : eq(notifications.isFiltered, false),
  );

const pagesOfNotifications = prepared(
  [...filterNames, ...bounds],
  (db, { limit, ...values }, { page, ...shape }: ReturnType<typeof shapeOfFilter> & { page: PageShape }) => {
    const { where, orderBy } = boundPageOf(notifications.id, page, values);
    return db
      .select()
      .from(notifications)
      .where(and(matches(values, shape), where))
      .orderBy(orderBy)
      .limit(limit);
  },
);

export async function findNotifications(
  db: Reader,
  accountId: string,
  filter: NotificationFilter,
  page: Page,
): Promise<Notification[]> {
  const values = { accountId, ...valuesOfFilter(filter), ...boundsOf(page) };
  const rows = await pagesOfNotifications(db, values, { ...shapeOfFilter(filter), page: shapeOf(page) });
  return newestFirst(rows, page);
}

const sizesOfGroups = prepared(["accountId", "keys"], (db, { accountId, keys }) =>
  db
    .select({ key: notifications.groupKey, notifications: count() })
    .from(notifications)
    .where(and(eq(notifications.accountId, accountId), isAmong(notifications.groupKey, keys)))
    .groupBy(notifications.groupKey),
);

/** How many of each of these groups there are. */
export async function countGroups(
  db: Reader,
  accountId: string,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sizesOfGroups(db, { accountId, keys });
  return new Map(rows.map((row) => [row.key, row.notifications]));
}

/** What is in one group of the account's, which may be a single notification. */
function isIn(accountId: string, key: string): SQL | undefined {
  const single = /^ungrouped-(\d+)$/.exec(key)?.[1];
  return and(
    eq(notifications.accountId, accountId),
    single === undefined ? eq(notifications.groupKey, key) : eq(notifications.id, single),
  );
}

/** The newest of one group. */
export const findGroup = (db: Reader, accountId: string, key: string, limit: number): Promise<Notification[]> =>
  findGroupPage(db, accountId, key, { limit });

export async function findGroupPage(db: Reader, accountId: string, key: string, page: Page): Promise<Notification[]> {
  const { where, orderBy, limit } = pageOf(notifications.id, page);
  const rows = await db
    .select()
    .from(notifications)
    .where(and(isIn(accountId, key), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export async function deleteGroup(tx: Writer, accountId: string, key: string): Promise<void> {
  await tx.delete(notifications).where(isIn(accountId, key));
}

const unread = prepared(
  [...filterNames, "sinceId", "limit"],
  (db, { sinceId, limit, ...values }, shape: ReturnType<typeof shapeOfFilter>) =>
    db
      .select({ id: notifications.id, groupKey: notifications.groupKey, type: notifications.type })
      .from(notifications)
      .where(and(matches(values, shape), gt(notifications.id, sinceId)))
      .orderBy(desc(notifications.id))
      .limit(limit),
);

/** Ids and groups of what came since, the newest first. */
export async function findUnread(
  db: Reader,
  accountId: string,
  sinceId: string,
  filter: NotificationFilter,
  limit: number,
): Promise<Pick<Notification, "id" | "groupKey" | "type">[]> {
  const values = { accountId, ...valuesOfFilter(filter), sinceId, limit };
  return await unread(db, values, shapeOfFilter(filter));
}

export async function findNotification(db: Reader, accountId: string, id: string): Promise<Notification | null> {
  const [row] = await db
    .select()
    .from(notifications)
    .where(and(eq(notifications.accountId, accountId), eq(notifications.id, id)));
  return row ?? null;
}

/** Whether there was one. */
export async function deleteNotification(tx: Writer, accountId: string, id: string): Promise<boolean> {
  const gone = await tx
    .delete(notifications)
    .where(and(eq(notifications.accountId, accountId), eq(notifications.id, id)))
    .returning({ id: notifications.id });
  return gone.length > 0;
}

export async function deleteAllNotifications(tx: Writer, accountId: string): Promise<void> {
  await tx.delete(notifications).where(eq(notifications.accountId, accountId));
}

export async function findMarkers(
  db: Reader,
  accountId: string,
  timelines: readonly ("home" | "notifications")[],
): Promise<(typeof markers.$inferSelect)[]> {
  if (timelines.length === 0) return [];
  return await db
    .select()
    .from(markers)
    .where(and(eq(markers.accountId, accountId), inArray(markers.timeline, [...timelines])));
}

export async function putMarker(
  tx: Writer,
  row: { accountId: string; timeline: "home" | "notifications"; lastReadId: string; updatedAt: Date },
): Promise<typeof markers.$inferSelect> {
  const [saved] = await tx
    .insert(markers)
    .values({ ...row, version: 1 })
    .onConflictDoUpdate({
      target: [markers.accountId, markers.timeline],
      set: { lastReadId: row.lastReadId, updatedAt: row.updatedAt, version: sql`${markers.version} + 1` },
    })
    .returning();
  if (saved === undefined) throw new Error("The marker was not saved");
  return saved;
}
