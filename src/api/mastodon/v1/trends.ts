import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findCardByUrl } from "../../../db/card-queries.ts";
import { findDirectIds, findLinkingIds, leaveOutHidden } from "../../../db/trend-queries.ts";
import { findTrendingLinks } from "../../../domain/cards/trends.ts";
import { findTrendingStatuses } from "../../../domain/statuses/trends.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { loadTrendingLinks } from "../../../views/card.ts";
import { loadStatuses } from "../../../views/load-statuses.ts";
import { toStatuses } from "../../../views/status.ts";
import type { ApiEnv } from "../../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, linkParts, toPage } from "../../paging.ts";
import { pageParams, partParams } from "../../params.ts";

const statusesPart = partParams(20, 40);
const linksPart = partParams(10, 20);

async function show(ctx: Context, c: HonoContext<ApiEnv>, ids: readonly string[]) {
  return c.json(
    toStatuses(ctx.config, await loadStatuses(ctx.db.read, ids, viewerOf(c)?.id ?? null, ctx.clock.now()), ids),
  );
}

/** `GET /api/v1/trends/statuses` and `/links`. */
export function trendRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .get("/statuses", async (c) => {
      const part = statusesPart.parse(await readInput(c));
      const ids = (await findTrendingStatuses(ctx)).slice(part.offset, part.offset + part.limit);
      linkParts(c, ctx.config, ids.length, part);
      return await show(ctx, c, await leaveOutHidden(ctx.db.read, ids, viewerOf(c)?.id ?? null, ctx.clock.now()));
    })
    .get("/links", async (c) => {
      const part = linksPart.parse(await readInput(c));
      const cards = (await findTrendingLinks(ctx)).slice(part.offset, part.offset + part.limit);
      linkParts(c, ctx.config, cards.length, part);
      return c.json(await loadTrendingLinks(ctx, cards));
    });
}

const linkSchema = z.object({ url: z.string().max(4_000).catch("") });

/** `GET /api/v1/timelines/direct` and `/link`. */
export function smallTimelineRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/direct", requireUser("read:statuses"), async (c) => {
    const page = toPage(pageParams().parse(await readInput(c)));
    const ids = await findDirectIds(ctx.db.read, userOf(c).id, ctx.clock.now(), page);
    linkPages(c, ctx.config, ids, page);
    return await show(ctx, c, ids);
  });

  routes.get("/link", allowAnyone("read:statuses"), async (c) => {
    const input = await readInput(c);
    const page = toPage(pageParams().parse(input));
    const card = await findCardByUrl(ctx.db.read, linkSchema.parse(input).url);
    if (card === null) throw recordNotFound();
    const filter = { cardId: card.id, viewerId: viewerOf(c)?.id ?? null, now: ctx.clock.now() };
    const ids = await findLinkingIds(ctx.db.read, filter, page);
    linkPages(c, ctx.config, ids, page);
    return await show(ctx, c, ids);
  });

  return routes;
}
