import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findScheduledStatus, findScheduledStatuses } from "../../../db/scheduled-status-queries.ts";
import { cancelScheduled, rescheduleStatus, type ScheduledStatus } from "../../../domain/statuses/schedule.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { loadScheduledStatuses } from "../../../views/scheduled-status.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { orAbsent, pageParams } from "../../params.ts";
import { instantParam } from "../poll-input.ts";

const changeSchema = z.object({
  scheduled_at: orAbsent(instantParam),
});

/** `/api/v1/scheduled_statuses`. */
export function scheduledStatusRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function own(c: HonoContext<ApiEnv>): Promise<ScheduledStatus> {
    const scheduled = await findScheduledStatus(ctx.db.read, c.req.param("id") ?? "");
    if (scheduled?.accountId !== userOf(c).id) throw recordNotFound();
    return scheduled;
  }

  const show = async (scheduled: ScheduledStatus) =>
    (await loadScheduledStatuses(ctx.db.read, ctx.config, [scheduled]))[0];

  routes.get("/", requireUser("read:statuses"), async (c) => {
    const page = toPage(pageParams().parse(await readInput(c)));
    const rows = await findScheduledStatuses(ctx.db.read, userOf(c).id, page);
    linkPages(
      c,
      ctx.config,
      rows.map((row) => row.id),
      page,
    );
    return c.json(await loadScheduledStatuses(ctx.db.read, ctx.config, rows));
  });

  routes.get("/:id", requireUser("read:statuses"), async (c) => c.json(await show(await own(c))));

  routes.on(["PUT", "PATCH"], "/:id", requireUser("write:statuses"), async (c) => {
    const scheduled = await own(c);
    const { scheduled_at: scheduledAt } = changeSchema.parse(await readInput(c));
    return c.json(
      await show(scheduledAt === undefined ? scheduled : await rescheduleStatus(ctx, scheduled, scheduledAt)),
    );
  });

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    await cancelScheduled(ctx, await own(c));
    return c.json({});
  });

  return routes;
}
