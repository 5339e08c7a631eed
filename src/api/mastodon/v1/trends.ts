import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findDirectIds, findLinkingIds, leaveOutHidden } from "../../../db/trend-queries.ts";
import { findTrendingStatuses } from "../../../domain/statuses/trends.ts";
import { loadStatuses } from "../../../views/load-statuses.ts";
import { toStatuses } from "../../../views/status.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { pageParams, trendParams } from "../../params.ts";

async function show(ctx: Context, c: HonoContext<ApiEnv>, ids: readonly string[]) {
  return c.json(toStatuses(ctx.config, await loadStatuses(ctx.db.read, ids, viewerOf(c)?.id ?? null), ids));
}

/** `GET /api/v1/trends/statuses`, and `/links`: nobody counts links here. */
export function trendRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .get("/statuses", async (c) => {
      const { limit, offset } = trendParams(20, 40).parse(await readInput(c));
      const ids = (await findTrendingStatuses(ctx)).slice(offset, offset + limit);
      return await show(ctx, c, await leaveOutHidden(ctx.db.read, ids, viewerOf(c)?.id ?? null, ctx.clock.now()));
    })
    .get("/links", (c) => c.json([]));
}

const linkSchema = z.object({ url: z.string().max(4_000).default("") });

/** `GET /api/v1/timelines/direct` and `/link`. */
export function smallTimelineRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/direct", requireUser("read:statuses"), async (c) => {
    const page = toPage(pageParams().parse(await readInput(c)));
    const ids = await findDirectIds(ctx.db.read, userOf(c).id, ctx.clock.now(), page);
    linkPages(c, ctx.config, ids, page);
    return await show(ctx, c, ids);
  });

  routes.get("/link", requireUser("read:statuses"), async (c) => {
    const input = await readInput(c);
    const page = toPage(pageParams().parse(input));
    const filter = { url: linkSchema.parse(input).url, viewerId: userOf(c).id, now: ctx.clock.now() };
    const ids = await findLinkingIds(ctx.db.read, filter, page);
    linkPages(c, ctx.config, ids, page);
    return await show(ctx, c, ids);
  });

  return routes;
}
