import type { Context } from "../../context.ts";
import { tieEarlierClimbs } from "../../domain/catalogue/tie-earlier.ts";
import type { JobHandler } from "../worker.ts";

/** The migration that comes with the catalogue writes this job where there are climbs. */
export function tieClimbsHandler(ctx: Pick<Context, "db" | "clock" | "config">): JobHandler {
  return async () => await tieEarlierClimbs(ctx);
}
