import { Redis } from "ioredis";
import type { Context } from "./context.ts";
import { pingDatabase } from "./db/health-queries.ts";

export interface Health {
  status: "up" | "down" | "not configured";
  kind: string;
  milliseconds?: number;
  error?: string;
}

const deadlineMs = 2_000;

async function measure(kind: string, probe: () => Promise<unknown>): Promise<Health> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    await Promise.race([probe(), deadline]);
    return { status: "up", kind, milliseconds: Math.round((performance.now() - start) * 10) / 10 };
  } catch (error) {
    return { status: "down", kind, error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

export const checkDatabase = (ctx: Pick<Context, "db" | "config">): Promise<Health> =>
  measure(ctx.config.dialect, () => pingDatabase(ctx.db.read));

export async function checkCache(ctx: Pick<Context, "config">): Promise<Health> {
  const { redisUrl } = ctx.config;
  if (redisUrl === undefined) return { status: "not configured", kind: "redis" };
  return await measure("redis", () => pingRedis(redisUrl));
}

async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // Without a listener ioredis prints the failure itself; `connect` rejects with it anyway.
  redis.on("error", () => {});
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

export const checkStorage = (ctx: Pick<Context, "storage">): Promise<Health> =>
  measure(ctx.storage.kind, () => ctx.storage.check());
