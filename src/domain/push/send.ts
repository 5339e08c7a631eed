import webPush from "web-push";
import type { Context } from "../../context.ts";
import { findAccount, findUser } from "../../db/account-queries.ts";
import { deleteSubscription, findSubscription, type PushSubscription } from "../../db/push-queries.ts";
import { findNotification } from "../../db/notification-queries.ts";
import { findStatus } from "../../db/status-queries.ts";
import type { NotificationType } from "../../db/schema/index.ts";
import { FetchRefused } from "../../lib/fetch-refused.ts";
import type { SafeFetch } from "../../lib/safe-fetch.ts";
import { unseal } from "../../lib/seal.ts";
import { htmlToText } from "../../lib/text/html-to-text.ts";
import { acctOf, type Account } from "../accounts/account.ts";
import { picturesOf } from "../accounts/picture-urls.ts";
import { alertOf } from "./push-later.ts";
import { vapidKeys } from "./vapid.ts";

const titles: Readonly<Record<NotificationType, (name: string) => string>> = {
  mention: (name) => `${name} mentioned you`,
  favourite: (name) => `${name} likes your post`,
  boost: (name) => `${name} boosted your post`,
  follow: (name) => `${name} follows you`,
  "follow-request": (name) => `${name} wants to follow you`,
  edit: (name) => `${name} edited a post`,
  post: (name) => `${name} posted`,
  poll: () => "A poll has ended",
  quote: (name) => `${name} quoted your post`,
  "quoted-edit": (name) => `${name} edited a post that you quoted`,
  "added-to-collection": (name) => `${name} added you to a collection`,
  "collection-edit": (name) => `${name} changed a collection that you are in`,
  "sign-up": (name) => `${name} signed up`,
  report: (name) => `${name} made a report`,
};

const ttlSeconds = 48 * 3_600;
const mostBodyLength = 200;

/**
 * Sends one notification to one client, encrypted for it alone (RFC 8291, or the draft that older apps know). A
 * subscription that its push service no longer knows is dropped. @throws what may pass: the service is down or busy.
 */
export async function sendPush(
  ctx: Pick<Context, "db" | "config" | "clock">,
  safeFetch: SafeFetch,
  { subscriptionId, notificationId }: { subscriptionId: string; notificationId: string },
): Promise<void> {
  const subscription = await findSubscription(ctx.db.read, subscriptionId);
  if (subscription === null) return;
  const message = await composeMessage(ctx, subscription, notificationId);
  if (message === null) return;
  const { publicKey, privateKey } = vapidKeys(ctx.config.secret);
  const details = webPush.generateRequestDetails(
    { endpoint: subscription.endpoint, keys: { p256dh: subscription.p256dh, auth: subscription.authSecret } },
    message,
    {
      TTL: ttlSeconds,
      contentEncoding: subscription.isStandard ? "aes128gcm" : "aesgcm",
      vapidDetails: { subject: subjectOf(ctx.config), publicKey: publicKey.replaceAll("=", ""), privateKey },
    },
  );
  const response = await safeFetch(details.endpoint, {
    method: "POST",
    headers: Object.entries(details.headers).map(([name, value]) => [name, String(value)]),
    body: new Uint8Array(details.body),
  }).catch((error: unknown) => {
    // A private address, say: it will not become another one.
    if (error instanceof FetchRefused && error.reason === "private-address") return null;
    throw error;
  });
  if (response === null || isGone(response.status)) {
    await ctx.db.write((tx) => deleteSubscription(tx, subscriptionId));
    return;
  }
  if (!response.ok) throw new Error(`The push service answered ${response.status}`);
}

/** Whom a push service can turn to (RFC 8292 §2.1): a mail address, or a page, which must be https. */
function subjectOf({ contactEmail, origin }: Pick<Context["config"], "contactEmail" | "origin">): string {
  if (contactEmail !== "") return `mailto:${contactEmail}`;
  return origin.startsWith("https:") ? origin : `mailto:webmaster@${new URL(origin).hostname}`;
}

/** RFC 8030 §7.3, and what services answer to a key that was changed. */
const isGone = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

async function composeMessage(
  { db, config }: Pick<Context, "db" | "config">,
  subscription: PushSubscription,
  notificationId: string,
): Promise<string | null> {
  const notification = await findNotification(db.read, subscription.accountId, notificationId);
  const token = unseal(config.secret, subscription.sealedToken);
  const from = notification === null ? null : await findAccount(db.read, notification.fromAccountId);
  if (notification === null || token === null || from === null) return null;
  const status = notification.statusId === null ? null : await findStatus(db.read, notification.statusId);
  const user = await findUser(db.read, subscription.accountId);
  // Where there is no post, whoever caused it is what there is to read about, as on Mastodon.
  const text = status === null ? htmlToText(from.summaryHtml) : status.spoilerText || htmlToText(status.contentHtml);
  const message = {
    access_token: token,
    preferred_locale: user?.locale || "en",
    notification_type: alertOf[notification.type],
    icon: picturesOf(config, from).avatarStill,
    title: titles[notification.type](nameOf(from)),
    body: text.length > mostBodyLength ? `${text.slice(0, mostBodyLength - 1)}…` : text,
  };
  // Apps decode a number here, and ours does not fit into one of JavaScript's.
  return JSON.stringify(message).replace(/^\{/, `{"notification_id":${notification.id},`);
}

const nameOf = (account: Account): string => account.displayName || `@${acctOf(account)}`;
