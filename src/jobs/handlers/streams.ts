import type { Context } from "../../context.ts";
import { streamEvent } from "../../domain/streams/events.ts";
import type { JobHandler } from "../worker.ts";

export const tellStreamsHandler =
  (ctx: Pick<Context, "bus">): JobHandler =>
  async (payload) =>
    ctx.bus.publish(streamEvent.parse(payload));
