import { Hono, type Context as HonoContext } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findUser } from "../../db/account-queries.ts";
import { mergeCrags, mergeRoutes } from "../../domain/catalogue/merge.ts";
import { Refused } from "../../lib/refused.ts";
import { loadCrags, loadRoutes, toCrag, toRoute } from "../../views/catalogue.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { idParam } from "../params.ts";

const target = z.object({ into_id: idParam });

/** `/api/v1/admin/routes` and `/api/v1/admin/crags`. */
export function catalogueAdminRoutes(ctx: Context): Hono<ApiEnv> {
  const { db, config } = ctx;
  const requireAdmin = createMiddleware<ApiEnv>(async (c, next) => {
    const user = await findUser(db.read, userOf(c).id);
    if (user?.role !== "admin") throw new Refused("forbidden", "This action is not allowed");
    await next();
  });
  const intoOf = async (c: HonoContext<ApiEnv>): Promise<string> => target.parse(await readInput(c)).into_id;

  return new Hono<ApiEnv>()
    .post("/routes/:id/merge", requireUser("admin:write"), requireAdmin, async (c) => {
      const route = await mergeRoutes(ctx, c.req.param("id"), await intoOf(c));
      return c.json(toRoute(config, await loadRoutes(db.read, [route]), route));
    })
    .post("/crags/:id/merge", requireUser("admin:write"), requireAdmin, async (c) => {
      const crag = await mergeCrags(ctx, c.req.param("id"), await intoOf(c));
      return c.json(toCrag(config, await loadCrags(db.read, [crag]), crag));
    });
}
