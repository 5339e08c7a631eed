import type { Context } from "../../context.ts";
import type { Reader } from "../../db/database.ts";
import { findTagUses, findTrendingTags } from "../../db/tag-queries.ts";
import { trendsBy } from "../trends/current.ts";
import { findHistories, type TrendDay } from "../trends/history.ts";

/** The last seven days of each tag, today first, by the tag's id; in one query. */
export const findTagHistories = (
  ctx: { db: { read: Reader }; clock: Context["clock"] },
  tagIds: readonly string[],
): Promise<Map<string, TrendDay[]>> =>
  findHistories(ctx, tagIds, (ids, sinceId) => findTagUses(ctx.db.read, ids, sinceId));

/** The tags that the most people used in public posts. */
export const findTrends = trendsBy(findTrendingTags);
