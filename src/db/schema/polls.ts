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
import { statuses } from "./statuses.ts";

/** Polls of posts, local and remote. */
export const polls = table(
  "polls",
  {
    id: sortedText("id").primaryKey(),
    statusId: sortedText("status_id")
      .notNull()
      .references(() => statuses.id, { onDelete: "cascade" }),
    isMultiple: boolean("is_multiple").notNull(),
    /** Counts are shown to nobody before it ends. */
    hidesTotals: boolean("hides_totals").notNull(),
    /** Null: it never ends. */
    expiresAt: instant("expires_at"),
    /** Null where a remote server does not tell. */
    votersCount: integer("voters_count"),
    /** When a remote poll was last read from its server. */
    fetchedAt: instant("fetched_at"),
    /** When everybody concerned was told that it has ended. */
    closedAt: instant("closed_at"),
  },
  (t) => [uniqueIndex("polls_status").on(t.statusId), index("polls_expiry").on(t.expiresAt)],
);

export const pollOptions = table(
  "poll_options",
  {
    pollId: sortedText("poll_id")
      .notNull()
      .references(() => polls.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    title: text("title").notNull(),
    votesCount: integer("votes_count").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.pollId, t.position] })],
);

export const pollVotes = table(
  "poll_votes",
  {
    id: sortedText("id").primaryKey(),
    pollId: sortedText("poll_id")
      .notNull()
      .references(() => polls.id, { onDelete: "cascade" }),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Position of the option. */
    choice: integer("choice").notNull(),
    /** Id of the vote's Note. */
    uri: text("uri").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("poll_votes_once").on(t.pollId, t.accountId, t.choice),
    uniqueIndex("poll_votes_uri").on(t.uri),
    index("poll_votes_account").on(t.accountId),
  ],
);

/** Posts whose time has not come: what the client sent, checked. */
export const scheduledStatuses = table(
  "scheduled_statuses",
  {
    id: sortedText("id").primaryKey(),
    accountId: sortedText("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    params: json<Record<string, unknown>>("params").notNull(),
    mediaIds: json<string[]>("media_ids").notNull(),
    scheduledAt: instant("scheduled_at").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("scheduled_statuses_account").on(t.accountId, t.id), index("scheduled_statuses_due").on(t.scheduledAt)],
);
