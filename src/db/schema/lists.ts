import { boolean, index, instant, integer, primaryKey, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";
import { statuses, tags } from "./statuses.ts";

const ofAccount = (name: string) =>
  sortedText(name)
    .notNull()
    .references(() => accounts.id, { onDelete: "cascade" });

/** Which answers a list shows: those to its members, to anybody its owner follows, or none. */
export type RepliesPolicy = "list" | "followed" | "none";

export const lists = table(
  "lists",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount("account_id"),
    title: text("title").notNull(),
    repliesPolicy: text("replies_policy").$type<RepliesPolicy>().notNull(),
    /** Its members' posts are not in the owner's home. */
    isExclusive: boolean("is_exclusive").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("lists_account").on(t.accountId, t.id)],
);

export const listMembers = table(
  "list_members",
  {
    listId: sortedText("list_id")
      .notNull()
      .references(() => lists.id, { onDelete: "cascade" }),
    accountId: ofAccount("account_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.listId, t.accountId] }), index("list_members_account").on(t.accountId)],
);

/** Timelines of lists, written when a post is recorded, as `home_entries` are. */
export const listEntries = table(
  "list_entries",
  {
    listId: sortedText("list_id")
      .notNull()
      .references(() => lists.id, { onDelete: "cascade" }),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    /** Who brought it here: author or booster. */
    sourceId: sortedText("source_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.listId, t.statusId] }),
    index("list_entries_status").on(t.statusId),
    index("list_entries_source").on(t.listId, t.sourceId),
  ],
);

export const followedTags = table(
  "followed_tags",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount("account_id"),
    tagId: sortedText("tag_id")
      .notNull()
      .references(() => tags.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("followed_tags_once").on(t.accountId, t.tagId), index("followed_tags_tag").on(t.tagId)],
);

/** Hashtags that a profile features. */
export const featuredTags = table(
  "featured_tags",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount("account_id"),
    tagId: sortedText("tag_id")
      .notNull()
      .references(() => tags.id, { onDelete: "cascade" }),
    statusesCount: integer("statuses_count").notNull().default(0),
    lastStatusAt: instant("last_status_at"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("featured_tags_once").on(t.accountId, t.tagId), index("featured_tags_tag").on(t.tagId)],
);
