import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import { countAscentsAt, findClimbsAt } from "../../db/ascent-queries.ts";
import { findCrag, findNewestCrags, type Crag } from "../../db/crag-queries.ts";
import { countChildren, findChildren } from "../../db/crag-tree-queries.ts";
import { countRoutesAt } from "../../db/route-queries.ts";
import { completeCrags, wordsOf } from "../../domain/catalogue/complete.ts";
import { findAscentPlace, findExtent, findRoutesBelow } from "../../domain/catalogue/extent.ts";
import { findClimbersNear, findCragsNear } from "../../domain/catalogue/near.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { toAccount } from "../../views/account.ts";
import { loadAscents, loadCrags, loadRoutes, toAscent, toCrag, toRoute } from "../../views/catalogue.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkParts, linkPages, toPage } from "../paging.ts";
import { coordinatesParam, idParam, numberParam, partParams, optionalText, pageParams } from "../params.ts";

const mostChildren = 200;
const radiusKm = z.preprocess(
  (value) => (value === "" ? undefined : value),
  numberParam.pipe(z.number().gt(0).max(200)),
);
const search = z.object({
  q: optionalText(200),
  near: coordinatesParam.optional(),
  radius: radiusKm.default(25),
  parent_id: idParam.optional(),
});
const routeOrder = z.object({ sort: z.enum(["name", "grade", "ascents"]).default("name") });

/** `/api/v1/crags`: the places of the catalogue. */
export function cragRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;

  async function cragOf(c: HonoContext<ApiEnv>): Promise<Crag> {
    const crag = await findCrag(db.read, c.req.param("id") ?? "");
    if (crag === null) throw recordNotFound();
    return crag;
  }

  routes.get("/", allowAnyone("read:search"), async (c) => {
    const input = await readInput(c);
    const asked = search.parse(input);
    if (asked.q === undefined && asked.near === undefined && asked.parent_id === undefined) {
      const page = toPage(pageParams().parse(input));
      const crags = await findNewestCrags(db.read, page);
      linkPages(
        c,
        config,
        crags.map((crag) => crag.id),
        page,
      );
      return c.json(
        await showCrags(
          ctx,
          crags.map((crag) => ({ crag })),
        ),
      );
    }
    const part = partParams(20, 40).parse(input);
    const found = await findCrags(ctx, asked, part);
    linkParts(c, config, found.length, part);
    return c.json(await showCrags(ctx, found));
  });

  routes.get("/:id", allowAnyone("read:search"), async (c) => {
    const crag = await cragOf(c);
    const facts = await loadCrags(db.read, [crag]);
    const children = await findChildren(db.read, crag.id, { limit: mostChildren, offset: 0 });
    const extent = await findExtent(db.read, crag.id);
    const ascents = extent === null ? null : await countAscentsAt(db.read, extent);
    return c.json({
      ...toCrag(config, facts, crag),
      children: children.map((child) => toCrag(config, facts, child)),
      counts: {
        children: await countChildren(db.read, crag.id),
        routes: extent === null ? null : await countRoutesAt(db.read, extent),
        ascents: ascents?.ascents ?? null,
        climbers: ascents?.climbers ?? null,
      },
    });
  });

  routes.get("/:id/routes", allowAnyone("read:search"), async (c) => {
    const crag = await cragOf(c);
    const input = await readInput(c);
    const { sort } = routeOrder.parse(input);
    const part = partParams(20, 40).parse(input);
    const found = await findRoutesBelow(db.read, crag.id, sort, part);
    linkParts(c, config, found.length, part);
    const facts = await loadRoutes(db.read, found, viewerOf(c)?.id ?? null);
    return c.json(found.map((route) => toRoute(config, facts, route)));
  });

  routes.get("/:id/climbs", allowAnyone("read:statuses"), async (c) => {
    const crag = await cragOf(c);
    const page = toPage(pageParams().parse(await readInput(c)));
    const viewer = { id: viewerOf(c)?.id ?? null, now: ctx.clock.now() };
    const rows = await findClimbsAt(db.read, await findAscentPlace(db.read, crag.id), viewer, page);
    linkPages(
      c,
      config,
      rows.map((row) => row.climb.id),
      page,
    );
    const ascents = await loadAscents(db.read, rows, viewer.id);
    return c.json(rows.map((row) => toAscent(config, row, ascents)));
  });

  routes.get("/:id/climbers", allowAnyone("read:accounts"), async (c) => {
    const crag = await cragOf(c);
    const input = await readInput(c);
    const part = partParams(40, 80).parse(input);
    const { radius } = z.object({ radius: radiusKm.default(25) }).parse(input);
    const asked = { radiusKm: radius, viewerId: viewerOf(c)?.id ?? null, now: ctx.clock.now() };
    const ids = await findClimbersNear(db.read, crag, asked, part);
    linkParts(c, config, ids.length, part);
    const accountById = await findAccountsByIds(db.read, ids);
    return c.json(ids.flatMap((id) => accountById.get(id) ?? []).map((account) => toAccount(config, account)));
  });

  return routes;
}

interface Found {
  crag: Crag;
  /** From where was asked. */
  km?: number;
}

/** By name, around a place, or among the parts of a crag; a name also around a place or among the parts. */
async function findCrags(
  { db }: Pick<Context, "db">,
  { q, near, radius, parent_id: given }: z.infer<typeof search>,
  part: z.infer<ReturnType<typeof partParams>>,
): Promise<Found[]> {
  const parentId = given ?? null;
  if (near !== undefined && parentId !== null)
    throw new Refused("invalid", "Validation failed: near and parent_id can't be given together");
  if (near !== undefined) {
    const words = q === undefined ? [] : wordsOf(q);
    return q !== undefined && words.length === 0 ? [] : await findCragsNear(db.read, near, radius, part, words);
  }
  const crags =
    q === undefined
      ? await findChildren(db.read, parentId ?? "", part)
      : await completeCrags(db.read, q, parentId, part);
  return crags.map((crag) => ({ crag }));
}

async function showCrags({ db, config }: Pick<Context, "db" | "config">, found: readonly Found[]) {
  const facts = await loadCrags(
    db.read,
    found.map(({ crag }) => crag),
  );
  return found.map(({ crag, km }) => ({
    ...toCrag(config, facts, crag),
    ...(km === undefined ? {} : { distance_km: Math.round(km * 10) / 10 }),
  }));
}
