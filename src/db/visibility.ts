import { aliasedTable, and, eq, exists, gt, inArray, isNull, not, notExists, or, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader } from "./database.ts";
import { accounts, blocks, domainBlocks, follows, mentions, mutes, statuses } from "./schema/index.ts";

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
  return and(
    or(forAll, eq(statuses.accountId, viewerId), isMentioned, and(eq(statuses.visibility, "private"), isFollower)),
    not(blocksViewer(db, viewerId, statuses.accountId)),
  );
}

/**
 * Leaves out what the viewer does not want to read: posts of those whom they block or mute or whose server they block,
 * and boosts of such posts by others. Mutes end by themselves, so it takes the time. A condition on `statuses`.
 */
export function notHiddenFrom(db: Reader, viewerId: string | null, now: Date): SQL | undefined {
  if (viewerId === null) return undefined;
  return or(
    eq(statuses.accountId, viewerId),
    and(not(hides(db, viewerId, now, statuses.accountId)), boostsNoneHiddenFrom(db, viewerId, now)),
  );
}

/** As `notHiddenFrom`, and leaves out what names somebody whom the viewer blocks or mutes: for home and lists. */
export function fitForHomeOf(db: Reader, viewerId: string, now: Date): SQL | undefined {
  const namesHidden = exists(
    db
      .select({ one: sql`1` })
      .from(mentions)
      .where(
        and(
          or(eq(mentions.statusId, statuses.id), eq(mentions.statusId, statuses.boostOfId)),
          or(...blocksAndMutes(db, viewerId, now, mentions.accountId)),
        ),
      ),
  );
  return or(eq(statuses.accountId, viewerId), and(notHiddenFrom(db, viewerId, now), not(namesHidden)));
}

/** The part of `notHiddenFrom` for profiles: somebody whom one mutes can be looked at, but passes on nobody hidden. */
export function boostsNoneHiddenFrom(db: Reader, viewerId: string | null, now: Date): SQL | undefined {
  if (viewerId === null) return undefined;
  const boosted = aliasedTable(statuses, "boosted");
  return or(
    isNull(statuses.boostOfId),
    notExists(
      db
        .select({ one: sql`1` })
        .from(boosted)
        .where(and(eq(boosted.id, statuses.boostOfId), hides(db, viewerId, now, boosted.accountId))),
    ),
  );
}

/** Whether the viewer blocks or mutes the account in `authorId`, or blocks its server. */
export function hides(db: Reader, viewerId: string, now: Date, authorId: PgColumn): SQL {
  // An alias: the condition may stand on `accounts` itself.
  const author = aliasedTable(accounts, "author");
  const blocksServer = exists(
    db
      .select({ one: sql`1` })
      .from(domainBlocks)
      .innerJoin(author, eq(author.domain, domainBlocks.domain))
      .where(and(eq(domainBlocks.accountId, viewerId), eq(author.id, authorId))),
  );
  return sql`(${or(...blocksAndMutes(db, viewerId, now, authorId), blocksServer)})`;
}

function blocksAndMutes(db: Reader, viewerId: string, now: Date, otherId: PgColumn): SQL[] {
  return [blocksAccount(db, viewerId, otherId), mutesAccount(db, viewerId, now, otherId)];
}

export const blocksAccount = (db: Reader, viewerId: string, otherId: PgColumn): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(blocks)
      .where(and(eq(blocks.accountId, viewerId), eq(blocks.targetId, otherId))),
  );

export const blocksViewer = (db: Reader, viewerId: string, otherId: PgColumn): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(blocks)
      .where(and(eq(blocks.accountId, otherId), eq(blocks.targetId, viewerId))),
  );

/** Who reads, and when: mutes end by themselves. */
export interface Viewer {
  readonly id: string;
  readonly now: Date;
}

/** Leaves out of a list of people whom the viewer blocks or mutes, and who blocks the viewer, as Mastodon does. */
export function fitForListOf(db: Reader, viewer: Viewer | null, accountId: PgColumn): SQL | undefined {
  if (viewer === null) return undefined;
  return not(
    sql`(${or(...blocksAndMutes(db, viewer.id, viewer.now, accountId), blocksViewer(db, viewer.id, accountId))})`,
  );
}

export const mutesAccount = (db: Reader, viewerId: string, now: Date, otherId: PgColumn, condition?: SQL): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(mutes)
      .where(and(eq(mutes.accountId, viewerId), eq(mutes.targetId, otherId), stillRuns(now), condition)),
  );

/** Leaves out mutes that have run out. A condition on `mutes`. */
export const stillRuns = (now: Date): SQL | undefined => or(isNull(mutes.expiresAt), gt(mutes.expiresAt, now));
