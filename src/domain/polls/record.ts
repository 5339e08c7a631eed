import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import {
  deletePoll,
  findPollOfStatus,
  insertPoll,
  lockPoll,
  replacePollOptions,
  setPollCounts,
  updatePoll,
} from "../../db/poll-queries.ts";
import { newId } from "../../lib/ids.ts";
import { hasEnded, type Poll, type PollRecord } from "./poll.ts";

export const closePollJobType = "close-poll";

/** Gives a new post its poll. */
export async function recordPoll(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  status: { id: string; isLocal: boolean },
  record: PollRecord,
): Promise<void> {
  const now = ctx.clock.now();
  const { options, ...columns } = record;
  const id = newId(now);
  const fetchedAt = status.isLocal ? null : now;
  await insertPoll(tx, { ...columns, id, statusId: status.id, fetchedAt }, options);
  if (status.isLocal) await scheduleClosing(ctx, tx, { id, expiresAt: record.expiresAt });
}

/** What an edit makes of a post's poll: other options void the votes, null removes it. */
export async function editPoll(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  status: { id: string; isLocal: boolean },
  record: PollRecord | null,
): Promise<void> {
  const found = await findPollOfStatus(tx, status.id);
  const existing = found === null ? null : await lockPoll(tx, found.id);
  if (existing === null) {
    if (record !== null) await recordPoll(ctx, tx, status, record);
    return;
  }
  if (record === null) return await deletePoll(tx, existing.id);
  const { options, votersCount, ...columns } = record;
  const isSame = asksTheSame(existing, record);
  const counted = status.isLocal ? {} : { votersCount, fetchedAt: ctx.clock.now() };
  if (!isSame) await replacePollOptions(tx, existing.id, options);
  else if (!status.isLocal) await setPollCounts(tx, existing.id, countsOf(record));
  await updatePoll(tx, existing.id, { ...columns, ...(isSame ? counted : { votersCount, ...counted }) });
  await moveClosing(ctx, tx, existing, record.expiresAt);
}

/** New counts from the poll's own server; what it asks does not change without an edit. */
export async function recountPoll(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  statusId: string,
  record: PollRecord,
): Promise<void> {
  const found = await findPollOfStatus(tx, statusId);
  const existing = found === null ? null : await lockPoll(tx, found.id);
  if (existing === null || !asksTheSame(existing, record)) return;
  const { votersCount, expiresAt } = record;
  await setPollCounts(tx, existing.id, countsOf(record));
  await updatePoll(tx, existing.id, { votersCount, expiresAt, fetchedAt: ctx.clock.now() });
  await moveClosing(ctx, tx, existing, expiresAt);
}

const countsOf = (record: PollRecord): number[] => record.options.map((option) => option.votesCount);

const asksTheSame = (poll: Poll, record: PollRecord): boolean =>
  poll.isMultiple === record.isMultiple &&
  poll.options.length === record.options.length &&
  poll.options.every((option, position) => option.title === record.options[position]?.title);

async function moveClosing(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  before: Poll,
  expiresAt: Date | null,
): Promise<void> {
  if (before.expiresAt?.getTime() === expiresAt?.getTime()) return;
  if (before.closedAt !== null && !hasEnded({ expiresAt, closedAt: null }, ctx.clock.now())) {
    await updatePoll(tx, before.id, { closedAt: null });
  }
  await scheduleClosing(ctx, tx, { id: before.id, expiresAt });
}

/**
 * The job that closes it then. Its key holds the instant: another end gets a job of its own, and one that is running
 * cannot swallow it.
 */
export async function scheduleClosing(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  poll: { id: string; expiresAt: Date | null },
): Promise<void> {
  if (poll.expiresAt === null) return;
  const ends = poll.expiresAt.getTime();
  await insertJobs(tx, [
    {
      type: closePollJobType,
      payload: { pollId: poll.id, ends },
      lane: "background",
      uniqueKey: `${closePollJobType} ${poll.id} ${ends}`,
      runAt: poll.expiresAt,
      createdAt: ctx.clock.now(),
    },
  ]);
}
