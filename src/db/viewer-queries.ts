import { aliasedTable, and, eq, isNotNull, sql } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { isAmong, pairsIn, prepared, type Pair } from "./prepared.ts";
import {
  accounts,
  blocks,
  bookmarks,
  conversationMutes,
  dislikes,
  favourites,
  follows,
  pins,
  pollVotes,
  statuses,
} from "./schema/index.ts";
import { blocksAccount, fitForHomeOf, hides, mutesAccount, notHiddenFrom, visibleTo } from "./visibility.ts";

export type { Pair } from "./prepared.ts";

/** What somebody who may see a post has done with it. */
export interface ViewerMarks extends Pair {
  readonly isFavourited: boolean;
  readonly isDisliked: boolean;
  readonly isBoosted: boolean;
  readonly isBookmarked: boolean;
  readonly isPinned: boolean;
  /** Whether they have muted its thread. */
  readonly isMuted: boolean;
  /** Whether they block its author. */
  readonly isOfBlocked: boolean;
}

const marksOfPairs = prepared(["pairs"], (db, { pairs }) => {
  const { table, viewerId, id } = pairsIn(pairs);
  const boosts = aliasedTable(statuses, "boosts");
  const boost = db
    .select({ id: boosts.id })
    .from(boosts)
    .where(and(eq(boosts.accountId, viewerId), isNotNull(boosts.boostOfId), eq(boosts.boostOfId, statuses.id)));
  const ofThread = and(
    eq(conversationMutes.accountId, viewerId),
    eq(conversationMutes.conversationId, statuses.conversationId),
  );
  return db
    .select({
      viewerId,
      id: statuses.id,
      favourited: favourites.id,
      disliked: dislikes.id,
      bookmarked: bookmarks.id,
      pinned: pins.id,
      boosted: sql<string | null>`(${boost})`,
      muted: conversationMutes.accountId,
      isOfBlocked: sql<boolean | number>`${blocksAccount(db, viewerId, statuses.accountId)}`,
    })
    .from(table)
    .innerJoin(statuses, eq(statuses.id, id))
    .leftJoin(favourites, and(eq(favourites.accountId, viewerId), eq(favourites.statusId, statuses.id)))
    .leftJoin(dislikes, and(eq(dislikes.accountId, viewerId), eq(dislikes.statusId, statuses.id)))
    .leftJoin(bookmarks, and(eq(bookmarks.accountId, viewerId), eq(bookmarks.statusId, statuses.id)))
    .leftJoin(pins, and(eq(pins.accountId, viewerId), eq(pins.statusId, statuses.id)))
    .leftJoin(conversationMutes, ofThread)
    .where(visibleTo(db, viewerId));
});

/** Those of the pairs in which the viewer may see the post, with the viewer's marks, in one query. */
export async function findViewerMarks(db: Reader, pairs: readonly Pair[]): Promise<ViewerMarks[]> {
  const rows = await marksOfPairs(db, { pairs });
  return rows.map((row) => ({
    viewerId: row.viewerId,
    id: row.id,
    isFavourited: row.favourited !== null,
    isDisliked: row.disliked !== null,
    isBoosted: row.boosted !== null,
    isBookmarked: row.bookmarked !== null,
    isPinned: row.pinned !== null,
    isMuted: row.muted !== null,
    isOfBlocked: Boolean(row.isOfBlocked),
  }));
}

const openAmong = prepared(["ids"], (db, { ids }) =>
  db
    .select({ id: statuses.id })
    .from(statuses)
    .where(and(isAmong(statuses.id, ids), visibleTo(db, null))),
);

/** Those of the posts that everybody may see. */
export async function findOpenIds(db: Reader, ids: readonly string[]): Promise<string[]> {
  return (await openAmong(db, { ids })).map((row) => row.id);
}

const shownPairs = prepared(["pairs", "now"], (db, { pairs, now }, place: "home" | "public") => {
  const { table, viewerId, id } = pairsIn(pairs);
  const fits = place === "home" ? fitForHomeOf(db, viewerId, now) : notHiddenFrom(db, viewerId, now);
  return db
    .select({ viewerId, id: statuses.id })
    .from(table)
    .innerJoin(statuses, eq(statuses.id, id))
    .where(and(visibleTo(db, viewerId), fits));
});

/** Those of the pairs in which the viewer's home and lists would show the post, or else the public timelines. */
export async function findShownPairs(
  db: Reader,
  pairs: readonly Pair[],
  place: "home" | "public",
  now: Date,
): Promise<Pair[]> {
  return await shownPairs(db, { pairs, now }, place);
}

const votesOfPairs = prepared(["pairs"], (db, { pairs }) => {
  const { table, viewerId, id } = pairsIn(pairs);
  return db
    .select({ viewerId: pollVotes.accountId, id: pollVotes.pollId, choice: pollVotes.choice })
    .from(table)
    .innerJoin(pollVotes, and(eq(pollVotes.accountId, viewerId), eq(pollVotes.pollId, id)))
    .orderBy(pollVotes.choice);
});

/** What viewers have voted for in polls. */
export async function findVotes(db: Reader, pairs: readonly Pair[]): Promise<(Pair & { choice: number })[]> {
  return await votesOfPairs(db, { pairs });
}

const followedInPairs = prepared(["pairs"], (db, { pairs }) => {
  const { table, viewerId, id } = pairsIn(pairs);
  return db
    .select({ viewerId: follows.accountId, id: follows.targetId })
    .from(table)
    .innerJoin(follows, and(eq(follows.accountId, viewerId), eq(follows.targetId, id)))
    .where(eq(follows.state, "accepted"));
});

/** Those of the pairs in which the viewer follows the account. */
export async function findFollowedPairs(db: Reader, pairs: readonly Pair[]): Promise<Pair[]> {
  return await followedInPairs(db, { pairs });
}

export type Hiding = "blocked-account" | "muted-account" | "blocked-server";

const hiddenInPairs = prepared(["pairs", "now"], (db, { pairs, now }) => {
  const { table, viewerId, id } = pairsIn(pairs);
  return db
    .select({
      viewerId,
      id: accounts.id,
      isBlocked: sql<boolean | number>`${blocksAccount(db, viewerId, accounts.id)}`,
      isMuted: sql<boolean | number>`${mutesAccount(db, viewerId, now, accounts.id)}`,
    })
    .from(table)
    .innerJoin(accounts, eq(accounts.id, id))
    .where(hides(db, viewerId, now, accounts.id));
});

/** Those of the pairs in which the viewer wants to read nothing of the account, and why. */
export async function findHiddenPairs(
  db: Reader,
  pairs: readonly Pair[],
  now: Date,
): Promise<(Pair & { hiding: Hiding })[]> {
  const rows = await hiddenInPairs(db, { pairs, now });
  return rows.map(({ viewerId, id, isBlocked, isMuted }) => ({
    viewerId,
    id,
    hiding: isBlocked ? "blocked-account" : isMuted ? "muted-account" : "blocked-server",
  }));
}

const blockersInPairs = prepared(["pairs"], (db, { pairs }) => {
  const { table, viewerId, id } = pairsIn(pairs);
  return db
    .select({ viewerId, id })
    .from(table)
    .innerJoin(blocks, and(eq(blocks.accountId, id), eq(blocks.targetId, viewerId)));
});

/** Those of the pairs in which the account blocks the viewer. */
export const findBlockerPairs = (db: Reader, pairs: readonly Pair[]): Promise<Pair[]> => blockersInPairs(db, { pairs });
