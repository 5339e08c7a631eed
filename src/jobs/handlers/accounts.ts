import { z } from "zod";
import type { Context } from "../../context.ts";
import { tellStaff } from "../../domain/accounts/tell-staff.ts";
import type { JobHandler } from "../worker.ts";

const payloadSchema = z.object({ accountId: z.string() });

export const signUpToldHandler =
  (ctx: Pick<Context, "bus" | "clock" | "db">): JobHandler =>
  async (payload) =>
    await tellStaff(ctx, payloadSchema.parse(payload).accountId);
