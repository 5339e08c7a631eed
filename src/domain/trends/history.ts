import type { Context } from "../../context.ts";
import type { DayUse } from "../../db/trend-queries.ts";
import { lowestIdAt } from "../../lib/ids.ts";

const dayMs = 86_400_000;
const historyDays = 7;

/** One day's use of a tag or a link, by everybody known here, in public posts. */
export interface TrendDay {
  /** Midnight, UTC. */
  startsAt: Date;
  usesCount: number;
  accountsCount: number;
}

/** The last seven days of each of `ids`, today first. */
export async function findHistories(
  { clock }: Pick<Context, "clock">,
  ids: readonly string[],
  findUses: (ids: readonly string[], sinceId: string) => Promise<DayUse[]>,
): Promise<Map<string, TrendDay[]>> {
  const today = Math.floor(clock.now().getTime() / dayMs);
  const uses = await findUses(ids, lowestIdAt(new Date((today - historyDays + 1) * dayMs)));
  const useByIdAndDay = new Map(uses.map((use) => [`${use.id} ${use.day}`, use]));
  const days = Array.from({ length: historyDays }, (_, index) => today - index);
  const historyOf = (id: string): TrendDay[] =>
    days.map((day) => {
      const { usesCount = 0, accountsCount = 0 } = useByIdAndDay.get(`${id} ${day}`) ?? {};
      return { startsAt: new Date(day * dayMs), usesCount, accountsCount };
    });
  return new Map(ids.map((id) => [id, historyOf(id)]));
}
