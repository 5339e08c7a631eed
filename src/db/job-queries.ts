import { and, asc, count, eq, inArray, isNotNull, isNull, lt, lte, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Reader, Writer } from "./database.ts";
import { dialect } from "./dialect.ts";
import { jobs } from "./schema/index.ts";

/** Lower runs first: what somebody waits for, deliveries, what takes long. */
export const lanes = { prompt: 0, delivery: 1, background: 2 } as const;

export interface NewJob {
  type: string;
  payload: unknown;
  lane: keyof typeof lanes;
  runAt: Date;
  createdAt: Date;
  /** Jobs of one key run one after another. */
  orderingKey?: string | undefined;
  /** Not added while another one with this key waits. */
  uniqueKey?: string | undefined;
}

export interface Job {
  id: number;
  type: string;
  payload: unknown;
  attempts: number;
  createdAt: Date;
}

export async function insertJobs(tx: Writer, added: readonly NewJob[]): Promise<void> {
  for (let start = 0; start < added.length; start += 500) {
    const rows = added.slice(start, start + 500).map((job) => ({
      type: job.type,
      payload: job.payload,
      orderingKey: job.orderingKey ?? null,
      uniqueKey: job.uniqueKey ?? null,
      priority: lanes[job.lane],
      attempts: 0,
      runAt: job.runAt,
      createdAt: job.createdAt,
    }));
    await tx.insert(jobs).values(rows).onConflictDoNothing();
  }
}

/** Takes up to `limit` due jobs of the given types in lane order and locks them until `lockedUntil`. */
export async function claimJobs(
  tx: Writer,
  claim: { types: readonly string[]; limit: number; now: Date; lockedUntil: Date; lockedBy: string },
): Promise<Job[]> {
  const claimed: Job[] = [];
  for (const lane of Object.values(lanes)) {
    const limit = claim.limit - claimed.length;
    if (limit <= 0) break;
    const ids = (await dueJobs(tx, claim, lane, limit)).map((row) => row.id);
    if (ids.length === 0) continue;
    const rows = await tx
      .update(jobs)
      .set({ lockedUntil: claim.lockedUntil, lockedBy: claim.lockedBy, attempts: sql`${jobs.attempts} + 1` })
      .where(inArray(jobs.id, ids))
      .returning({
        id: jobs.id,
        type: jobs.type,
        payload: jobs.payload,
        attempts: jobs.attempts,
        createdAt: jobs.createdAt,
      });
    claimed.push(...rows);
  }
  return claimed;
}

function dueJobs(
  tx: Writer,
  claim: { types: readonly string[]; now: Date },
  lane: number,
  limit: number,
): Promise<{ id: number }[]> {
  const earlier = alias(jobs, "earlier");
  const query = tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        isNull(jobs.failedAt),
        eq(jobs.priority, lane),
        lte(jobs.runAt, claim.now),
        inArray(jobs.type, [...claim.types]),
        or(isNull(jobs.lockedUntil), lt(jobs.lockedUntil, claim.now)),
        or(
          isNull(jobs.orderingKey),
          notExists(
            tx
              .select({ id: earlier.id })
              .from(earlier)
              .where(and(eq(earlier.orderingKey, jobs.orderingKey), lt(earlier.id, jobs.id), isNull(earlier.failedAt))),
          ),
        ),
      ),
    )
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(limit);
  // SQLite claims inside its only writer; `for update` is not in its grammar.
  return dialect === "postgres" ? query.for("update", { skipLocked: true }).execute() : query.execute();
}

/** A claimed job and whose turn it is. Once the lock has run out and another worker has it, this one changes nothing. */
export interface HeldJob {
  id: number;
  lockedBy: string;
}

const isHeld = (held: HeldJob) => and(eq(jobs.id, held.id), eq(jobs.lockedBy, held.lockedBy));

export async function finishJob(tx: Writer, held: HeldJob): Promise<void> {
  await tx.delete(jobs).where(isHeld(held));
}

/** Puts a job back to run at `runAt`, in its old place in the order of its key. */
export async function rescheduleJob(
  tx: Writer,
  held: HeldJob,
  change: { runAt: Date; payload?: unknown; attempts?: number; lastError?: string },
): Promise<void> {
  await tx
    .update(jobs)
    .set({
      runAt: change.runAt,
      lockedUntil: null,
      lockedBy: null,
      ...(change.payload === undefined ? {} : { payload: change.payload }),
      ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
      ...(change.lastError === undefined ? {} : { lastError: change.lastError }),
    })
    .where(isHeld(held));
}

export async function failJob(tx: Writer, held: HeldJob, lastError: string, failedAt: Date): Promise<void> {
  await tx.update(jobs).set({ failedAt, lastError, lockedUntil: null, lockedBy: null }).where(isHeld(held));
}

export async function extendLocks(
  tx: Writer,
  lockedBy: string,
  ids: readonly number[],
  lockedUntil: Date,
): Promise<void> {
  await tx
    .update(jobs)
    .set({ lockedUntil })
    .where(and(inArray(jobs.id, [...ids]), eq(jobs.lockedBy, lockedBy)));
}

/** Frees what `lockedBy` holds, or every lock: a crashed process of the only server on SQLite left them behind. */
export async function releaseLocks(tx: Writer, lockedBy?: string): Promise<void> {
  await tx
    .update(jobs)
    .set({ lockedUntil: null, lockedBy: null })
    .where(lockedBy === undefined ? isNotNull(jobs.lockedBy) : eq(jobs.lockedBy, lockedBy));
}

export async function countJobs(
  db: Reader,
  now: Date,
): Promise<{ type: string; waiting: number; due: number; failed: number }[]> {
  return await db
    .select({
      type: jobs.type,
      waiting: count(sql`case when ${jobs.failedAt} is null then 1 end`),
      due: count(sql`case when ${jobs.failedAt} is null and ${lte(jobs.runAt, now)} then 1 end`),
      failed: count(jobs.failedAt),
    })
    .from(jobs)
    .groupBy(jobs.type)
    .orderBy(asc(jobs.type));
}
