import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findCurrentAnnouncements } from "../../../db/announcement-queries.ts";
import { dismissAnnouncement, react, takeReactionBack } from "../../../domain/announcements/react.ts";
import { loadAnnouncements } from "../../../views/announcement.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { booleanParam } from "../../params.ts";

const asked = z.object({ with_dismissed: booleanParam.default(false) });

/** `/api/v1/announcements`. */
export function announcementRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/", requireUser(), async (c) => {
    const { with_dismissed } = asked.parse(await readInput(c));
    const reader = { accountId: userOf(c).id, withDismissed: with_dismissed, now: ctx.clock.now() };
    const announcements = await findCurrentAnnouncements(ctx.db.read, reader);
    return c.json(await loadAnnouncements(ctx.db.read, ctx.config, reader.accountId, announcements));
  });

  routes.post("/:id/dismiss", requireUser("write:accounts"), async (c) => {
    await ctx.db.write((tx) => dismissAnnouncement(tx, userOf(c), c.req.param("id")));
    return c.json({});
  });

  const reactionOf = (c: HonoContext<ApiEnv>) => ({
    announcementId: c.req.param("id") ?? "",
    name: c.req.param("name") ?? "",
  });

  routes.on(["PUT", "PATCH"], "/:id/reactions/:name", requireUser("write:favourites"), async (c) => {
    await ctx.db.write((tx) => react(ctx, tx, userOf(c), reactionOf(c)));
    return c.json({});
  });

  routes.delete("/:id/reactions/:name", requireUser("write:favourites"), async (c) => {
    await ctx.db.write((tx) => takeReactionBack(ctx, tx, userOf(c), reactionOf(c)));
    return c.json({});
  });

  return routes;
}
