import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findLetInAccount } from "../../../db/account-queries.ts";
import { reportAccount, reportCategories } from "../../../domain/reports/report.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { toReport } from "../../../views/report.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { booleanParam, idParam, listParam } from "../../params.ts";

const reportSchema = z.object({
  account_id: idParam,
  // As on Mastodon, what is none of these is something else.
  category: z.enum(reportCategories).catch("other"),
  comment: z.preprocess((value) => value ?? "", z.string()),
  status_ids: listParam(idParam),
  collection_ids: listParam(idParam),
  rule_ids: listParam(idParam),
  forward: booleanParam.default(false),
});

/** `POST /api/v1/reports`. */
export function reportRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().post("/", requireUser("write:reports"), async (c) => {
    const asked = reportSchema.parse(await readInput(c));
    const target = await findLetInAccount(ctx.db.read, asked.account_id);
    if (target === null) throw recordNotFound();
    const report = await reportAccount(ctx, userOf(c), target, {
      category: asked.category,
      comment: asked.comment,
      statusIds: asked.status_ids,
      ruleIds: asked.rule_ids,
      collectionIds: asked.collection_ids,
      forwards: asked.forward,
    });
    return c.json(toReport(ctx.config, report, target));
  });
}
