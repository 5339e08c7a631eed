import type { Context } from "../../context.ts";
import { findAccount } from "../../db/account-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findIdempotentStatus, insertIdempotencyKey } from "../../db/idempotency-queries.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { reserveMedia, unreserveMedia } from "../../db/media-queries.ts";
import {
  countScheduledStatuses,
  deleteScheduledStatus,
  findScheduledStatus,
  insertScheduledStatus,
  moveScheduledStatus,
  type ScheduledStatus,
} from "../../db/scheduled-status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { refuseMedia } from "../media/attach.ts";
import { prepareStatus, writePrepared, type StatusDraft } from "./publish.ts";

export type { ScheduledStatus };

export const publishScheduledJobType = "publish-scheduled";

const leastAheadMs = 5 * 60_000;
const dayMs = 24 * 3_600_000;
const mostPerDay = 25;
const mostInAll = 300;

type ScheduleContext = Pick<Context, "bus" | "db" | "clock" | "config" | "fediverse" | "wakeWorker">;

/** What was asked for, as it was stored. */
export const draftOf = (scheduled: ScheduledStatus): StatusDraft => scheduled.params as unknown as StatusDraft;

/**
 * Keeps a post for later, checked as if it were published now; its files are kept for it. The same idempotency key gives
 * the same one again.
 * @throws Refused as `publishStatus` does, when it is too soon, or when too many wait.
 */
export async function scheduleStatus(
  ctx: ScheduleContext,
  author: Account,
  draft: StatusDraft,
  scheduledAt: Date,
): Promise<ScheduledStatus> {
  const key = draft.idempotencyKey;
  const earlier = key === null ? null : await findIdempotentStatus(ctx.db.read, author.id, key);
  const known = earlier === null ? null : await findScheduledStatus(ctx.db.read, earlier);
  if (known !== null) return known;
  checkAhead(ctx, scheduledAt);
  await prepareStatus(ctx, author, draft);
  return await ctx.db.write(async (tx) => {
    const now = ctx.clock.now();
    const id = newId(now);
    if (key !== null) {
      const taken = await insertIdempotencyKey(tx, { accountId: author.id, key, statusId: id, createdAt: now });
      const done = taken === null ? null : await findScheduledStatus(tx, taken);
      if (done !== null) return done;
    }
    await checkNumber(tx, author.id, scheduledAt);
    for (const mediaId of draft.mediaIds) {
      if (!(await reserveMedia(tx, mediaId, author.id))) await refuseMedia(tx, mediaId, author.id);
    }
    const created = await insertScheduledStatus(tx, {
      id,
      accountId: author.id,
      params: { ...draft },
      mediaIds: [...draft.mediaIds],
      scheduledAt,
      createdAt: now,
    });
    await addJob(ctx, tx, created);
    return created;
  });
}

/** Another time for it. @throws Refused when that is too soon, or when too many wait for that day. */
export async function rescheduleStatus(
  ctx: Pick<Context, "db" | "clock">,
  scheduled: ScheduledStatus,
  scheduledAt: Date,
): Promise<ScheduledStatus> {
  checkAhead(ctx, scheduledAt);
  return await ctx.db.write(async (tx) => {
    await checkNumber(tx, scheduled.accountId, scheduledAt, scheduled.id);
    const moved = await moveScheduledStatus(tx, scheduled.id, scheduledAt);
    if (moved === null) throw recordNotFound();
    await addJob(ctx, tx, moved);
    return moved;
  });
}

/** It will not be published; its files can be attached elsewhere. */
export async function cancelScheduled(ctx: Pick<Context, "db" | "clock">, scheduled: ScheduledStatus): Promise<void> {
  await ctx.db.write(async (tx) => {
    if (!(await deleteScheduledStatus(tx, scheduled.id))) throw recordNotFound();
    await unreserveMedia(tx, scheduled.mediaIds, ctx.clock.now());
  });
}

/**
 * Its time has come. The row goes in the transaction in which the post comes, so that it is published once. What can no
 * longer be published, such as an answer to a post that is gone, stays with its author.
 * @throws Refused as `publishStatus` does.
 */
export async function publishScheduled(ctx: ScheduleContext, id: string, scheduledAt: Date): Promise<void> {
  const scheduled = await findScheduledStatus(ctx.db.read, id);
  // Put off meanwhile: another job has it.
  if (scheduled?.scheduledAt.getTime() !== scheduledAt.getTime()) return;
  const author = await findAccount(ctx.db.read, scheduled.accountId);
  if (author === null || author.suspendedAt !== null) throw new Refused("forbidden", "Its author is suspended");
  const prepared = await prepareStatus(ctx, author, draftOf(scheduled));
  await ctx.db.write(async (tx) => {
    if (!(await deleteScheduledStatus(tx, id, scheduledAt))) return;
    const now = ctx.clock.now();
    await unreserveMedia(tx, scheduled.mediaIds, now);
    await writePrepared(ctx, tx, author, prepared, newId(now));
  });
}

function checkAhead(ctx: Pick<Context, "clock">, scheduledAt: Date): void {
  if (scheduledAt.getTime() > ctx.clock.now().getTime() + leastAheadMs) return;
  throw new Refused("invalid", "Validation failed: Scheduled at The scheduled date must be in the future");
}

async function checkNumber(tx: Writer, accountId: string, scheduledAt: Date, exceptId?: string): Promise<void> {
  const from = new Date(Math.floor(scheduledAt.getTime() / dayMs) * dayMs);
  const to = new Date(from.getTime() + dayMs);
  const waiting = await countScheduledStatuses(tx, accountId, { from, to }, exceptId);
  if (waiting.all >= mostInAll) {
    throw new Refused("invalid", `Validation failed: You have exceeded the limit of ${mostInAll} scheduled posts`);
  }
  if (waiting.thatDay >= mostPerDay) {
    throw new Refused(
      "invalid",
      `Validation failed: You have exceeded the limit of ${mostPerDay} scheduled posts for today`,
    );
  }
}

/** The key holds the instant: another time gets a job of its own, and one that is running cannot swallow it. */
async function addJob(ctx: Pick<Context, "clock">, tx: Writer, scheduled: ScheduledStatus): Promise<void> {
  const at = scheduled.scheduledAt.getTime();
  await insertJobs(tx, [
    {
      type: publishScheduledJobType,
      payload: { id: scheduled.id, at },
      lane: "prompt",
      uniqueKey: `${publishScheduledJobType} ${scheduled.id} ${at}`,
      runAt: scheduled.scheduledAt,
      createdAt: ctx.clock.now(),
    },
  ]);
}
