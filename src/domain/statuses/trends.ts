import { LRUCache } from "lru-cache";
import type { Context } from "../../context.ts";
import { findTrendingStatusIds } from "../../db/trend-queries.ts";
import { lowestIdAt } from "../../lib/ids.ts";

const trendMs = 2 * 86_400_000;
const maxAgeMs = 5 * 60_000;
const mostTrends = 100;
// Every app asks for it on its search page. By database, because tests run several servers.
const trendsByDatabase = new WeakMap<object, LRUCache<"statuses", string[]>>();

/** Ids of the posts of the last two days with the most interactions; asked of the database every five minutes. */
export async function findTrendingStatuses(ctx: Pick<Context, "db" | "clock">): Promise<string[]> {
  const cache = trendsByDatabase.get(ctx.db) ?? new LRUCache<"statuses", string[]>({ max: 1, ttl: maxAgeMs });
  trendsByDatabase.set(ctx.db, cache);
  const known = cache.get("statuses");
  if (known !== undefined) return known;
  const since = lowestIdAt(new Date(ctx.clock.now().getTime() - trendMs));
  const fresh = await findTrendingStatusIds(ctx.db.read, since, mostTrends);
  // On a server where nothing has happened yet, the first post shows at once.
  if (fresh.length > 0) cache.set("statuses", fresh);
  return fresh;
}
