import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { checkCache, checkDatabase, checkStorage, type Health } from "../health.ts";
import type { ApiEnv } from "./env.ts";

const statusOf = (health: Health) => (health.status === "down" ? 503 : 200);

/** For load balancers and people: what is not configured says so. */
export function mountHealth(app: Hono<ApiEnv>, ctx: Context): void {
  app.get("/health", async (c) => {
    const parts = { db: await checkDatabase(ctx), cache: await checkCache(ctx), storage: await checkStorage(ctx) };
    const isDown = Object.values(parts).some((part) => part.status === "down");
    return c.json(
      { status: isDown ? "down" : "up", version: ctx.config.version, role: ctx.config.role, ...parts },
      isDown ? 503 : 200,
    );
  });
  app.get("/health/db", async (c) => {
    const health = await checkDatabase(ctx);
    return c.json(health, statusOf(health));
  });
  app.get("/health/cache", async (c) => {
    const health = await checkCache(ctx);
    return c.json(health, statusOf(health));
  });
  app.get("/health/storage", async (c) => {
    const health = await checkStorage(ctx);
    return c.json(health, statusOf(health));
  });
}
