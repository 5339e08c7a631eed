import type { Context } from "../../context.ts";
import type { Climb } from "../../domain/climbs/climb.ts";
import { loadClimbs } from "../../views/load-climbs.ts";
import { toClimb } from "../../views/climb.ts";

/** A page of climbs, as somebody sees them. */
export async function showClimbs(
  ctx: Pick<Context, "config" | "db">,
  climbs: readonly Climb[],
  viewerId: string | null,
) {
  const facts = await loadClimbs(ctx.db.read, climbs, viewerId);
  return climbs.map((climb) => toClimb(ctx.config, climb, facts));
}
