import type { Context } from "../context.ts";
import { processMediaJobType } from "../domain/media/add.ts";
import { removeFilesJobType } from "../domain/media/files.ts";
import { cleanUp } from "./handlers/clean-up.ts";
import { processMediaHandler, removeFilesHandler } from "./handlers/media.ts";
import { cleanUpType } from "./schedule.ts";
import type { JobHandler } from "./worker.ts";

/** The jobs of the domain by type. Those of the federation come from `federation/`. */
export function jobHandlers(ctx: Context): Record<string, JobHandler> {
  return {
    [cleanUpType]: () => cleanUp(ctx),
    [processMediaJobType]: processMediaHandler(ctx),
    [removeFilesJobType]: removeFilesHandler(ctx),
  };
}

/** Types that take a processor each. */
export const heavyJobs = (ctx: Pick<Context, "config">): Record<string, number> => ({
  [processMediaJobType]: ctx.config.transcodeConcurrency,
});
