import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import { findClimbsByIds } from "../../db/climb-queries.ts";
import { findRoutesByIds } from "../../db/route-queries.ts";
import { findLeaderboard, measures, periods, type Ranked } from "../../domain/catalogue/leaderboard.ts";
import { findRouteTrends } from "../../domain/catalogue/trends.ts";
import { disciplines } from "../../domain/climbs/climb.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { toAccount } from "../../views/account.ts";
import { loadAscents, loadRoutes, toAscent, toRoute } from "../../views/catalogue.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkParts } from "../paging.ts";
import { booleanParam, partParams } from "../params.ts";

/** `GET /api/v1/trends/routes`. */
export function routeTrendRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/routes", async (c) => {
    const { limit, offset } = partParams(10, 40).parse(await readInput(c));
    const trends = (await findRouteTrends(ctx)).slice(offset, offset + limit);
    linkParts(c, ctx.config, trends.length, { limit, offset });
    const routeById = await findRoutesByIds(
      ctx.db.read,
      trends.map((trend) => trend.routeId),
    );
    const facts = await loadRoutes(ctx.db.read, [...routeById.values()], viewerOf(c)?.id ?? null);
    const shown = trends.flatMap(({ routeId, climbers, climbs }) => {
      const route = routeById.get(routeId);
      if (route === undefined) return [];
      return [{ ...toRoute(ctx.config, facts, route), trend: { climbers_count: climbers, climbs_count: climbs } }];
    });
    return c.json(shown);
  });
}

const leaderboard = z.object({
  period: z.enum(Object.keys(periods) as (keyof typeof periods)[]).default("month"),
  by: z.enum(measures).default("points"),
  discipline: z.enum(disciplines).optional(),
  local: booleanParam.default(false),
});

/** `GET /api/v1/climbs/leaderboard`, where the operator wants one. */
export function leaderboardRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/leaderboard", allowAnyone("read:accounts"), async (c) => {
    if (!ctx.config.hasLeaderboards) throw recordNotFound();
    const input = await readInput(c);
    const part = partParams(20, 100).parse(input);
    const { period, by, discipline, local } = leaderboard.parse(input);
    const viewerId = viewerOf(c)?.id ?? null;
    const asked = {
      period,
      measure: by,
      discipline: discipline ?? (by === "days" ? null : "sport"),
      isLocal: local,
    };
    const ranked = await findLeaderboard(ctx, asked, viewerId);
    const shown = ranked.slice(part.offset, part.offset + part.limit);
    linkParts(c, ctx.config, shown.length, part);
    return c.json(await showPlaces(ctx, shown, viewerId));
  });
}

async function showPlaces({ db, config }: Context, places: readonly Ranked[], viewerId: string | null) {
  const accountById = await findAccountsByIds(
    db.read,
    places.map((place) => place.accountId),
  );
  const climbById = await findClimbsByIds(
    db.read,
    places.flatMap((place) => place.climbId ?? []),
  );
  const rows = [...climbById.values()].flatMap((climb) => {
    const account = accountById.get(climb.accountId);
    return account === undefined ? [] : [{ climb, account }];
  });
  const ascents = await loadAscents(db.read, rows, viewerId);
  return places.flatMap(({ rank, accountId, value, climbId }) => {
    const account = accountById.get(accountId);
    if (account === undefined) return [];
    const row = rows.find(({ climb }) => climb.id === climbId);
    // Kept for some minutes: it may be public no longer.
    const climb = row?.climb.visibility === "public" ? toAscent(config, row, ascents) : null;
    return [{ rank, value, account: toAccount(config, account), climb }];
  });
}
