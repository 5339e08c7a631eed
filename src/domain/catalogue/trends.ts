import type { Context } from "../../context.ts";
import { findTrendingRoutes, type TrendingRoute } from "../../db/trend-queries.ts";
import { lowestIdAt } from "../../lib/ids.ts";
import { keepFor } from "../../lib/keep.ts";

const trendMs = 7 * 86_400_000;
const mostTrends = 100;
const keep = keepFor<TrendingRoute>(5 * 60_000);

/** The routes that the most people climbed in the last seven days; asked of the database every five minutes. */
export async function findRouteTrends(ctx: Pick<Context, "db" | "clock">): Promise<TrendingRoute[]> {
  const since = new Date(ctx.clock.now().getTime() - trendMs);
  // Both: an old logbook that is read in today is no trend.
  const bounds = { sinceId: lowestIdAt(since), sinceDay: since.toISOString().slice(0, 10) };
  return await keep(ctx.db, "routes", () => findTrendingRoutes(ctx.db.read, bounds, mostTrends));
}
