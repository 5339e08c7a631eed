import { LRUCache } from "lru-cache";

/**
 * Keeps lists that every app asks for, for a while. By their source, because tests run several servers. An empty one is
 * asked for again: on a server where nothing has happened yet, the first thing shows at once.
 */
export function keepFor<T>(ms: number, most = 1) {
  const cacheBySource = new WeakMap<object, LRUCache<string, T[]>>();
  return async (source: object, key: string, ask: () => Promise<T[]>): Promise<T[]> => {
    const cache = cacheBySource.get(source) ?? new LRUCache<string, T[]>({ max: most, ttl: ms });
    cacheBySource.set(source, cache);
    const known = cache.get(key);
    if (known !== undefined) return known;
    const fresh = await ask();
    if (fresh.length > 0) cache.set(key, fresh);
    return fresh;
  };
}
