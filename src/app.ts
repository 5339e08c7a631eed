import { Hono } from "hono";
import { mountApi } from "./api/mount.ts";
import { answerNotFound } from "./api/pages.ts";
import { answerErrors } from "./api/middleware/errors.ts";
import type { ApiEnv } from "./api/env.ts";
import type { Context } from "./context.ts";
import { mountHealth } from "./api/health.ts";
import type { Hub } from "./streaming/hub.ts";

/** All of HTTP. `federate` answers ActivityPub, WebFinger and NodeInfo, and passes on what is not its own. */
export function buildApp(ctx: Context, federate: (app: Hono<ApiEnv>) => void, hub: Hub): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError(answerErrors(ctx.log));
  mountHealth(app, ctx);
  federate(app);
  mountApi(app, ctx, hub);
  app.notFound(answerNotFound(ctx));
  return app;
}
