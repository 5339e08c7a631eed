import { Hono } from "hono";
import { etag } from "hono/etag";
import type { Context } from "../context.ts";
import { countAscentsAt, findClimbsAt, findOpinions } from "../db/ascent-queries.ts";
import { findCrag, type Crag } from "../db/crag-queries.ts";
import { findChildren } from "../db/crag-tree-queries.ts";
import { countRoutesAt, findRoute, type Route } from "../db/route-queries.ts";
import { consensusOf, mostOpinions } from "../domain/catalogue/consensus.ts";
import { findAscentPlace, findExtent, findRoutesBelow } from "../domain/catalogue/extent.ts";
import { findNeighbours } from "../domain/catalogue/near.ts";
import { uris } from "../domain/uris.ts";
import { cragPage } from "../pages/crag-page.ts";
import { routePage } from "../pages/route-page.ts";
import { toCragData, toRouteData } from "../views/catalogue-page-data.ts";
import { loadCrags, loadRoutes } from "../views/catalogue.ts";
import type { ApiEnv } from "./env.ts";
import { cached, missing, withMedia } from "./pages.ts";

const ascentsOnPage = 20;
const partsOnPage = 200;
const routesOnPage = 100;
const neighboursOnPage = 8;

/** The pages of the catalogue: `/routes/:id` and `/crags/:id`. */
export function cataloguePageRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;
  for (const path of ["/routes/*", "/crags/*"]) routes.use(path, etag(), cached);

  routes.get("/routes/:id{[0-9]+}", async (c) => {
    const id = c.req.param("id");
    const route = await findRoute(db.read, id);
    if (route === null) return missing(ctx, c);
    // It became part of another one.
    if (route.id !== id) return c.redirect(uris.route(config.origin, route.id), 301);
    return c.html(await showRoute(ctx, route), 200, withMedia);
  });

  routes.get("/crags/:id{[0-9]+}", async (c) => {
    const id = c.req.param("id");
    const crag = await findCrag(db.read, id);
    if (crag === null) return missing(ctx, c);
    if (crag.id !== id) return c.redirect(uris.crag(config.origin, crag.id), 301);
    return c.html(await showCrag(ctx, crag), 200, withMedia);
  });

  return routes;
}

const ascentsAlone = { withTries: false };

async function showRoute({ db, config, clock }: Context, route: Route) {
  const everybody = { id: null, now: clock.now() };
  const ascents = await findClimbsAt(db.read, { routeId: route.id }, everybody, { limit: ascentsOnPage }, ascentsAlone);
  const consensus = consensusOf(route, await findOpinions(db.read, route.id, mostOpinions));
  return routePage(toRouteData(config, await loadRoutes(db.read, [route], null), route, { consensus, ascents }));
}

async function showCrag({ db, config, clock }: Context, crag: Crag) {
  const everybody = { id: null, now: clock.now() };
  const extent = await findExtent(db.read, crag.id);
  const place = await findAscentPlace(db.read, crag.id);
  const inside = {
    children: await findChildren(db.read, crag.id, { limit: partsOnPage, offset: 0 }),
    routes: await findRoutesBelow(db.read, crag.id, "name", { limit: routesOnPage, offset: 0 }),
    routesCount: extent === null ? null : await countRoutesAt(db.read, extent),
    counts: extent === null ? null : await countAscentsAt(db.read, extent),
    ascents: await findClimbsAt(db.read, place, everybody, { limit: ascentsOnPage }, ascentsAlone),
    near: await findNeighbours(db.read, crag, extent, neighboursOnPage),
  };
  return cragPage(toCragData(config, await loadCrags(db.read, [crag]), crag, inside));
}
