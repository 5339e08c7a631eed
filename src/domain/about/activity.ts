import { LRUCache } from "lru-cache";
import type { Context } from "../../context.ts";
import { countWeeks, findPeerDomains, firstMondayMs, weekMs, type ActivityKind } from "../../db/activity-queries.ts";
import { lowestIdAt } from "../../lib/ids.ts";

const weeksShown = 12;
const mostPeers = 50_000;
const maxAgeMs = 5 * 60_000;

/** How much happened here in one week. */
export interface WeekOfActivity extends Readonly<Record<ActivityKind, number>> {
  /** Monday, midnight, UTC. */
  readonly startsAt: Date;
}

interface Known {
  activity?: WeekOfActivity[];
  peers?: string[];
}

// Both read whole tables, and anybody may ask. By database, because tests run several servers.
const knownByDatabase = new WeakMap<object, LRUCache<keyof Known, NonNullable<Known[keyof Known]>>>();

async function remember<K extends keyof Known>(
  ctx: Pick<Context, "db">,
  key: K,
  find: () => Promise<NonNullable<Known[K]>>,
): Promise<NonNullable<Known[K]>> {
  const cache =
    knownByDatabase.get(ctx.db) ??
    new LRUCache<keyof Known, NonNullable<Known[keyof Known]>>({ max: 2, ttl: maxAgeMs });
  knownByDatabase.set(ctx.db, cache);
  const known = cache.get(key) as NonNullable<Known[K]> | undefined;
  if (known !== undefined) return known;
  const fresh = await find();
  cache.set(key, fresh);
  return fresh;
}

/** The last twelve weeks, this one first; counted every five minutes at most. */
export async function findActivity(ctx: Pick<Context, "db" | "clock">): Promise<WeekOfActivity[]> {
  return await remember(ctx, "activity", async () => {
    const thisWeek = Math.floor((ctx.clock.now().getTime() - firstMondayMs) / weekMs);
    const weeks = Array.from({ length: weeksShown }, (_, index) => thisWeek - index);
    const startOf = (week: number): Date => new Date(week * weekMs + firstMondayMs);
    const since = startOf(thisWeek - weeksShown + 1);
    const counts = await countWeeks(ctx.db.read, since, lowestIdAt(since));
    const countByKey = new Map(counts.map(({ kind, week, count }) => [`${kind} ${week}`, count]));
    const countOf = (kind: ActivityKind, week: number): number => countByKey.get(`${kind} ${week}`) ?? 0;
    return weeks.map((week) => ({
      startsAt: startOf(week),
      statuses: countOf("statuses", week),
      logins: countOf("logins", week),
      registrations: countOf("registrations", week),
    }));
  });
}

/** Domains of the other servers that are known here. */
export const findPeers = async (ctx: Pick<Context, "db">): Promise<string[]> =>
  await remember(ctx, "peers", () => findPeerDomains(ctx.db.read, mostPeers));
