import { z } from "zod";
import type { Context } from "../../context.ts";
import { closePoll, tellPoll } from "../../domain/polls/close.ts";
import type { JobHandler } from "../worker.ts";

const closePayload = z.object({ pollId: z.string(), ends: z.number() });
const tellPayload = z.object({ pollId: z.string() });

export const closePollHandler =
  (ctx: Context): JobHandler =>
  async (payload) => {
    const { pollId, ends } = closePayload.parse(payload);
    await closePoll(ctx, pollId, ends);
  };

export const tellPollHandler =
  (ctx: Context): JobHandler =>
  async (payload) => {
    await tellPoll(ctx, tellPayload.parse(payload).pollId);
  };
