import { LRUCache } from "lru-cache";
import type { Context } from "../../context.ts";
import type { Reader } from "../../db/database.ts";
import { lowestIdAt } from "../../lib/ids.ts";

const trendMs = 2 * 86_400_000;
const maxAgeMs = 5 * 60_000;
const mostTrends = 100;

/**
 * What trends by the posts of the last two days, the strongest first. Every app asks for it on its search page, so that
 * it is asked of the database every five minutes.
 */
export function trendsBy<T>(
  find: (db: Reader, sinceId: string, limit: number) => Promise<T[]>,
): (ctx: Pick<Context, "db" | "clock">) => Promise<T[]> {
  // By database, because tests run several servers.
  const cacheByDatabase = new WeakMap<object, LRUCache<"all", T[]>>();
  return async ({ db, clock }) => {
    const cache = cacheByDatabase.get(db) ?? new LRUCache<"all", T[]>({ max: 1, ttl: maxAgeMs });
    cacheByDatabase.set(db, cache);
    const known = cache.get("all");
    if (known !== undefined) return known;
    const fresh = await find(db.read, lowestIdAt(new Date(clock.now().getTime() - trendMs)), mostTrends);
    // On a server where nothing has happened yet, the first one shows at once.
    if (fresh.length > 0) cache.set("all", fresh);
    return fresh;
  };
}
