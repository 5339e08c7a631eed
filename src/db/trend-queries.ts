import { and, count, countDistinct, desc, eq, gt, gte, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import { isPublic } from "./ascent-queries.ts";
import type { PreviewCard } from "./card-queries.ts";
import type { Reader } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { accounts, climbs, mentions, previewCards, statusCards, statuses } from "./schema/index.ts";
import { notHiddenFrom, visibleTo } from "./visibility.ts";

export interface DayUse {
  /** Of what was used: a tag, a card. */
  id: string;
  /** Days since 1970, in UTC. */
  day: number;
  usesCount: number;
  accountsCount: number;
}

/** Ids carry their time: an index that has the post's id tells which rows are recent, and of which day. */
export const dayOf = (statusId: PgColumn) => sql<number | string>`cast(${statusId} as bigint) / 65536 / 86400000`;

/** What is under a warning is no news, and who does not want to be discovered makes none. */
const makesNews = () =>
  and(
    eq(statuses.visibility, "public"),
    isNull(statuses.boostOfId),
    eq(statuses.isSensitive, false),
    eq(statuses.spoilerText, ""),
    eq(accounts.isDiscoverable, true),
    isNull(accounts.suspendedAt),
  );

/**
 * Public posts since the id `sinceId` that the most people boosted or favoured, of authors who want to be discovered;
 * no answers.
 */
export async function findTrendingStatusIds(db: Reader, sinceId: string, limit: number): Promise<string[]> {
  const interactions = sql<number>`${statuses.boostsCount} + ${statuses.favouritesCount}`;
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .innerJoin(accounts, eq(accounts.id, statuses.accountId))
    .where(and(makesNews(), gte(statuses.id, sinceId), gt(interactions, 0), isNull(statuses.inReplyToUri)))
    .orderBy(desc(interactions), desc(statuses.id))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Those of `ids` that the viewer may see and wants to, in the same order. */
export async function leaveOutHidden(
  db: Reader,
  ids: readonly string[],
  viewerId: string | null,
  now: Date,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(and(inArray(statuses.id, [...ids]), visibleTo(db, viewerId), notHiddenFrom(db, viewerId, now)));
  const shown = new Set(rows.map((row) => row.id));
  return ids.filter((id) => shown.has(id));
}

/** Direct posts of the viewer, and those that name them. */
export async function findDirectIds(db: Reader, viewerId: string, now: Date, page: Page): Promise<string[]> {
  const isShown = and(eq(statuses.visibility, "direct"), visibleTo(db, viewerId), notHiddenFrom(db, viewerId, now));
  // One for each index: together, the database would walk through all posts.
  const own = pageOf(statuses.id, page);
  const written = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(and(eq(statuses.accountId, viewerId), isShown, own.where))
    .orderBy(own.orderBy)
    .limit(own.limit);
  const named = pageOf(mentions.statusId, page);
  const received = await db
    .select({ id: mentions.statusId })
    .from(mentions)
    .innerJoin(statuses, eq(statuses.id, mentions.statusId))
    .where(and(eq(mentions.accountId, viewerId), isShown, named.where))
    .orderBy(named.orderBy)
    .limit(named.limit);
  const ids = [...new Set([...written, ...received].map((row) => row.id))].toSorted();
  // The newest, or those next above `minId`.
  return (page.minId === undefined ? ids.slice(-page.limit) : ids.slice(0, page.limit)).toReversed();
}

/** The cards that the most accounts linked to in public posts since the id `sinceId`. */
export async function findTrendingCards(db: Reader, sinceId: string, limit: number): Promise<PreviewCard[]> {
  const ranked = db
    .select({
      cardId: statusCards.cardId,
      accountsCount: countDistinct(statuses.accountId).as("accounts_count"),
      usesCount: count().as("uses_count"),
    })
    .from(statusCards)
    .innerJoin(statuses, eq(statuses.id, statusCards.statusId))
    .innerJoin(accounts, eq(accounts.id, statuses.accountId))
    .where(and(makesNews(), gte(statusCards.statusId, sinceId)))
    .groupBy(statusCards.cardId)
    .as("ranked");
  const rows = await db
    .select({ card: previewCards })
    .from(ranked)
    .innerJoin(previewCards, eq(previewCards.id, ranked.cardId))
    .where(eq(previewCards.type, "link"))
    .orderBy(desc(ranked.accountsCount), desc(ranked.usesCount), desc(previewCards.id))
    .limit(limit);
  return rows.map((row) => row.card);
}

/** How often cards were linked to in public posts, and by how many accounts, on each day since the id `sinceId`. */
export async function findCardUses(db: Reader, cardIds: readonly string[], sinceId: string): Promise<DayUse[]> {
  const day = dayOf(statusCards.statusId);
  const rows = await inChunks(cardIds, (chunk) =>
    db
      .select({ id: statusCards.cardId, day, usesCount: count(), accountsCount: countDistinct(statuses.accountId) })
      .from(statusCards)
      .innerJoin(statuses, eq(statuses.id, statusCards.statusId))
      .where(
        and(inArray(statusCards.cardId, chunk), gte(statusCards.statusId, sinceId), eq(statuses.visibility, "public")),
      )
      .groupBy(statusCards.cardId, day),
  );
  return rows.map((row) => ({ ...row, day: Number(row.day) }));
}

/** Public posts with this card, of authors who want to be discovered. */
export async function findLinkingIds(
  db: Reader,
  filter: { cardId: string; viewerId: string | null; now: Date },
  page: Page,
): Promise<string[]> {
  const { where, orderBy, limit } = pageOf(statusCards.statusId, page);
  const rows = await db
    .select({ id: statusCards.statusId })
    .from(statusCards)
    .innerJoin(statuses, eq(statuses.id, statusCards.statusId))
    .innerJoin(accounts, eq(accounts.id, statuses.accountId))
    .where(
      and(
        eq(statusCards.cardId, filter.cardId),
        eq(statuses.visibility, "public"),
        isNull(statuses.boostOfId),
        eq(accounts.isDiscoverable, true),
        isNull(accounts.suspendedAt),
        visibleTo(db, filter.viewerId),
        notHiddenFrom(db, filter.viewerId, filter.now),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page).map((row) => row.id);
}

export interface TrendingRoute {
  routeId: string;
  climbers: number;
  climbs: number;
}

/** The routes on which the most people were, publicly, as entries say that were logged since an id and of a day since. */
export async function findTrendingRoutes(
  db: Reader,
  { sinceId, sinceDay }: { sinceId: string; sinceDay: string },
  limit: number,
): Promise<TrendingRoute[]> {
  const climbers = countDistinct(climbs.accountId);
  const rows = await db
    .select({ routeId: sql<string>`${climbs.routeId}`, climbers, climbs: count() })
    .from(climbs)
    .innerJoin(accounts, eq(accounts.id, climbs.accountId))
    .where(
      and(
        gte(climbs.id, sinceId),
        isPublic,
        gte(climbs.climbedOn, sinceDay),
        isNotNull(climbs.routeId),
        isNull(accounts.suspendedAt),
      ),
    )
    .groupBy(climbs.routeId)
    .orderBy(desc(climbers), desc(count()), desc(climbs.routeId))
    .limit(limit);
  return rows;
}
