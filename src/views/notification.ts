import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import type { Reader } from "../db/database.ts";
import { countGroups } from "../db/notification-queries.ts";
import type { notifications } from "../db/schema/index.ts";
import { alertOf } from "../domain/push/push-later.ts";
import type { Account } from "../domain/accounts/account.ts";
import { collectionIdOf, reportIdOf } from "../domain/notifications/notify.ts";
import { findCollectionsByIds } from "../db/collection-queries.ts";
import { instantOf, toAccount } from "./account.ts";
import { loadCollections, toCollection } from "./collection.ts";
import { loadStatuses, shownIds, type StatusFacts } from "./load-statuses.ts";
import { loadReports } from "./report.ts";
import { toStatus } from "./status.ts";

type NotificationRow = typeof notifications.$inferSelect;

/** Our names of notifications, and Mastodon's. */
export const notificationTypes = alertOf;

/** What notifications show beside their posts. */
export interface NotificationParts {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly reports: Awaited<ReturnType<typeof reportsOf>>;
  readonly collections: Awaited<ReturnType<typeof collectionsOf>>;
}

export const loadNotificationParts = async (
  db: Reader,
  config: Config,
  rows: readonly NotificationRow[],
): Promise<NotificationParts> => ({
  accounts: await findAccountsByIds(
    db,
    rows.map((row) => row.fromAccountId),
  ),
  reports: await reportsOf(db, config, rows),
  collections: await collectionsOf(db, config, rows),
});

/** Mastodon's Notifications. One whose account, post or report is gone, or hidden from the viewer, is left out. */
export async function loadNotifications(
  db: Reader,
  config: Config,
  viewerId: string,
  rows: readonly NotificationRow[],
  now: Date,
) {
  const facts = await loadStatuses(
    db,
    rows.flatMap((row) => row.statusId ?? []),
    viewerId,
    now,
  );
  return toNotifications(config, await loadNotificationParts(db, config, rows), facts, rows);
}

export function toNotifications(
  config: Config,
  { accounts, reports, collections }: NotificationParts,
  facts: StatusFacts,
  rows: readonly NotificationRow[],
) {
  return rows.flatMap((row) => {
    const account = accounts.get(row.fromAccountId);
    if (account === undefined) return [];
    const status = row.statusId === null ? undefined : shownIds(facts, [row.statusId])[0];
    if (row.statusId !== null && status === undefined) return [];
    const report = reportOf(row, reports);
    if (row.type === "report" && report === undefined) return [];
    const collectionId = collectionIdOf(row);
    if (collectionId !== null && !collections.has(collectionId)) return [];
    return [
      {
        id: row.id,
        type: notificationTypes[row.type],
        group_key: groupKeyOf(row),
        created_at: instantOf(row.createdAt),
        account: toAccount(config, account),
        ...(status === undefined ? {} : { status: toStatus(config, facts, status) }),
        ...(report === undefined ? {} : { report }),
        ...(collectionId === null ? {} : { collection: collections.get(collectionId) }),
      },
    ];
  });
}

/** Mastodon's Collections that notifications tell of, by id. */
/** As everybody sees them. */
async function collectionsOf(db: Reader, config: Config, rows: readonly NotificationRow[]) {
  const ids = [...new Set(rows.flatMap((row) => collectionIdOf(row) ?? []))];
  const found = [...(await findCollectionsByIds(db, ids)).values()];
  const facts = await loadCollections(db, found, null);
  return new Map(found.map((collection) => [collection.id, toCollection(config, facts, collection)]));
}

const reportsOf = async (db: Reader, config: Config, rows: readonly NotificationRow[]) =>
  await loadReports(
    db,
    config,
    rows.flatMap((row) => reportIdOf(row) ?? []),
  );

const reportOf = (row: NotificationRow, reports: Awaited<ReturnType<typeof reportsOf>>) =>
  reports.get(reportIdOf(row) ?? "");

/** The key by which apps ask for a group; what stands alone has one too. */
export const groupKeyOf = ({ id, groupKey }: Pick<NotificationRow, "id" | "groupKey">): string =>
  groupKey === "" ? `ungrouped-${id}` : groupKey;

export interface NotificationGroup {
  readonly key: string;
  /** Newest first, those of this page. */
  readonly rows: readonly NotificationRow[];
}

/** Puts rows together by group, in the order of their newest; stops before a group beyond `limit`. */
export function groupRows(rows: readonly NotificationRow[], grouped: ReadonlySet<string> | null, limit: number) {
  const groups = new Map<string, NotificationRow[]>();
  const read: NotificationRow[] = [];
  for (const row of rows) {
    const isGrouped = grouped === null || grouped.has(notificationTypes[row.type]);
    const key = isGrouped ? groupKeyOf(row) : `ungrouped-${row.id}`;
    const group = groups.get(key);
    if (group === undefined && groups.size >= limit) break;
    read.push(row);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return { groups: [...groups].map(([key, list]) => ({ key, rows: list })), read };
}

const mostSamples = 8;

/** Mastodon's GroupedNotificationsResults. Accounts and posts are told once, however many groups have them. */
export async function loadGroups(
  db: Reader,
  config: Config,
  viewerId: string,
  groups: readonly NotificationGroup[],
  now: Date,
  { partialAvatars = false } = {},
) {
  const counts = await countGroups(
    db,
    viewerId,
    groups.map((group) => group.key),
  );
  const sampleIdsByKey = new Map(groups.map(({ key, rows }) => [key, samplesOf(rows)]));
  const accounts = await findAccountsByIds(db, [...new Set([...sampleIdsByKey.values()].flat())]);
  const statusIds = [...new Set(groups.flatMap(({ rows }) => rows[0]?.statusId ?? []))];
  const facts = await loadStatuses(db, statusIds, viewerId, now);
  const newest = groups.flatMap(({ rows }) => rows[0] ?? []);
  const reports = await reportsOf(db, config, newest);
  const collections = await collectionsOf(db, config, newest);
  const shown = groups.filter(({ rows: [row] }) => {
    if (row?.type === "report") return reportOf(row, reports) !== undefined;
    const statusId = row?.statusId ?? null;
    const collectionId = row === undefined ? null : collectionIdOf(row);
    if (collectionId !== null) return collections.has(collectionId);
    return statusId === null || shownIds(facts, [statusId]).length > 0;
  });
  const whole = new Set(shown.flatMap(({ key }) => sampleIdsByKey.get(key)?.slice(0, 1) ?? []));
  const all = [...accounts.values()];
  return {
    accounts: all.filter(({ id }) => !partialAvatars || whole.has(id)).map((account) => toAccount(config, account)),
    ...(partialAvatars
      ? { partial_accounts: all.filter(({ id }) => !whole.has(id)).map((account) => toPartialAccount(config, account)) }
      : {}),
    statuses: shownIds(facts, statusIds).map((id) => toStatus(config, facts, id)),
    notification_groups: shown.map((group) => ({
      ...toGroup(group, sampleIdsByKey.get(group.key) ?? [], counts),
      ...reportIn(group, reports),
      ...collectionIn(group, collections),
    })),
  };
}

/** Reports stand alone: a group has one at the most. */
function reportIn({ rows: [row] }: NotificationGroup, reports: Awaited<ReturnType<typeof reportsOf>>) {
  const report = row === undefined ? undefined : reportOf(row, reports);
  return report === undefined ? {} : { report };
}

/** They stand alone too. Mastodon's own clients draw it from here. */
function collectionIn({ rows: [row] }: NotificationGroup, collections: Awaited<ReturnType<typeof collectionsOf>>) {
  const collectionId = row === undefined ? null : collectionIdOf(row);
  return collectionId === null ? {} : { collection: collections.get(collectionId) };
}

const samplesOf = (rows: readonly NotificationRow[]): string[] =>
  [...new Set(rows.map((row) => row.fromAccountId))].slice(0, mostSamples);

function toGroup({ key, rows }: NotificationGroup, sampleIds: readonly string[], counts: ReadonlyMap<string, number>) {
  const newest = rows[0];
  const oldest = rows.at(-1);
  if (newest === undefined || oldest === undefined) throw new Error("A group has at least one notification");
  return {
    group_key: key,
    notifications_count: counts.get(key) ?? rows.length,
    type: notificationTypes[newest.type],
    // As text: it does not fit into a number of JavaScript's, and the apps that decode it strictly want text.
    most_recent_notification_id: newest.id,
    page_min_id: oldest.id,
    page_max_id: newest.id,
    latest_page_notification_at: instantOf(newest.createdAt),
    sample_account_ids: sampleIds,
    ...(newest.statusId === null ? {} : { status_id: newest.statusId }),
  };
}

function toPartialAccount(config: Config, account: Account) {
  const { id, acct, locked, bot, url, avatar, avatar_static, avatar_description } = toAccount(config, account);
  return { id, acct, locked, bot, url, avatar, avatar_static, avatar_description };
}
