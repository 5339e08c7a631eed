import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import type { Reader } from "../db/database.ts";
import type { notifications, NotificationType } from "../db/schema/index.ts";
import { instantOf, toAccount } from "./account.ts";
import { loadStatuses, shownIds } from "./load-statuses.ts";
import { toStatus } from "./status.ts";

/** Our names of notifications, and Mastodon's. */
export const notificationTypes = {
  mention: "mention",
  favourite: "favourite",
  boost: "reblog",
  follow: "follow",
  "follow-request": "follow_request",
  edit: "update",
  post: "status",
} as const satisfies Record<NotificationType, string>;

/** Mastodon's Notifications. One whose account or post the viewer can no longer see is left out. */
export async function loadNotifications(
  db: Reader,
  config: Config,
  viewerId: string,
  rows: readonly (typeof notifications.$inferSelect)[],
) {
  const accounts = await findAccountsByIds(
    db,
    rows.map((row) => row.fromAccountId),
  );
  const facts = await loadStatuses(db, [...new Set(rows.flatMap((row) => row.statusId ?? []))], viewerId);
  return rows.flatMap((row) => {
    const account = accounts.get(row.fromAccountId);
    if (account === undefined) return [];
    const status = row.statusId === null ? undefined : shownIds(facts, [row.statusId])[0];
    if (row.statusId !== null && status === undefined) return [];
    return [
      {
        id: row.id,
        type: notificationTypes[row.type],
        group_key: `ungrouped-${row.id}`,
        created_at: instantOf(row.createdAt),
        account: toAccount(config, account),
        ...(status === undefined ? {} : { status: toStatus(config, facts, status) }),
      },
    ];
  });
}
