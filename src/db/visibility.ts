import { and, eq, exists, inArray, notExists, or, sql, type SQL } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { blocks, follows, mentions, statuses } from "./schema/index.ts";

/**
 * The one rule of who may see a post, as a condition on `statuses`: public and unlisted posts for everybody, one's own,
 * those that mention one, followers-only ones for accepted followers; never the posts of somebody who blocks one.
 */
export function visibleTo(db: Reader, viewerId: string | null): SQL | undefined {
  const forAll = inArray(statuses.visibility, ["public", "unlisted"]);
  if (viewerId === null) return forAll;
  const isMentioned = exists(
    db
      .select({ one: sql`1` })
      .from(mentions)
      .where(and(eq(mentions.statusId, statuses.id), eq(mentions.accountId, viewerId))),
  );
  const isFollower = exists(
    db
      .select({ one: sql`1` })
      .from(follows)
      .where(
        and(eq(follows.accountId, viewerId), eq(follows.targetId, statuses.accountId), eq(follows.state, "accepted")),
      ),
  );
  const isBlocked = db
    .select({ one: sql`1` })
    .from(blocks)
    .where(and(eq(blocks.accountId, statuses.accountId), eq(blocks.targetId, viewerId)));
  return and(
    or(forAll, eq(statuses.accountId, viewerId), isMentioned, and(eq(statuses.visibility, "private"), isFollower)),
    notExists(isBlocked),
  );
}

/** Leaves out whom the viewer blocks, as authors of `statuses`. */
export function notHiddenFrom(db: Reader, viewerId: string | null): SQL | undefined {
  if (viewerId === null) return undefined;
  return notExists(
    db
      .select({ one: sql`1` })
      .from(blocks)
      .where(and(eq(blocks.accountId, viewerId), eq(blocks.targetId, statuses.accountId))),
  );
}
