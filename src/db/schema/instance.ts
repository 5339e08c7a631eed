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

const ofAccount = (name: string) =>
  sortedText(name)
    .notNull()
    .references(() => accounts.id, { onDelete: "cascade" });

/** What whoever runs the server says to everybody on it. */
export const announcements = table(
  "announcements",
  {
    id: sortedText("id").primaryKey(),
    /** As it was typed. */
    text: text("text").notNull(),
    startsAt: instant("starts_at"),
    endsAt: instant("ends_at"),
    isAllDay: boolean("is_all_day").notNull(),
    publishedAt: instant("published_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [index("announcements_published").on(t.publishedAt)],
);

const ofAnnouncement = () =>
  sortedText("announcement_id")
    .notNull()
    .references(() => announcements.id, { onDelete: "cascade" });

export const announcementReads = table(
  "announcement_reads",
  { accountId: ofAccount("account_id"), announcementId: ofAnnouncement() },
  (t) => [
    primaryKey({ columns: [t.accountId, t.announcementId] }),
    index("announcement_reads_of").on(t.announcementId),
  ],
);

export const announcementReactions = table(
  "announcement_reactions",
  {
    accountId: ofAccount("account_id"),
    announcementId: ofAnnouncement(),
    /** An emoji, or the shortcode of one of the server's. */
    name: text("name").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.announcementId, t.name, t.accountId] }),
    index("announcement_reactions_account").on(t.accountId),
  ],
);

export const rules = table("rules", {
  id: sortedText("id").primaryKey(),
  position: integer("position").notNull(),
  text: text("text").notNull(),
  hint: text("hint").notNull(),
});

/** What whoever runs the server writes about it: `extended_description`, `privacy_policy`, `terms_of_service`. */
export const instanceTexts = table("instance_texts", {
  name: text("name").primaryKey(),
  /** Markdown. */
  content: text("content").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

export type ReportCategory = "spam" | "legal" | "violation" | "other";

export const reports = table(
  "reports",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount("account_id"),
    targetId: ofAccount("target_id"),
    /** Id of the Flag. */
    uri: text("uri").notNull(),
    category: text("category").$type<ReportCategory>().notNull(),
    comment: text("comment").notNull(),
    statusIds: json<string[]>("status_ids").notNull(),
    collectionIds: json<string[]>("collection_ids"),
    ruleIds: json<string[]>("rule_ids").notNull(),
    isForwarded: boolean("is_forwarded").notNull(),
    createdAt: instant("created_at").notNull(),
    actionTakenAt: instant("action_taken_at"),
  },
  (t) => [
    uniqueIndex("reports_uri").on(t.uri),
    index("reports_account").on(t.accountId),
    index("reports_target").on(t.targetId),
  ],
);

export const invites = table(
  "invites",
  {
    id: sortedText("id").primaryKey(),
    code: text("code").notNull(),
    accountId: ofAccount("account_id"),
    maxUses: integer("max_uses"),
    uses: integer("uses").notNull(),
    expiresAt: instant("expires_at"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("invites_code").on(t.code), index("invites_account").on(t.accountId)],
);
