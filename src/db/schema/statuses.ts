import { sql } from "drizzle-orm";
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
import { accounts, type CustomEmoji, type Visibility } from "./accounts.ts";
import type { ShownMedia } from "./media.ts";

export type QuotePolicy = "public" | "followers" | "nobody";

/** Posts and boosts, local and remote. A boost is a row without text whose `boostOfId` names the post. */
export const statuses = table(
  "statuses",
  {
    id: sortedText("id").primaryKey(),
    uri: text("uri").notNull(),
    /** The page for people. */
    url: text("url").notNull(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    isLocal: boolean("is_local").notNull(),
    boostOfId: sortedText("boost_of_id"),
    inReplyToId: sortedText("in_reply_to_id"),
    inReplyToAccountId: sortedText("in_reply_to_account_id"),
    /** Kept even when the post it answers is not known here. */
    inReplyToUri: text("in_reply_to_uri"),
    /** One for all posts of a thread; the id of its first post that is known here. */
    conversationId: sortedText("conversation_id").notNull(),
    visibility: text("visibility").$type<Visibility>().notNull(),
    /** Ready to show. */
    contentHtml: text("content_html").notNull(),
    /** What a local author typed; "" for remote posts. */
    contentText: text("content_text").notNull(),
    spoilerText: text("spoiler_text").notNull(),
    isSensitive: boolean("is_sensitive").notNull(),
    language: text("language"),
    emojis: json<CustomEmoji[]>("emojis").notNull(),
    applicationId: sortedText("application_id"),
    repliesCount: integer("replies_count").notNull().default(0),
    boostsCount: integer("boosts_count").notNull().default(0),
    favouritesCount: integer("favourites_count").notNull().default(0),
    dislikesCount: integer("dislikes_count").notNull().default(0),
    quotesCount: integer("quotes_count").notNull().default(0),
    /** Who may quote it (FEP-044f). */
    quotePolicy: text("quote_policy").$type<QuotePolicy>().notNull().default("public"),
    /** When it was published, by its author's server. */
    createdAt: instant("created_at").notNull(),
    editedAt: instant("edited_at"),
    /** When a remote post was last read from its server. */
    fetchedAt: instant("fetched_at"),
  },
  (t) => [
    uniqueIndex("statuses_uri").on(t.uri),
    index("statuses_url").on(t.url),
    index("statuses_account").on(t.accountId, t.id),
    uniqueIndex("statuses_boost")
      .on(t.accountId, t.boostOfId)
      .where(sql`boost_of_id is not null`),
    index("statuses_boosts_of")
      .on(t.boostOfId, t.id)
      .where(sql`boost_of_id is not null`),
    index("statuses_replies")
      .on(t.inReplyToId, t.id)
      .where(sql`in_reply_to_id is not null`),
    index("statuses_reply_uri")
      .on(t.inReplyToUri)
      .where(sql`in_reply_to_uri is not null and in_reply_to_id is null`),
    index("statuses_conversation").on(t.conversationId, t.id),
    index("statuses_public")
      .on(t.id)
      .where(sql`visibility = 'public' and boost_of_id is null`),
    index("statuses_local")
      .on(t.id, t.accountId)
      .where(sql`boost_of_id is null and is_local`),
    index("statuses_public_local")
      .on(t.id)
      .where(sql`visibility = 'public' and boost_of_id is null and is_local`),
  ],
);

/** Former versions of an edited post. */
export const statusEdits = table(
  "status_edits",
  {
    id: sortedText("id").primaryKey(),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    contentHtml: text("content_html").notNull(),
    spoilerText: text("spoiler_text").notNull(),
    isSensitive: boolean("is_sensitive").notNull(),
    emojis: json<CustomEmoji[]>("emojis").notNull(),
    /** As they were then, in their order; null where nobody wrote it down. */
    media: json<ShownMedia[]>("media"),
    /** What its poll asked; null when it had none. */
    pollOptions: json<string[]>("poll_options"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("status_edits_status").on(t.statusId, t.id)],
);

export const mentions = table(
  "mentions",
  {
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.statusId, t.accountId] }), index("mentions_account").on(t.accountId, t.statusId)],
);

export const tags = table(
  "tags",
  {
    id: sortedText("id").primaryKey(),
    /** Lower case. */
    name: text("name").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("tags_name").on(t.name)],
);

export const statusTags = table(
  "status_tags",
  {
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    tagId: sortedText("tag_id")
      .notNull()
      .references(() => tags.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.statusId, t.tagId] }), index("status_tags_tag").on(t.tagId, t.statusId)],
);

export const favourites = table(
  "favourites",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    /** Id of the Like. */
    uri: text("uri").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("favourites_once").on(t.accountId, t.statusId),
    uniqueIndex("favourites_uri").on(t.uri),
    index("favourites_status").on(t.statusId, t.id),
    index("favourites_account").on(t.accountId, t.id),
  ],
);

export const bookmarks = table(
  "bookmarks",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("bookmarks_once").on(t.accountId, t.statusId),
    index("bookmarks_status").on(t.statusId),
    index("bookmarks_account").on(t.accountId, t.id),
  ],
);

/** Posts that a profile features. */
export const pins = table(
  "pins",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("pins_once").on(t.accountId, t.statusId), index("pins_status").on(t.statusId)],
);

/** What was deleted here or is known to be deleted elsewhere: its URI answers 410 and never comes back. */
export const tombstones = table("tombstones", {
  uri: text("uri").primaryKey(),
  formerType: text("former_type").notNull(),
  deletedAt: instant("deleted_at").notNull(),
});

/** Home timelines, written when a post is recorded. */
export const homeEntries = table(
  "home_entries",
  {
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    /** Who brought it here (author or booster): so that unfollowing can take it away. */
    sourceId: sortedText("source_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.statusId] }),
    index("home_entries_status").on(t.statusId),
    index("home_entries_source").on(t.accountId, t.sourceId),
  ],
);

/** Posts made with an `Idempotency-Key`. */
export const idempotencyKeys = table(
  "idempotency_keys",
  {
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    statusId: sortedText("status_id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.key] }), index("idempotency_keys_age").on(t.createdAt)],
);
