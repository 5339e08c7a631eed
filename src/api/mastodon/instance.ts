import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { describeInstance } from "../../domain/instance.ts";
import { toInstance, toInstanceV1 } from "../../views/instance.ts";
import type { ApiEnv } from "../env.ts";

/** `/api/v1/instance` and `/api/v2/instance`. */
export function instanceRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .get("/v1/instance", async (c) => c.json(toInstanceV1(ctx.config, await describeInstance(ctx))))
    .get("/v2/instance", async (c) => c.json(toInstance(ctx.config, await describeInstance(ctx))));
}
