import type { Context } from "../../context.ts";
import { indexEarlierStatuses } from "../../domain/search/index-statuses.ts";
import type { JobHandler } from "../worker.ts";

/** The migration that makes the index writes this job where there are posts. */
export function indexStatusesHandler(ctx: Pick<Context, "db">): JobHandler {
  return async () => await indexEarlierStatuses(ctx);
}
