import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { mergeCrags, mergeRoutes } from "../../domain/catalogue/merge.ts";
import { loadCrags, loadRoutes, toCrag, toRoute } from "../../views/catalogue.ts";
import type { ApiEnv } from "../env.ts";
import { requireStaff, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { idParam } from "../params.ts";

const target = z.object({ into_id: idParam });

/** `/api/v1/admin/routes` and `/api/v1/admin/crags`. */
export function catalogueAdminRoutes(ctx: Context): Hono<ApiEnv> {
  const { db, config } = ctx;
  const admin = requireStaff("admin:write", "administrator");
  const intoOf = async (c: HonoContext<ApiEnv>): Promise<string> => target.parse(await readInput(c)).into_id;

  return new Hono<ApiEnv>()
    .post("/routes/:id/merge", admin, async (c) => {
      const route = await mergeRoutes(ctx, c.req.param("id"), await intoOf(c));
      return c.json(toRoute(config, await loadRoutes(db.read, [route], userOf(c).id), route));
    })
    .post("/crags/:id/merge", admin, async (c) => {
      const crag = await mergeCrags(ctx, c.req.param("id"), await intoOf(c));
      return c.json(toCrag(config, await loadCrags(db.read, [crag]), crag));
    });
}
