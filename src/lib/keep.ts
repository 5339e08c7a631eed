import { LRUCache } from "lru-cache";

/**
 * Keeps lists that every app asks for, for a while; who asks meanwhile waits for the same answer. By their source,
 * because tests run several servers. An empty one is asked for again: on a server where nothing has happened yet, the
 * first thing shows at once.
 */
export function keepFor<T>(ms: number, most = 1) {
  const cacheBySource = new WeakMap<object, LRUCache<string, Promise<T[]>>>();
  return async (source: object, key: string, ask: () => Promise<T[]>): Promise<T[]> => {
    const cache = cacheBySource.get(source) ?? new LRUCache<string, Promise<T[]>>({ max: most, ttl: ms });
    cacheBySource.set(source, cache);
    const known = cache.get(key);
    if (known !== undefined) return await known;
    const asked = ask();
    cache.set(key, asked);
    let isWorthKeeping = false;
    try {
      const fresh = await asked;
      isWorthKeeping = fresh.length > 0;
      return fresh;
    } finally {
      if (!isWorthKeeping && cache.peek(key) === asked) cache.delete(key);
    }
  };
}
