import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { findSubscriptions, type PushSubscription } from "../../db/push-queries.ts";
import { findFollow } from "../../db/relationship-queries.ts";
import type { notifications, NotificationType } from "../../db/schema/index.ts";

export const pushJobType = "web-push";

/** The names of alerts that a notification answers to, in Mastodon's words: clients write and read these. */
export const alertOf = {
  mention: "mention",
  favourite: "favourite",
  boost: "reblog",
  follow: "follow",
  "follow-request": "follow_request",
  edit: "update",
  post: "status",
  poll: "poll",
  quote: "quote",
  "quoted-edit": "quoted_update",
  "added-to-collection": "added_to_collection",
  "collection-edit": "collection_update",
  "sign-up": "admin.sign_up",
  report: "admin.report",
} as const satisfies Record<NotificationType, string>;

/** Writes a job for each subscription that wants to hear of this notification, beside it. */
export async function pushLater(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  notification: typeof notifications.$inferSelect,
): Promise<void> {
  const subscriptions = await findSubscriptions(tx, notification.accountId);
  if (subscriptions.length === 0) return;
  const now = ctx.clock.now();
  const wanted: PushSubscription[] = [];
  for (const subscription of subscriptions) {
    if (subscription.alerts[alertOf[notification.type]] !== true) continue;
    if (await fitsPolicy(tx, subscription, notification.fromAccountId)) wanted.push(subscription);
  }
  await insertJobs(
    tx,
    wanted.map((subscription) => ({
      type: pushJobType,
      payload: { subscriptionId: subscription.id, notificationId: notification.id },
      lane: "prompt" as const,
      runAt: now,
      createdAt: now,
    })),
  );
}

async function fitsPolicy(tx: Writer, { policy, accountId }: PushSubscription, fromId: string): Promise<boolean> {
  if (policy === "all") return true;
  if (policy === "none") return false;
  const follow =
    policy === "followed" ? await findFollow(tx, accountId, fromId) : await findFollow(tx, fromId, accountId);
  return follow?.state === "accepted";
}
