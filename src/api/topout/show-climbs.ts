import type { Context } from "../../context.ts";
import type { Climb } from "../../domain/climbs/climb.ts";
import { readGradePreferences } from "../../domain/climbs/preferences.ts";
import { loadClimbs } from "../../views/load-climbs.ts";
import { toClimb } from "../../views/climb.ts";

/** A page of climbs, as somebody sees them. */
export async function showClimbs(
  ctx: Pick<Context, "config" | "db">,
  climbs: readonly Climb[],
  viewerId: string | null,
) {
  const facts = await loadClimbs(ctx.db.read, climbs);
  const viewer = { viewerId, gradePreferences: await readGradePreferences(ctx.db.read, viewerId) };
  return climbs.map((climb) => toClimb(ctx.config, climb, facts, viewer));
}
