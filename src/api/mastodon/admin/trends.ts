import { Hono } from "hono";
import type { Context } from "../../../context.ts";
import { findTrendingLinks } from "../../../domain/cards/trends.ts";
import { findTrendingStatuses } from "../../../domain/statuses/trends.ts";
import { findTrends } from "../../../domain/tags/trends.ts";
import { loadTrendingLinks } from "../../../views/card.ts";
import { loadStatuses } from "../../../views/load-statuses.ts";
import { toStatuses } from "../../../views/status.ts";
import { loadTags } from "../../../views/tag.ts";
import type { ApiEnv } from "../../env.ts";
import { requireStaff, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { partParams } from "../../params.ts";

/** `GET /api/v1/admin/trends/...`: what trends is not reviewed here, and so is the same for everybody. */
export function adminTrendRoutes(ctx: Context): Hono<ApiEnv> {
  const read = requireStaff("admin:read", "manageTaxonomies");
  return new Hono<ApiEnv>()
    .get("/tags", read, async (c) => {
      const { limit, offset } = partParams(10, 20).parse(await readInput(c));
      const tags = await loadTags(ctx, (await findTrends(ctx)).slice(offset, offset + limit), userOf(c).id);
      return c.json(tags.map((tag) => ({ ...tag, trendable: true, usable: true, requires_review: false })));
    })
    .get("/statuses", read, async (c) => {
      const { limit, offset } = partParams(20, 40).parse(await readInput(c));
      const ids = (await findTrendingStatuses(ctx)).slice(offset, offset + limit);
      return c.json(toStatuses(ctx.config, await loadStatuses(ctx.db.read, ids, userOf(c).id, ctx.clock.now()), ids));
    })
    .get("/links", read, async (c) => {
      const { limit, offset } = partParams(10, 20).parse(await readInput(c));
      const links = await loadTrendingLinks(ctx, (await findTrendingLinks(ctx)).slice(offset, offset + limit));
      return c.json(links.map((link) => ({ ...link, requires_review: false })));
    });
}
