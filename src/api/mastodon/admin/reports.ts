import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findReports } from "../../../db/moderation-queries.ts";
import { findReportsByIds } from "../../../db/report-queries.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { loadAdminReports } from "../../../views/admin.ts";
import type { ApiEnv } from "../../env.ts";
import { requireStaff, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { booleanParam, idParam, orAbsent, pageParams } from "../../params.ts";

const filterSchema = z
  .object({ resolved: orAbsent(booleanParam), account_id: orAbsent(idParam), target_account_id: orAbsent(idParam) })
  .transform((given) => ({
    isResolved: given.resolved ?? false,
    accountId: given.account_id ?? null,
    targetId: given.target_account_id ?? null,
  }));

/** `/api/v1/admin/reports`. */
export function adminReportRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;
  const read = requireStaff("admin:read:reports", "manageReports");

  routes.get("/", read, async (c) => {
    const input = await readInput(c);
    const page = toPage(pageParams(100, 200).parse(input));
    const found = await findReports(db.read, filterSchema.parse(input), page);
    linkPages(
      c,
      config,
      found.map((report) => report.id),
      page,
    );
    return c.json(await loadAdminReports(db.read, config, userOf(c), found, ctx.clock.now()));
  });

  routes.get("/:id", read, async (c) => {
    const found = await findReportsByIds(db.read, [c.req.param("id")]);
    const [shown] = await loadAdminReports(db.read, config, userOf(c), found, ctx.clock.now());
    if (shown === undefined) throw recordNotFound();
    return c.json(shown);
  });

  return routes;
}
