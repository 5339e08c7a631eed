import { and, count, countDistinct, desc, eq, gt, gte, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { isPublic } from "./ascent-queries.ts";
import type { Reader } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { accounts, climbs, mentions, previewCards, statusCards, statuses } from "./schema/index.ts";
import { notHiddenFrom, visibleTo } from "./visibility.ts";

/**
 * Public posts since the id `sinceId` that the most people boosted or favoured, of authors who want to be discovered.
 * Answers, and what is under a warning, are no news.
 */
export async function findTrendingStatusIds(db: Reader, sinceId: string, limit: number): Promise<string[]> {
  const interactions = sql<number>`${statuses.boostsCount} + ${statuses.favouritesCount}`;
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .innerJoin(accounts, eq(accounts.id, statuses.accountId))
    .where(
      and(
        eq(statuses.visibility, "public"),
        isNull(statuses.boostOfId),
        gte(statuses.id, sinceId),
        gt(interactions, 0),
        isNull(statuses.inReplyToUri),
        eq(statuses.isSensitive, false),
        eq(statuses.spoilerText, ""),
        eq(accounts.isDiscoverable, true),
        isNull(accounts.suspendedAt),
      ),
    )
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

/** Public posts whose card is of this address. */
export async function findLinkingIds(
  db: Reader,
  filter: { url: string; viewerId: string; now: Date },
  page: Page,
): Promise<string[]> {
  const { where, orderBy, limit } = pageOf(statusCards.statusId, page);
  const rows = await db
    .select({ id: statusCards.statusId })
    .from(statusCards)
    .innerJoin(previewCards, eq(previewCards.id, statusCards.cardId))
    .innerJoin(statuses, eq(statuses.id, statusCards.statusId))
    .where(
      and(
        eq(previewCards.url, filter.url),
        eq(statuses.visibility, "public"),
        isNull(statuses.boostOfId),
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
