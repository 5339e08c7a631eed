import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { findStaff } from "../../db/report-queries.ts";
import { notify } from "../notifications/notify.ts";

export const signUpToldJobType = "sign-up-told";

interface Joining {
  readonly accountId: string;
  readonly confirmedAt: Date | null;
  readonly approvedAt: Date | null;
}

/**
 * The staff hears of somebody who signed up once the address is confirmed and the account let in, whichever is last, as
 * on Mastodon. By a job: the command line lets people in, too, and its process has no streams.
 */
export async function tellStaffLater(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  { accountId, confirmedAt, approvedAt }: Joining,
): Promise<void> {
  if (confirmedAt === null || approvedAt === null) return;
  const now = ctx.clock.now();
  await insertJobs(tx, [
    { type: signUpToldJobType, payload: { accountId }, lane: "prompt", runAt: now, createdAt: now },
  ]);
  tx.afterCommit(ctx.wakeWorker);
}

export async function tellStaff(ctx: Pick<Context, "bus" | "clock" | "db">, accountId: string): Promise<void> {
  await ctx.db.write(async (tx) => {
    const account = await findAccount(tx, accountId);
    if (account === null) return;
    for (const member of await findStaff(tx)) {
      await notify(ctx, tx, member, { type: "sign-up", from: account, statusId: null });
    }
  });
}
