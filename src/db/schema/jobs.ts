import { sql } from "drizzle-orm";
import { index, instant, integer, json, serial, table, text, uniqueIndex } from "../dialect.ts";

/**
 * Work to do, in the database of its cause: a job exists if and only if its cause was committed. A row is deleted
 * when its job is done.
 */
export const jobs = table(
  "jobs",
  {
    id: serial("id"),
    type: text("type").notNull(),
    payload: json<unknown>("payload").notNull(),
    /** Jobs of one key run one after another, in the order of their ids. */
    orderingKey: text("ordering_key"),
    /** A second job of the same key is not added while the first waits. */
    uniqueKey: text("unique_key"),
    /** Lower runs first. */
    priority: integer("priority").notNull(),
    attempts: integer("attempts").notNull(),
    runAt: instant("run_at").notNull(),
    /** Whose turn it is until then; after that another worker may take it. */
    lockedUntil: instant("locked_until"),
    lockedBy: text("locked_by"),
    lastError: text("last_error"),
    /** Given up: kept for the operator to see, not run. */
    failedAt: instant("failed_at"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    index("jobs_due")
      .on(t.priority, t.runAt)
      .where(sql`failed_at is null`),
    index("jobs_ordering")
      .on(t.orderingKey, t.id)
      .where(sql`ordering_key is not null and failed_at is null`),
    uniqueIndex("jobs_unique")
      .on(t.uniqueKey)
      .where(sql`unique_key is not null and failed_at is null`),
  ],
);

/** Small facts with an expiry: Fedify's caches, mostly. */
export const keyValues = table(
  "key_values",
  {
    key: text("key").primaryKey(),
    value: json<unknown>("value").notNull(),
    expiresAt: instant("expires_at"),
  },
  (t) => [index("key_values_expiry").on(t.expiresAt)],
);
