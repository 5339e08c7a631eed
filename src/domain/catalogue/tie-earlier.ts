import type { Context } from "../../context.ts";
import { findUntiedClimbs } from "../../db/climb-queries.ts";
import { tieClimb } from "./tie-climb.ts";

export const tieClimbsJobType = "tie-climbs";

const batch = 50;

/**
 * Entries that were there before the catalogue. In batches, so that the only writer of SQLite is free in between; run
 * again, it does what is missing.
 */
export async function tieEarlierClimbs(ctx: Pick<Context, "db" | "clock" | "config">): Promise<void> {
  for (let afterId = "0"; ;) {
    const lastId = await ctx.db.write(async (tx) => {
      const climbs = await findUntiedClimbs(tx, afterId, batch);
      for (const climb of climbs) await tieClimb(ctx, tx, climb);
      return climbs.at(-1)?.id;
    });
    if (lastId === undefined) return;
    afterId = lastId;
  }
}
