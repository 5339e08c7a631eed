import { z } from "zod";
import { userAgentOf } from "../../config/config.ts";
import type { Context } from "../../context.ts";
import { previewLink } from "../../domain/cards/preview.ts";
import { createSafeFetch } from "../../lib/safe-fetch.ts";
import type { JobHandler } from "../worker.ts";

const payloadSchema = z.object({ statusId: z.string() });
const timeoutMs = 10_000;
const maxBytes = 2 * 1024 * 1024;

export function linkPreviewHandler(ctx: Context): JobHandler {
  const safeFetch = createSafeFetch({
    allowPrivateAddresses: ctx.config.allowPrivateAddresses,
    userAgent: userAgentOf(ctx.config),
    maxBytes,
    timeoutMs,
  });
  return async (payload) => await previewLink(ctx, safeFetch, payloadSchema.parse(payload).statusId);
}
