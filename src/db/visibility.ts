import {
  aliasedTable,
  and,
  eq,
  exists,
  gt,
  inArray,
  isNull,
  not,
  notExists,
  or,
  sql,
  type SQL,
  type SQLWrapper,
} from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader } from "./database.ts";
import { accounts, blocks, domainBlocks, follows, mentions, mutes, statuses } from "./schema/index.ts";

/** An account's id: a value, or what stands for one in a query. */
export type Viewer = string | SQLWrapper;
export type Instant = Date | SQLWrapper;

/**
 * The one rule of who may see a post, as a condition on `statuses`: public and unlisted posts for everybody, one's own,
 * those that mention one, followers-only ones for accepted followers; never the posts of somebody who blocks one.
 */
export function visibleTo(db: Reader, viewerId: Viewer | null): SQL | undefined {
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
export function notHiddenFrom(db: Reader, viewerId: Viewer | null, now: Instant): SQL | undefined {
  if (viewerId === null) return undefined;
  return or(
    eq(statuses.accountId, viewerId),
    and(not(hides(db, viewerId, now, statuses.accountId)), boostsNoneHiddenFrom(db, viewerId, now)),
  );
}

/** As `notHiddenFrom`, and leaves out what names somebody whom the viewer blocks or mutes: for home and lists. */
export function fitForHomeOf(db: Reader, viewerId: Viewer, now: Instant): SQL | undefined {
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
export function boostsNoneHiddenFrom(db: Reader, viewerId: Viewer | null, now: Instant): SQL | undefined {
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
export function hides(db: Reader, viewerId: Viewer, now: Instant, authorId: PgColumn): SQL {
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

function blocksAndMutes(db: Reader, viewerId: Viewer, now: Instant, otherId: PgColumn): SQL[] {
  return [blocksAccount(db, viewerId, otherId), mutesAccount(db, viewerId, now, otherId)];
}

export const blocksAccount = (db: Reader, viewerId: Viewer, otherId: PgColumn): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(blocks)
      .where(and(eq(blocks.accountId, viewerId), eq(blocks.targetId, otherId))),
  );

const blocksViewer = (db: Reader, viewerId: Viewer, otherId: PgColumn): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(blocks)
      .where(and(eq(blocks.accountId, otherId), eq(blocks.targetId, viewerId))),
  );

export const mutesAccount = (db: Reader, viewerId: Viewer, now: Instant, otherId: PgColumn, condition?: SQL): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(mutes)
      .where(and(eq(mutes.accountId, viewerId), eq(mutes.targetId, otherId), stillRuns(now), condition)),
  );

/** Leaves out mutes that have run out. A condition on `mutes`. */
export const stillRuns = (now: Instant): SQL | undefined => or(isNull(mutes.expiresAt), gt(mutes.expiresAt, now));

/** Leaves out whom the viewer hides, and who blocks the viewer. A condition on `accounts`. */
export function mayMeet(db: Reader, viewerId: string, now: Date): SQL | undefined {
  return and(not(blocksViewer(db, viewerId, accounts.id)), not(hides(db, viewerId, now, accounts.id)));
}

/** Who looks at a list of people, and when. */
export interface Onlooker {
  readonly id: string | null;
  readonly now: Date;
}

/** As `mayMeet`, of whoever looks on; themselves they see. */
export const mayBeShownTo = (db: Reader, { id, now }: Onlooker): SQL | undefined =>
  id === null ? undefined : or(eq(accounts.id, id), mayMeet(db, id, now));
