import type { Context } from "../../context.ts";
import { mailSchema } from "../../domain/mail/mail.ts";
import { sendMail } from "../../domain/mail/send.ts";
import type { JobHandler } from "../worker.ts";

export const mailHandler =
  (ctx: Context): JobHandler =>
  async (payload, job) =>
    await sendMail(ctx, mailSchema.parse(payload), job.id);
