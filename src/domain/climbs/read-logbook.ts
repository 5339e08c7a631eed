import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { findKeyValue, insertKeyValue } from "../../db/key-value-queries.ts";
import { isLocal, type Account } from "../accounts/account.ts";

export const readLogbookJobType = "read-logbook";

/** However many people follow a climber or look at their logbook, their server is asked for it once in this time. */
const freshMs = 6 * 3_600_000;

const keyOf = (account: Account): string => JSON.stringify(["logbook-read", account.id]);
const isReadable = (account: Account): boolean => !isLocal(account) && account.climbsUri !== null;

/** Writes the job that reads a remote climber's public logbook, unless that was done lately. */
export async function readLogbookLater(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  account: Account,
): Promise<void> {
  if (!isReadable(account)) return;
  const now = ctx.clock.now();
  const isDue = await insertKeyValue(tx, keyOf(account), true, new Date(now.getTime() + freshMs), now);
  if (!isDue) return;
  await insertJobs(tx, [
    {
      type: readLogbookJobType,
      payload: { accountId: account.id },
      lane: "background",
      // One after another from each server.
      orderingKey: `${readLogbookJobType} ${new URL(account.uri).host}`,
      uniqueKey: `${readLogbookJobType} ${account.id}`,
      runAt: now,
      createdAt: now,
    },
  ]);
  tx.afterCommit(ctx.wakeWorker);
}

/** As `readLogbookLater`, for a look at the logbook: what is new shows at the next. */
export async function refreshLogbook(
  ctx: Pick<Context, "clock" | "db" | "wakeWorker">,
  account: Account,
): Promise<void> {
  if (!isReadable(account)) return;
  if ((await findKeyValue(ctx.db.read, keyOf(account), ctx.clock.now())) !== undefined) return;
  await ctx.db.write((tx) => readLogbookLater(ctx, tx, account));
}
