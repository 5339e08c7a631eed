import type { Context } from "../../context.ts";
import {
  leaveOutHiddenAccounts,
  rankByDays,
  rankByHardest,
  rankByPoints,
  type Place,
} from "../../db/leaderboard-queries.ts";
import { keepFor } from "../../lib/keep.ts";
import { systemsOfDiscipline } from "../climbs/grades/table.ts";

export const periods = { week: 7, month: 30, year: 365 } as const;
export const measures = ["points", "hardest", "days"] as const;

export interface LeaderboardRequest {
  readonly period: keyof typeof periods;
  readonly measure: (typeof measures)[number];
  /** Grades compare within a discipline; days may be of any. */
  readonly discipline: string | null;
  readonly isLocal: boolean;
}

export interface Ranked extends Place {
  /** Those who are even share it. */
  rank: number;
}

/** What was led. Who climbs on a rope from above, or again what they know, has done something else. */
const led = ["onsight", "flash", "redpoint", "pinkpoint"];
/** In scores: a grade band is 100. */
const bonuses = { onsight: 150, flash: 100 };
/** So many routes count, each of them once. */
const counting = 10;

const dayMs = 86_400_000;
const mostRanked = 200;
const keep = keepFor<Place>(5 * 60_000, 100);

/**
 * Who climbed the hardest route, made the most points or was out on the most days, as far as they told everybody. Points:
 * the scores of the ten best routes, with a bonus for an onsight or a flash. Asked of the database every five minutes.
 */
export async function findLeaderboard(
  ctx: Pick<Context, "db" | "clock">,
  asked: LeaderboardRequest,
  viewerId: string | null,
): Promise<Ranked[]> {
  const places = await keep(ctx.db, JSON.stringify(asked), () => rank(ctx, asked));
  const now = ctx.clock.now();
  const ids = places.map((place) => place.accountId);
  const shown = viewerId === null ? new Set(ids) : await leaveOutHiddenAccounts(ctx.db.read, ids, viewerId, now);
  const left = places.filter((place) => shown.has(place.accountId));
  return left.map((place) => ({ ...place, rank: left.findIndex((other) => other.value === place.value) + 1 }));
}

async function rank({ db, clock }: Pick<Context, "db" | "clock">, asked: LeaderboardRequest): Promise<Place[]> {
  const now = clock.now().getTime();
  const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const race = {
    from: dayAt(now - (periods[asked.period] - 1) * dayMs),
    // Somewhere it is tomorrow already.
    to: dayAt(now + dayMs),
    discipline: asked.discipline,
    isLocal: asked.isLocal,
  };
  if (asked.measure === "days") return await rankByDays(db.read, race, mostRanked);
  const graded = { ...race, systems: systemsOfDiscipline(asked.discipline ?? ""), styles: led };
  return asked.measure === "hardest"
    ? await rankByHardest(db.read, graded, mostRanked)
    : await rankByPoints(db.read, graded, { bonuses, counting }, mostRanked);
}
