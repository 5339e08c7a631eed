import { countJobs } from "../db/job-queries.ts";
import { eventually } from "./eventually.ts";
import type { TestTopout } from "./start-topout.ts";

/** Waits until no job is due: whoever counts statements would count the worker's, too. */
export async function untilIdle({ ctx }: Pick<TestTopout, "ctx">): Promise<void> {
  const isIdle = async () => (await countJobs(ctx.db.read, ctx.clock.now())).every((job) => job.due === 0);
  await eventually(isIdle, 60_000);
}
