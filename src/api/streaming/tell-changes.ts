import { createMiddleware } from "hono/factory";
import type { Context } from "../../context.ts";
import type { ApiEnv } from "../env.ts";
import { userOf } from "../middleware/authenticate.ts";

/** Open streams hear that a filter changed, so that clients ask for them anew. */
export const tellFiltersChanged = (ctx: Pick<Context, "bus">) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    if (c.req.method !== "GET" && c.res.ok) ctx.bus.publish({ kind: "filters-changed", accountId: userOf(c).id });
  });
