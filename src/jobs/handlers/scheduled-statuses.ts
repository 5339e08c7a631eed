import { z } from "zod";
import type { Context } from "../../context.ts";
import { publishScheduled } from "../../domain/statuses/schedule.ts";
import type { JobHandler } from "../worker.ts";

const payloadSchema = z.object({ id: z.string(), at: z.number() });

export const publishScheduledHandler =
  (ctx: Context): JobHandler =>
  async (payload) => {
    const { id, at } = payloadSchema.parse(payload);
    await publishScheduled(ctx, id, new Date(at));
  };
