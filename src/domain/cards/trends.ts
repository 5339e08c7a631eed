import type { Context } from "../../context.ts";
import type { Reader } from "../../db/database.ts";
import { findCardUses, findTrendingCards } from "../../db/trend-queries.ts";
import { trendsBy } from "../trends/current.ts";
import { findHistories, type TrendDay } from "../trends/history.ts";

/** The last seven days of each card, today first, by the card's id; in one query. */
export const findCardHistories = (
  ctx: { db: { read: Reader }; clock: Context["clock"] },
  cardIds: readonly string[],
): Promise<Map<string, TrendDay[]>> =>
  findHistories(ctx, cardIds, (ids, sinceId) => findCardUses(ctx.db.read, ids, sinceId));

/** The pages that the most people linked to. */
export const findTrendingLinks = trendsBy(findTrendingCards);
