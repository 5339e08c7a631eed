import { z } from "zod";
import type { Context } from "../../context.ts";
import { severDomain } from "../../domain/relationships/block-domain.ts";
import type { JobHandler } from "../worker.ts";

const severPayload = z.object({ accountId: z.string(), domain: z.string() });

export const severDomainHandler =
  (ctx: Pick<Context, "bus" | "db" | "clock" | "config" | "wakeWorker">): JobHandler =>
  async (payload) => {
    const { accountId, domain } = severPayload.parse(payload);
    await severDomain(ctx, accountId, domain);
  };
