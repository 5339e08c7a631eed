import { boolean, index, instant, json, sortedText, table, text, uniqueIndex } from "../dialect.ts";
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
