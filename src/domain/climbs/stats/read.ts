import type { Context } from "../../../context.ts";
import { findStatPartners, findStatRows, type StatFilter } from "../../../db/climb-stats-queries.ts";
import { readGradePreferences } from "../preferences.ts";
import { computeStats, type ClimbStats } from "./compute.ts";
import { chooseSteps } from "./grade-steps.ts";
import { reviewYear, type YearInReview } from "./review.ts";

type StatContext = Pick<Context, "clock" | "db">;
type Partners = Awaited<ReturnType<typeof findStatPartners>>;

const mostPartners = 50;

const todayOf = (ctx: StatContext): string => ctx.clock.now().toISOString().slice(0, 10);

/** The statistics of the entries that `filter` lets through, graded in the reader's systems. */
export async function readStats(
  ctx: StatContext,
  filter: StatFilter,
): Promise<{ stats: ClimbStats; partners: Partners }> {
  const rows = await findStatRows(ctx.db.read, filter);
  const stats = computeStats(
    rows,
    chooseSteps(rows, await readGradePreferences(ctx.db.read, filter.viewerId)),
    todayOf(ctx),
  );
  return { stats, partners: await findStatPartners(ctx.db.read, filter, mostPartners) };
}

/** A year of a logbook, beside the one before. */
export async function readReview(
  ctx: StatContext,
  filter: Omit<StatFilter, "since" | "until">,
  year: number,
): Promise<{ review: YearInReview; partners: Partners }> {
  const until = `${year}-12-31`;
  const rows = await findStatRows(ctx.db.read, { ...filter, since: `${year - 1}-01-01`, until });
  const review = reviewYear(
    rows,
    year,
    chooseSteps(rows, await readGradePreferences(ctx.db.read, filter.viewerId)),
    todayOf(ctx),
  );
  const ofYear = { ...filter, since: `${year}-01-01`, until };
  return { review, partners: await findStatPartners(ctx.db.read, ofYear, mostPartners) };
}
