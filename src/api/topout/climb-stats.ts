import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findLetInAccount, findAccountsByIds } from "../../db/account-queries.ts";
import { findClimbsByIds } from "../../db/climb-queries.ts";
import type { StatFilter } from "../../db/climb-stats-queries.ts";
import { disciplines } from "../../domain/climbs/climb.ts";
import { readReview, readStats } from "../../domain/climbs/stats/read.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { toClimbStats, toTotals, type PartnerCount } from "../../views/climb-stats.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam, dayParam, listParam } from "../params.ts";
import { optional } from "./climb-input.ts";
import { showClimbs } from "./show-climbs.ts";

const narrowing = {
  discipline: listParam(z.enum(disciplines)),
  indoor: optional(booleanParam),
};
const statInput = z
  .object({ ...narrowing, since: optional(dayParam), until: optional(dayParam) })
  .refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    path: ["until"],
    error: "is before since",
  });
const reviewInput = z.object(narrowing);
const yearParam = z
  .string()
  .regex(/^\d{4}$/)
  .transform(Number)
  .pipe(z.number().min(1800));

/** `/api/v1/accounts/:id/climbs/stats` and `.../review/:year`: a logbook in numbers, as far as the viewer may see it. */
export function climbStatsRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function existing(id: string): Promise<string> {
    const account = await findLetInAccount(ctx.db.read, id);
    if (account === null || account.suspendedAt !== null) throw recordNotFound();
    return account.id;
  }

  const accountsOf = (partners: readonly PartnerCount[]) =>
    findAccountsByIds(
      ctx.db.read,
      partners.flatMap((partner) => partner.accountId ?? []),
    );

  routes.get("/:id/climbs/stats", allowAnyone("read:statuses"), async (c) => {
    const accountId = await existing(c.req.param("id"));
    const { discipline, indoor, since, until } = statInput.parse(await readInput(c));
    const filter: StatFilter = {
      accountId,
      viewerId: viewerOf(c)?.id ?? null,
      since: since ?? null,
      until: until ?? null,
      disciplines: discipline,
      isIndoor: indoor ?? null,
    };
    const { stats, partners } = await readStats(ctx, filter);
    return c.json(toClimbStats(stats, partners, await accountsOf(partners)));
  });

  routes.get("/:id/climbs/review/:year", allowAnyone("read:statuses"), async (c) => {
    const accountId = await existing(c.req.param("id"));
    const year = yearParam.safeParse(c.req.param("year"));
    if (!year.success) throw recordNotFound();
    const { discipline, indoor } = reviewInput.parse(await readInput(c));
    const viewerId = viewerOf(c)?.id ?? null;
    const filter = { accountId, viewerId, disciplines: discipline, isIndoor: indoor ?? null };
    const { review, partners } = await readReview(ctx, filter, year.data);
    const show = await climbShower(ctx, [...review.hardestIds, ...review.bestRatedIds], viewerId);
    return c.json({
      year: year.data,
      ...toClimbStats(review.stats, partners, await accountsOf(partners)),
      year_before: toTotals(review.before),
      busiest_month: review.busiestMonth,
      hardest: review.hardestIds.flatMap(show),
      best_rated: review.bestRatedIds.flatMap(show),
    });
  });

  return routes;
}

async function climbShower(ctx: Context, ids: readonly string[], viewerId: string | null) {
  const climbs = await findClimbsByIds(ctx.db.read, ids);
  const shown = new Map((await showClimbs(ctx, [...climbs.values()], viewerId)).map((climb) => [climb.id, climb]));
  return (id: string) => shown.get(id) ?? [];
}
