import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import { findClimbsAt, findClimbsOn, findFollowedClimberIds, findOpinions } from "../../db/ascent-queries.ts";
import { findRoute, findNewestRoutes, type Route } from "../../db/route-queries.ts";
import type { Account } from "../../domain/accounts/account.ts";
import { completeRoutes } from "../../domain/catalogue/complete.ts";
import { consensusOf, mostOpinions } from "../../domain/catalogue/consensus.ts";
import { findRoutesBelow } from "../../domain/catalogue/extent.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { toAccount } from "../../views/account.ts";
import { loadAscents, loadRoutes, toAscent, toConsensus, toRoute } from "../../views/catalogue.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkParts, linkPages, toPage } from "../paging.ts";
import { idParam, partParams, optionalText, pageParams } from "../params.ts";

const mostFollowed = 40;
const mostOwn = 40;
const search = z.object({ q: optionalText(200), crag_id: idParam.optional() });

/** `/api/v1/routes`: the routes and boulder problems of the catalogue. */
export function routeRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;

  async function routeOf(c: HonoContext<ApiEnv>): Promise<Route> {
    const route = await findRoute(db.read, c.req.param("id") ?? "");
    if (route === null) throw recordNotFound();
    return route;
  }

  const show = async (c: HonoContext<ApiEnv>, found: readonly Route[]) => {
    const facts = await loadRoutes(db.read, found, viewerOf(c)?.id ?? null);
    return c.json(found.map((route) => toRoute(config, facts, route)));
  };

  routes.get("/", allowAnyone("read:search"), async (c) => {
    const input = await readInput(c);
    const { q, crag_id: cragId } = search.parse(input);
    if (q === undefined && cragId === undefined) {
      const page = toPage(pageParams().parse(input));
      const found = await findNewestRoutes(db.read, page);
      linkPages(
        c,
        config,
        found.map((route) => route.id),
        page,
      );
      return await show(c, found);
    }
    const part = partParams(20, 40).parse(input);
    const found =
      q === undefined
        ? await findRoutesBelow(db.read, cragId ?? "", "name", part)
        : await completeRoutes(db.read, q, cragId ?? null, part);
    linkParts(c, config, found.length, part);
    return await show(c, found);
  });

  routes.get("/:id", allowAnyone("read:search"), async (c) => {
    const route = await routeOf(c);
    const viewer = viewerOf(c);
    const opinions = await findOpinions(db.read, route.id, mostOpinions);
    const facts = await loadRoutes(db.read, [route], viewer?.id ?? null);
    return c.json({
      ...toRoute(config, facts, route),
      ...toConsensus(consensusOf(route, opinions), facts),
      ...(viewer === null ? { followed_climbers: [], own_climbs: [] } : await loadOwn(ctx, route, viewer)),
    });
  });

  routes.get("/:id/climbs", allowAnyone("read:statuses"), async (c) => {
    const route = await routeOf(c);
    const page = toPage(pageParams().parse(await readInput(c)));
    const viewer = { id: viewerOf(c)?.id ?? null, now: ctx.clock.now() };
    const rows = await findClimbsAt(db.read, { routeId: route.id }, viewer, page);
    linkPages(
      c,
      config,
      rows.map((row) => row.climb.id),
      page,
    );
    const ascents = await loadAscents(db.read, rows, viewer.id);
    return c.json(rows.map((row) => toAscent(config, row, ascents)));
  });

  return routes;
}

/** Who of those whom the viewer follows has been up, and what the viewer did there. */
async function loadOwn({ db, config, clock }: Context, route: Route, viewer: Account) {
  const asked = { id: viewer.id, now: clock.now() };
  const ids = await findFollowedClimberIds(db.read, route.id, asked, mostFollowed);
  const accountById = await findAccountsByIds(db.read, ids);
  const own = (await findClimbsOn(db.read, route.id, viewer.id, mostOwn)).map((climb) => ({ climb, account: viewer }));
  const ascents = await loadAscents(db.read, own, viewer.id);
  return {
    followed_climbers: [...accountById.values()].map((account) => toAccount(config, account)),
    own_climbs: own.map((row) => toAscent(config, row, ascents)),
  };
}
