import { z } from "zod";
import type { Context } from "../../context.ts";
import { processMedia } from "../../domain/media/process.ts";
import { StorageUnavailable } from "../../media/storage.ts";
import type { JobHandler } from "../worker.ts";

const processPayload = z.object({ mediaId: z.string() });
const removePayload = z.object({ folders: z.array(z.string()) });

const storageRetryMs = 60_000;

export const processMediaHandler = (ctx: Context): JobHandler =>
  untilStored(ctx, async (payload, job, signal) => {
    await processMedia(ctx, processPayload.parse(payload).mediaId, { attempts: job.attempts, signal });
  });

export const removeFilesHandler = (ctx: Context): JobHandler =>
  untilStored(ctx, async (payload) => {
    for (const folder of removePayload.parse(payload).folders) await ctx.storage.removeFolder(folder);
  });

/** A storage that is down is no fault of the job: it waits, however long that takes. */
export const untilStored =
  (ctx: Pick<Context, "clock" | "log">, handler: JobHandler): JobHandler =>
  async (payload, job, signal) => {
    try {
      return await handler(payload, job, signal);
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      ctx.log.warn({ err: error, jobId: job.id, type: job.type }, "the media storage is down, the job waits");
      return { runAt: new Date(ctx.clock.now().getTime() + storageRetryMs), payload };
    }
  };
