import type { Context } from "../../context.ts";
import { findTrendingStatusIds } from "../../db/trend-queries.ts";
import { lowestIdAt } from "../../lib/ids.ts";
import { keepFor } from "../../lib/keep.ts";

const trendMs = 2 * 86_400_000;
const mostTrends = 100;
// Every app asks for it on its search page.
const keep = keepFor<string>(5 * 60_000);

/** Ids of the posts of the last two days with the most interactions; asked of the database every five minutes. */
export async function findTrendingStatuses(ctx: Pick<Context, "db" | "clock">): Promise<string[]> {
  const since = lowestIdAt(new Date(ctx.clock.now().getTime() - trendMs));
  return await keep(ctx.db, "statuses", () => findTrendingStatusIds(ctx.db.read, since, mostTrends));
}
