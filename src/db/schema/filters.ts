import { boolean, index, instant, json, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";
import { statuses } from "./statuses.ts";

export type FilterContext = "home" | "notifications" | "public" | "thread" | "account";
export type FilterAction = "warn" | "hide" | "blur";

export const filters = table(
  "filters",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    contexts: json<FilterContext[]>("contexts").notNull(),
    action: text("action").$type<FilterAction>().notNull(),
    expiresAt: instant("expires_at"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [index("filters_account").on(t.accountId, t.id)],
);

const ofFilter = () =>
  sortedText("filter_id")
    .notNull()
    .references(() => filters.id, { onDelete: "cascade" });

export const filterKeywords = table(
  "filter_keywords",
  {
    id: sortedText("id").primaryKey(),
    filterId: ofFilter(),
    keyword: text("keyword").notNull(),
    isWholeWord: boolean("is_whole_word").notNull(),
  },
  (t) => [index("filter_keywords_filter").on(t.filterId, t.id)],
);

/** Single posts that a filter catches. */
export const filterStatuses = table(
  "filter_statuses",
  {
    id: sortedText("id").primaryKey(),
    filterId: ofFilter(),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
  },
  (t) => [
    uniqueIndex("filter_statuses_once").on(t.filterId, t.statusId),
    index("filter_statuses_status").on(t.statusId),
  ],
);
