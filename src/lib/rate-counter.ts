import { Redis } from "ioredis";
import type { Logger } from "pino";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";

export interface RateLimit {
  readonly name: string;
  readonly most: number;
  readonly seconds: number;
}

export interface Taken {
  readonly isOver: boolean;
  readonly remaining: number;
  readonly resetsInMs: number;
}

/** Counts requests in windows that start with the first of them. */
export interface RateCounter {
  take(limit: RateLimit, key: string): Promise<Taken>;
  close(): void;
}

interface CounterOptions {
  redisUrl: string | undefined;
  origin: string;
}

/** In this process's memory, and with Redis for every process of the origin together. */
export function openRateCounter({ redisUrl, origin }: CounterOptions, log: Logger): RateCounter {
  const limiters = new Map<string, RateLimiterAbstract>();
  let redis: Redis | null = null;

  function limiterOf({ name, most, seconds }: RateLimit): RateLimiterAbstract {
    const known = limiters.get(name);
    if (known !== undefined) return known;
    // Several servers may share one Redis.
    const options = { keyPrefix: `topout:${new URL(origin).host}:rate:${name}`, points: most, duration: seconds };
    const memory = new RateLimiterMemory(options);
    if (redisUrl !== undefined) redis ??= connect(redisUrl, log);
    const limiter =
      redis === null ? memory : new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory });
    limiters.set(name, limiter);
    return limiter;
  }

  return {
    async take(limit, key) {
      try {
        return toTaken(false, await limiterOf(limit).consume(key));
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return toTaken(true, refusal);
        throw refusal;
      }
    },
    close() {
      redis?.disconnect();
    },
  };
}

const toTaken = (isOver: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Taken => ({
  isOver,
  remaining: Math.max(0, remainingPoints),
  resetsInMs: msBeforeNext,
});

/** Fails at once while Redis is away: the memory counts then, and nobody waits. */
function connect(url: string, log: Logger): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  redis.on("error", (error) => log.warn({ err: error }, "Redis cannot be reached: limits count this process only"));
  return redis;
}
