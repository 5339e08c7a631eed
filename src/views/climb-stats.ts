import type { Account } from "../domain/accounts/account.ts";
import { acctOf } from "../domain/accounts/account.ts";
import type { findStatPartners } from "../db/climb-stats-queries.ts";
import type { ClimbStats, Totals } from "../domain/climbs/stats/compute.ts";
import type { CountedGrade } from "../domain/climbs/stats/grades.ts";

export type PartnerCount = Awaited<ReturnType<typeof findStatPartners>>[number];

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const share = (part: number, whole: number): number | null => (whole === 0 ? null : round(part / whole, 4));

const toGrade = ({ kind, system, value, score }: CountedGrade) => ({ kind, system, value, score });

export const toTotals = (totals: Totals) => ({
  climbs: totals.climbs,
  sends: totals.sends,
  routes: totals.routes,
  days: totals.days,
  pitches: totals.pitches,
  meters: round(totals.meters, 1),
  attempts: totals.attempts,
});

const toPartners = (partners: readonly PartnerCount[], accountById: ReadonlyMap<string, Account>) =>
  partners.map((partner) => {
    const account = partner.accountId === null ? undefined : accountById.get(partner.accountId);
    return {
      name: partner.name,
      account: account === undefined ? null : { id: account.id, acct: acctOf(account), url: account.url },
      climbs: partner.climbsCount,
      sends: partner.sendsCount,
      days: partner.daysCount,
    };
  });

/** The statistics of a logbook as the API gives them. */
export function toClimbStats(
  stats: ClimbStats,
  partners: readonly PartnerCount[],
  accountById: ReadonlyMap<string, Account>,
) {
  return {
    totals: toTotals(stats.totals),
    pyramid: stats.pyramid.map((step) => ({
      grade: toGrade(step.grade),
      total: step.total,
      by_style: step.byStyle,
    })),
    progression: stats.progression.map((month) => ({
      month: month.month,
      discipline: month.discipline,
      style: month.style,
      sends: month.sends,
      hardest: toGrade(month.hardest),
      average_score: round(month.averageScore, 1),
    })),
    calendar: stats.calendar.map((day) => ({
      date: day.day,
      climbs: day.climbs,
      sends: day.sends,
    })),
    crags: stats.crags.map((crag) => ({
      name: crag.name,
      country: crag.country,
      crag_id: crag.cragId,
      climbs: crag.climbs,
      sends: crag.sends,
      days: crag.days,
    })),
    partners: toPartners(partners, accountById),
    first_tries: stats.firstTries.map((tries) => ({
      discipline: tries.discipline,
      sends: tries.sends,
      onsights: tries.onsights,
      flashes: tries.flashes,
      onsight_rate: share(tries.onsights, tries.sends),
      flash_rate: share(tries.flashes, tries.sends),
    })),
    attempts: stats.attempts.map((step) => ({
      grade: toGrade(step.grade),
      sends: step.sends,
      average: round(step.average, 2),
    })),
    streaks: stats.streaks,
  };
}
