import { boolean, index, instant, json, primaryKey, sortedText, table, text, uniqueIndex } from "../dialect.ts";
import { accounts } from "./accounts.ts";

export type FollowState = "pending" | "accepted";

export const follows = table(
  "follows",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    targetId: sortedText("target_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Id of the Follow. */
    uri: text("uri").notNull(),
    state: text("state").$type<FollowState>().notNull(),
    showsBoosts: boolean("shows_boosts").notNull(),
    notifies: boolean("notifies").notNull(),
    languages: json<string[]>("languages"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("follows_once").on(t.accountId, t.targetId),
    uniqueIndex("follows_uri").on(t.uri),
    index("follows_target").on(t.targetId, t.state, t.id),
    index("follows_account").on(t.accountId, t.state, t.id),
  ],
);

export const blocks = table(
  "blocks",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    targetId: sortedText("target_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Id of the Block. */
    uri: text("uri").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("blocks_once").on(t.accountId, t.targetId),
    uniqueIndex("blocks_uri").on(t.uri),
    index("blocks_target").on(t.targetId),
  ],
);

const ofAccount = (name: string) =>
  sortedText(name)
    .notNull()
    .references(() => accounts.id, { onDelete: "cascade" });

/** Whom somebody does not want to read. They never learn of it. */
export const mutes = table(
  "mutes",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount("account_id"),
    targetId: ofAccount("target_id"),
    hidesNotifications: boolean("hides_notifications").notNull(),
    expiresAt: instant("expires_at"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("mutes_once").on(t.accountId, t.targetId),
    index("mutes_target").on(t.targetId),
    index("mutes_expiry").on(t.expiresAt),
  ],
);

/** Servers of which somebody wants to see nothing. */
export const domainBlocks = table(
  "domain_blocks",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount("account_id"),
    /** Lower case, as in `accounts.domain`. */
    domain: text("domain").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("domain_blocks_once").on(t.accountId, t.domain), index("domain_blocks_domain").on(t.domain)],
);

/** What somebody notes down about another, for themselves. */
export const accountNotes = table(
  "account_notes",
  {
    accountId: ofAccount("account_id"),
    targetId: ofAccount("target_id"),
    comment: text("comment").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.targetId] }), index("account_notes_target").on(t.targetId)],
);

/** Accounts that a profile features. */
export const endorsements = table(
  "endorsements",
  {
    id: sortedText("id").primaryKey(),
    accountId: ofAccount("account_id"),
    targetId: ofAccount("target_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("endorsements_once").on(t.accountId, t.targetId), index("endorsements_target").on(t.targetId)],
);

/** Threads of which somebody wants no notifications. */
export const conversationMutes = table(
  "conversation_mutes",
  {
    accountId: ofAccount("account_id"),
    conversationId: sortedText("conversation_id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.conversationId] }),
    index("conversation_mutes_conversation").on(t.conversationId),
  ],
);

/** Suggestions that somebody does not want to see again. */
export const dismissedSuggestions = table(
  "dismissed_suggestions",
  { accountId: ofAccount("account_id"), targetId: ofAccount("target_id") },
  (t) => [primaryKey({ columns: [t.accountId, t.targetId] }), index("dismissed_suggestions_target").on(t.targetId)],
);
