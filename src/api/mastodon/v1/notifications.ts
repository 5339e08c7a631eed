import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import {
  deleteAllNotifications,
  deleteNotification,
  findNotification,
  findNotifications,
} from "../../../db/notification-queries.ts";
import type { NotificationType } from "../../../db/schema/index.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { loadNotifications, notificationTypes } from "../../../views/notification.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { idParam, listParam, pageParams } from "../../params.ts";

const ours = new Map(
  Object.entries(notificationTypes).map(([name, wire]) => [wire as string, name as NotificationType]),
);
const types = listParam(z.string());
const filterSchema = z.object({
  types,
  exclude_types: types,
  account_id: z.preprocess((value) => (value === "" ? undefined : value), idParam.optional()),
});

/** `/api/v1/notifications`. */
export function notificationRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/", requireUser("read:notifications"), async (c) => {
    const input = await readInput(c);
    const filter = filterSchema.parse(input);
    const page = toPage(pageParams(40, 80).parse(input));
    const wanted = filter.types.flatMap((type) => ours.get(type) ?? []);
    // Only kinds that this server does not know: nothing, rather than everything.
    if (filter.types.length > 0 && wanted.length === 0) return c.json([]);
    const rows = await findNotifications(
      ctx.db.read,
      userOf(c).id,
      {
        types: wanted,
        excluded: filter.exclude_types.flatMap((type) => ours.get(type) ?? []),
        fromAccountId: filter.account_id ?? null,
      },
      page,
    );
    linkPages(
      c,
      ctx.config,
      rows.map((row) => row.id),
      page,
    );
    return c.json(await loadNotifications(ctx.db.read, ctx.config, userOf(c).id, rows));
  });

  routes.get("/:id", requireUser("read:notifications"), async (c) => {
    const row = await findNotification(ctx.db.read, userOf(c).id, c.req.param("id"));
    const [shown] = row === null ? [] : await loadNotifications(ctx.db.read, ctx.config, userOf(c).id, [row]);
    if (shown === undefined) throw recordNotFound();
    return c.json(shown);
  });

  routes.post("/clear", requireUser("write:notifications"), async (c) => {
    await ctx.db.write((tx) => deleteAllNotifications(tx, userOf(c).id));
    return c.json({});
  });

  routes.post("/:id/dismiss", requireUser("write:notifications"), async (c) => {
    const isGone = await ctx.db.write((tx) => deleteNotification(tx, userOf(c).id, c.req.param("id")));
    if (!isGone) throw recordNotFound();
    return c.json({});
  });

  return routes;
}
