import { z } from "zod";
import { userAgentOf } from "../../config/config.ts";
import type { Context } from "../../context.ts";
import { sendPush } from "../../domain/push/send.ts";
import { createSafeFetch } from "../../lib/safe-fetch.ts";
import type { JobHandler } from "../worker.ts";

const payloadSchema = z.object({ subscriptionId: z.string(), notificationId: z.string() });
const timeoutMs = 10_000;
const maxAnswerBytes = 64 * 1024;

export function pushHandler(ctx: Context): JobHandler {
  const safeFetch = createSafeFetch({
    allowPrivateAddresses: ctx.config.allowPrivateAddresses,
    userAgent: userAgentOf(ctx.config),
    maxBytes: maxAnswerBytes,
    timeoutMs,
    maxRedirects: 0,
  });
  return async (payload) => await sendPush(ctx, safeFetch, payloadSchema.parse(payload));
}
