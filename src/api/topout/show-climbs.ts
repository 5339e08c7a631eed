import type { Context } from "../../context.ts";
import type { Climb } from "../../domain/climbs/climb.ts";
import { loadClimbs, loadClimbViewer } from "../../views/load-climbs.ts";
import { toClimb } from "../../views/climb.ts";

/** A page of climbs, as somebody sees them. */
export async function showClimbs(
  ctx: Pick<Context, "config" | "db">,
  climbs: readonly Climb[],
  viewerId: string | null,
) {
  const facts = await loadClimbs(ctx.db.read, climbs);
  const viewer = await loadClimbViewer(ctx.db.read, climbs, facts, viewerId);
  return climbs.map((climb) => toClimb(ctx.config, climb, facts, viewer));
}
