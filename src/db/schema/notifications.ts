import { index, instant, integer, primaryKey, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";
import { statuses } from "./statuses.ts";

export type NotificationType = "mention" | "favourite" | "boost" | "follow" | "follow-request" | "edit" | "post";

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
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("notifications_once").on(t.accountId, t.causeKey),
    index("notifications_account").on(t.accountId, t.id),
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
