import type { Context } from "../../context.ts";
import type { Reader } from "../../db/database.ts";
import { findTagUses, findTrendingTags, type TagName } from "../../db/tag-queries.ts";
import { lowestIdAt } from "../../lib/ids.ts";
import { keepFor } from "../../lib/keep.ts";

const dayMs = 86_400_000;
const historyDays = 7;

/** One day's use of a tag, by everybody known here, in public posts. */
export interface TagDay {
  /** Midnight, UTC. */
  startsAt: Date;
  usesCount: number;
  accountsCount: number;
}

/** The last seven days of each tag, today first, by the tag's id; in one query. */
export async function findTagHistories(
  ctx: { db: { read: Reader }; clock: Context["clock"] },
  tagIds: readonly string[],
): Promise<Map<string, TagDay[]>> {
  const today = Math.floor(ctx.clock.now().getTime() / dayMs);
  const since = lowestIdAt(new Date((today - historyDays + 1) * dayMs));
  const useByTagAndDay = new Map(
    (await findTagUses(ctx.db.read, tagIds, since)).map((use) => [`${use.tagId} ${use.day}`, use]),
  );
  const days = Array.from({ length: historyDays }, (_, index) => today - index);
  const historyOf = (tagId: string): TagDay[] =>
    days.map((day) => {
      const use = useByTagAndDay.get(`${tagId} ${day}`);
      const { usesCount = 0, accountsCount = 0 } = use ?? {};
      return { startsAt: new Date(day * dayMs), usesCount, accountsCount };
    });
  return new Map(tagIds.map((id) => [id, historyOf(id)]));
}

const trendMs = 2 * dayMs;
const mostTrends = 100;
// Every app asks for it on its search page.
const keep = keepFor<TagName>(5 * 60_000);

/** The tags that the most people used in public posts of the last two days; asked of the database every five minutes. */
export async function findTrends(ctx: Pick<Context, "db" | "clock">): Promise<TagName[]> {
  const since = lowestIdAt(new Date(ctx.clock.now().getTime() - trendMs));
  return await keep(ctx.db, "tags", () => findTrendingTags(ctx.db.read, since, mostTrends));
}
