import { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.ts";

const mostFailures = 10;
const windowMs = 10 * 60_000;

export interface Throttle {
  /** Counts an attempt before it is made, so that attempts side by side count too. Seconds to wait, or null: go on. */
  take(key: string): number | null;
  /** Forgets the attempts, after one that was right. */
  forgive(key: string): void;
}

/** Bounds the wrong passwords per key, in this process's memory. */
export function createThrottle(clock: Clock): Throttle {
  const failures = new LRUCache<string, { count: number; endsAt: number }>({ max: 20_000 });
  return {
    take(key) {
      const now = clock.now().getTime();
      const known = failures.get(key);
      const window = known !== undefined && known.endsAt > now ? known : { count: 0, endsAt: now + windowMs };
      if (window.count >= mostFailures) return Math.ceil((window.endsAt - now) / 1_000);
      window.count += 1;
      failures.set(key, window);
      return null;
    },
    forgive: (key) => void failures.delete(key),
  };
}
