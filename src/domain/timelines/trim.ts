import { setImmediate } from "node:timers/promises";
import type { Context } from "../../context.ts";
import { cutList, findListEnds } from "../../db/list-entry-queries.ts";
import { cutHome, findHomeEnds } from "../../db/timeline-queries.ts";

const timelinesAtOnce = 50;

/**
 * Cuts home timelines and lists to the configured length. Looking is done a few at a time and without the only writer of
 * SQLite, so that nobody waits for it.
 */
export async function trimTimelines(ctx: Pick<Context, "db" | "config">): Promise<void> {
  await trimEach(ctx, findHomeEnds, cutHome);
  await trimEach(ctx, findListEnds, cutList);
}

async function trimEach(
  { db, config }: Pick<Context, "db" | "config">,
  findEnds: typeof findHomeEnds,
  cut: typeof cutHome,
): Promise<void> {
  for (let afterId = ""; ;) {
    const ends = await findEnds(db.read, config.homeLength, afterId, timelinesAtOnce);
    const grown = ends.flatMap(({ id, tooOldId }) => (tooOldId === null ? [] : [{ id, tooOldId }]));
    if (grown.length > 0)
      await db.write(async (tx) => {
        for (const { id, tooOldId } of grown) await cut(tx, id, tooOldId);
      });
    const last = ends.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    await setImmediate();
  }
}
