import {
  boolean,
  index,
  instant,
  integer,
  json,
  primaryKey,
  sortedText,
  table,
  text,
  uniqueIndex,
} from "../dialect.ts";
import { accounts } from "./accounts.ts";
import { tokens } from "./oauth.ts";
import { statuses } from "./statuses.ts";

export type NotificationType =
  | "mention"
  | "favourite"
  | "boost"
  | "follow"
  | "follow-request"
  | "edit"
  | "post"
  | "poll"
  | "quote"
  | "quoted-edit"
  | "added-to-collection"
  | "collection-edit"
  | "sign-up"
  | "report";

export const notifications = table(
  "notifications",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    type: text("type").$type<NotificationType>().notNull(),
    fromAccountId: sortedText("from_account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    statusId: sortedText("status_id").references(() => statuses.id, { onDelete: "cascade" }),
    /** One of a kind per cause: a handler that runs twice notifies once. */
    causeKey: text("cause_key").notNull(),
    /** Notifications of one key are shown as one. */
    groupKey: text("group_key").notNull().default(""),
    /** Held back by the reader's policy: it waits among the requests. */
    isFiltered: boolean("is_filtered").notNull().default(false),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("notifications_once").on(t.accountId, t.causeKey),
    index("notifications_account").on(t.accountId, t.id),
    index("notifications_group").on(t.accountId, t.groupKey, t.id),
    index("notifications_status").on(t.statusId),
    index("notifications_from").on(t.fromAccountId),
  ],
);

/** How far a reader has read, per timeline. */
export const markers = table(
  "markers",
  {
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    timeline: text("timeline").$type<"home" | "notifications">().notNull(),
    lastReadId: text("last_read_id").notNull(),
    version: integer("version").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.timeline] })],
);

export type PolicyChoice = "accept" | "filter" | "drop";

/** From whom somebody wants no notifications; a missing row accepts all. */
export const notificationPolicies = table("notification_policies", {
  accountId: sortedText("account_id")
    .primaryKey()
    .references(() => accounts.id, { onDelete: "cascade" }),
  forNotFollowing: text("for_not_following").$type<PolicyChoice>().notNull(),
  forNotFollowers: text("for_not_followers").$type<PolicyChoice>().notNull(),
  forNewAccounts: text("for_new_accounts").$type<PolicyChoice>().notNull(),
  forPrivateMentions: text("for_private_mentions").$type<PolicyChoice>().notNull(),
  forLimitedAccounts: text("for_limited_accounts").$type<PolicyChoice>().notNull(),
});

/** Senders whose notifications were held back. */
export const notificationRequests = table(
  "notification_requests",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    fromAccountId: sortedText("from_account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    lastStatusId: sortedText("last_status_id"),
    notificationsCount: integer("notifications_count").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("notification_requests_once").on(t.accountId, t.fromAccountId),
    index("notification_requests_account").on(t.accountId, t.id),
    index("notification_requests_from").on(t.fromAccountId),
  ],
);

/** Senders whose requests were accepted: the policy holds nothing of theirs back. */
export const notificationPermissions = table(
  "notification_permissions",
  {
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    fromAccountId: sortedText("from_account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.fromAccountId] }),
    index("notification_permissions_from").on(t.fromAccountId),
  ],
);

/** Direct posts with the same people in the same thread, as one of them sees them. */
export const conversations = table(
  "conversations",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    conversationId: sortedText("conversation_id").notNull(),
    /** The others, in the order of their ids. */
    participantIds: json<string[]>("participant_ids").notNull(),
    /** The same, as one text. */
    participantsKey: text("participants_key").notNull(),
    lastStatusId: sortedText("last_status_id"),
    isUnread: boolean("is_unread").notNull(),
  },
  (t) => [
    uniqueIndex("conversations_once").on(t.accountId, t.conversationId, t.participantsKey),
    index("conversations_account").on(t.accountId, t.lastStatusId),
    index("conversations_last").on(t.lastStatusId),
  ],
);

export interface PushAlerts {
  [type: string]: boolean | undefined;
}

/** Where a client wants its notifications pushed: one for each access token. */
export const pushSubscriptions = table(
  "push_subscriptions",
  {
    id: sortedText("id").primaryKey(),
    tokenId: sortedText("token_id")
      .notNull()
      .references(() => tokens.id, { onDelete: "cascade" }),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    endpoint: text("endpoint").notNull(),
    /** The client's public key and secret, base64url (RFC 8291). */
    p256dh: text("p256dh").notNull(),
    authSecret: text("auth_secret").notNull(),
    /** `aes128gcm` as RFC 8291 has it; otherwise the draft that Mastodon used, `aesgcm`. */
    isStandard: boolean("is_standard").notNull(),
    alerts: json<PushAlerts>("alerts").notNull(),
    /** The access token, which clients find in each push, sealed with the server's secret. */
    sealedToken: text("sealed_token").notNull(),
    policy: text("policy").$type<"all" | "followed" | "follower" | "none">().notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [uniqueIndex("push_subscriptions_token").on(t.tokenId), index("push_subscriptions_account").on(t.accountId)],
);
