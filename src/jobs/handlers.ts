import type { Context } from "../context.ts";
import { cleanUp } from "./handlers/clean-up.ts";
import { cleanUpType } from "./schedule.ts";
import type { JobHandler } from "./worker.ts";

/** The jobs of the domain by type. Those of the federation come from `federation/`. */
export function jobHandlers(ctx: Context): Record<string, JobHandler> {
  return { [cleanUpType]: () => cleanUp(ctx) };
}
