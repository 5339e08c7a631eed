import { and, eq, exists, inArray, notExists, or, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader } from "./database.ts";
import { blocks, follows } from "./schema/index.ts";

/**
 * Who may see what is in a logbook: everybody what is public or unlisted, accepted followers what is private, its climber
 * all of it, whom the climber blocks nothing. `isNamed` lets in who is named elsewhere.
 */
export function entryVisibleTo(
  db: Reader,
  entry: { accountId: PgColumn; visibility: PgColumn },
  viewerId: string | null,
  isNamed?: SQL,
): SQL | undefined {
  const forAll = inArray(entry.visibility, ["public", "unlisted"]);
  if (viewerId === null) return forAll;
  const isFollower = exists(
    db
      .select({ one: sql`1` })
      .from(follows)
      .where(
        and(eq(follows.accountId, viewerId), eq(follows.targetId, entry.accountId), eq(follows.state, "accepted")),
      ),
  );
  const isBlocked = db
    .select({ one: sql`1` })
    .from(blocks)
    .where(and(eq(blocks.accountId, entry.accountId), eq(blocks.targetId, viewerId)));
  return and(
    or(forAll, eq(entry.accountId, viewerId), and(eq(entry.visibility, "private"), isFollower), isNamed),
    notExists(isBlocked),
  );
}
