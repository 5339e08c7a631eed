import { Cron } from "croner";
import type { Context } from "../context.ts";
import { insertJobs } from "../db/job-queries.ts";

export const cleanUpType = "clean-up";

/**
 * Writes the jobs that the clock asks for. Every worker process runs this; the unique key makes one job of it. Gives the
 * way to end it.
 */
export function startSchedule(ctx: Pick<Context, "db" | "clock" | "log" | "wakeWorker">): () => void {
  const hourly = new Cron("17 * * * *", () => {
    addCleanUp(ctx).catch((error: unknown) => ctx.log.error({ err: error }, "the clean-up could not be scheduled"));
  });
  return () => hourly.stop();
}

async function addCleanUp(ctx: Pick<Context, "db" | "clock" | "wakeWorker">): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.write(async (tx) => {
    await insertJobs(tx, [
      { type: cleanUpType, payload: {}, lane: "background", uniqueKey: cleanUpType, runAt: now, createdAt: now },
    ]);
    tx.afterCommit(ctx.wakeWorker);
  });
}
