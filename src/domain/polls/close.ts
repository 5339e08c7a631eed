import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import { findLocalVoters, findPoll, lockPoll, updatePoll } from "../../db/poll-queries.ts";
import { findStatus, lockStatus } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import type { Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { notify } from "../notifications/notify.ts";
import type { Status } from "../statuses/status.ts";
import { hasEnded, type Poll } from "./poll.ts";
import { refreshPoll } from "./refresh.ts";

type CloseContext = Pick<Context, "bus" | "db" | "clock" | "wakeWorker" | "fediverse">;

const votersAtOnce = 100;

/**
 * A poll's time is over: its author and its voters here hear of it, and other servers get the last counts. `ends` is the
 * end that was agreed when the job was written; a poll that ends at another time has another job.
 */
export async function closePoll(ctx: CloseContext, pollId: string, ends: number): Promise<void> {
  const isDue = (poll: Poll): boolean =>
    poll.closedAt === null && poll.expiresAt?.getTime() === ends && hasEnded(poll, ctx.clock.now());
  const poll = await findPoll(ctx.db.read, pollId);
  if (poll === null || !isDue(poll)) return;
  const status = await findStatus(ctx.db.read, poll.statusId);
  const author = status === null ? null : await findAccount(ctx.db.read, status.accountId);
  if (status === null || author === null) return;
  if (!status.isLocal) await refreshPoll(ctx, poll, status);
  await notifyVoters(ctx, poll, status, author);
  await ctx.db.write(async (tx) => {
    // The post before its poll, as whoever deletes it.
    const current = (await lockStatus(tx, status.id)) ? await lockPoll(tx, pollId) : null;
    if (current === null || !isDue(current)) return;
    await updatePoll(tx, pollId, { closedAt: ctx.clock.now() });
    await notify(ctx, tx, author, { type: "poll", from: author, statusId: status.id });
    if (status.isLocal) await federate(ctx, tx, status.uri, newCounts(ctx, status));
  });
}

/** In steps, so that the only writer of SQLite is free in between; nobody is told twice. */
async function notifyVoters(ctx: CloseContext, poll: Poll, status: Status, author: Account): Promise<void> {
  for (let afterId: string | undefined = ""; afterId !== undefined;) {
    const voters = await findLocalVoters(ctx.db.read, poll.id, afterId, votersAtOnce);
    await ctx.db.write(async (tx) => {
      for (const voter of voters) await notify(ctx, tx, voter, { type: "poll", from: author, statusId: status.id });
    });
    afterId = voters.length < votersAtOnce ? undefined : voters.at(-1)?.id;
  }
}

/** Tells other servers what the counts are now. */
export async function tellPoll(ctx: CloseContext, pollId: string): Promise<void> {
  await ctx.db.write(async (tx) => {
    const poll = await findPoll(tx, pollId);
    const status = poll === null ? null : await findStatus(tx, poll.statusId);
    // Of a poll that is closed everybody has been told the last counts.
    if (poll?.closedAt !== null || status === null) return;
    await federate(ctx, tx, status.uri, newCounts(ctx, status));
  });
}

const newCounts = (ctx: Pick<Context, "clock">, status: Status) =>
  ({ kind: "status-edited", statusId: status.id, editId: newId(ctx.clock.now()) }) as const;
