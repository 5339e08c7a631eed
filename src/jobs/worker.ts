import { hostname } from "node:os";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Database } from "../db/database.ts";
import { dialect } from "../db/dialect.ts";
import {
  claimJobs,
  extendLocks,
  failJob,
  finishJob,
  releaseLocks,
  rescheduleJob,
  type HeldJob,
  type Job,
} from "../db/job-queries.ts";
import type { Clock } from "../lib/clock.ts";
import { Refused } from "../lib/refused.ts";

/** What a handler may answer: run me again then, with this payload. Anything else means done. */
export interface Again {
  readonly runAt: Date;
  readonly payload: unknown;
}

/** `signal` is aborted when the worker stops: what takes minutes ends then, and is done anew by whoever comes next. */
export type JobHandler = (payload: unknown, job: Job, signal: AbortSignal) => Promise<Again | void>;

export interface Worker {
  /** Looks for work now instead of at the next poll. */
  wake(): void;
  /** Takes no more jobs and waits for those that run, at most `drainMs`. */
  stop(drainMs: number): Promise<void>;
}

interface WorkerOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  handlers: Readonly<Record<string, JobHandler>>;
  concurrency: number;
  /** Of types that take a processor each: how many of them run side by side, at most. */
  concurrencyByType?: Readonly<Record<string, number>>;
  pollMs?: number;
}

/** How long the jobs of a process that crashed rest on PostgreSQL, where others may still hold theirs. */
const leaseMs = 30_000;
const maxAttempts = 12;

/** Wait before attempt `attempts + 1` of a job that failed: 5 s, doubling, an hour at most. */
const backoffMs = (attempts: number): number => Math.min(5_000 * 2 ** (attempts - 1), 3_600_000);

/** Runs due jobs until stopped: at least once each, several side by side, those of one ordering key one by one. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { db, clock, log, handlers, concurrency } = options;
  const name = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const heavyTypes = Object.entries(options.concurrencyByType ?? {});
  const lightTypes = Object.keys(handlers).filter((type) => options.concurrencyByType?.[type] === undefined);
  const running = new Map<number, { type: string; run: Promise<void> }>();
  const stopping = new AbortController();
  let stopped = false;
  let looking: Promise<void> | null = null;
  let lookAgain = false;

  if (dialect === "sqlite") await db.write((tx) => releaseLocks(tx));

  function wake(): void {
    if (stopped) return;
    if (looking !== null) {
      lookAgain = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => log.error({ err: error }, "jobs could not be claimed"))
      .finally(() => {
        looking = null;
        if (lookAgain) {
          lookAgain = false;
          wake();
        }
      });
  }

  const countRunning = (isMeant: (type: string) => boolean): number =>
    [...running.values()].filter(({ type }) => isMeant(type)).length;

  async function look(): Promise<void> {
    for (const [type, most] of heavyTypes) await take([type], most - countRunning((other) => other === type));
    await take(lightTypes, concurrency - countRunning((type) => lightTypes.includes(type)));
  }

  async function take(types: readonly string[], limit: number): Promise<void> {
    if (limit <= 0 || stopped) return;
    const now = clock.now();
    const lockedUntil = new Date(now.getTime() + leaseMs);
    const claimed = await db.write((tx) => claimJobs(tx, { types, limit, now, lockedUntil, lockedBy: name }));
    for (const job of claimed) {
      // Its lock ran out while this process stood still; claiming has renewed it.
      if (running.has(job.id)) continue;
      const run = runJob(job).finally(() => {
        running.delete(job.id);
        wake();
      });
      running.set(job.id, { type: job.type, run });
    }
  }

  async function runJob(job: Job): Promise<void> {
    const held = { id: job.id, lockedBy: name };
    try {
      if (job.attempts > maxAttempts) throw new Error("Every attempt ended with its process");
      const handler = handlers[job.type];
      if (handler === undefined) throw new Error(`No handler for jobs of type ${job.type}`);
      const again = await handler(job.payload, job, stopping.signal);
      // It did not fail: failures that come later are counted anew.
      if (again) await db.write((tx) => rescheduleJob(tx, held, { ...again, attempts: 0 }));
      else await db.write((tx) => finishJob(tx, held));
    } catch (error) {
      // Ended by us, not failed: the attempt does not count.
      if (stopping.signal.aborted && error === stopping.signal.reason) {
        await db.write((tx) => rescheduleJob(tx, held, { runAt: clock.now(), attempts: job.attempts - 1 }));
        return;
      }
      await settleFailure(job, held, error).catch((cause: unknown) =>
        log.error({ err: cause, jobId: job.id }, "job could not be put back; its lock will run out"),
      );
    }
  }

  async function settleFailure(job: Job, held: HeldJob, error: unknown): Promise<void> {
    const lastError = error instanceof Error ? (error.stack ?? error.message).slice(0, 2000) : String(error);
    const now = clock.now();
    const givenUp = error instanceof Refused || job.attempts >= maxAttempts;
    log[givenUp ? "error" : "warn"](
      { err: error, jobId: job.id, type: job.type, attempts: job.attempts },
      "job failed",
    );
    await db.write((tx) =>
      givenUp
        ? failJob(tx, held, lastError, now)
        : rescheduleJob(tx, held, { runAt: new Date(now.getTime() + backoffMs(job.attempts)), lastError }),
    );
  }

  const poll = setInterval(wake, options.pollMs ?? 1_000);
  const heartbeat = setInterval(() => {
    if (running.size === 0) return;
    // Only of those that run: the lock of one that could not be put back must run out.
    const lockedUntil = new Date(clock.now().getTime() + leaseMs);
    db.write((tx) => extendLocks(tx, name, [...running.keys()], lockedUntil)).catch((error: unknown) =>
      log.error({ err: error }, "locks of running jobs could not be extended"),
    );
  }, leaseMs / 3);
  wake();

  return {
    wake,
    async stop(drainMs) {
      stopped = true;
      stopping.abort(new Error("The worker stops"));
      clearInterval(poll);
      if (looking) await looking;
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((done) => (timer = setTimeout(done, drainMs)));
      await Promise.race([Promise.allSettled([...running.values()].map(({ run }) => run)), deadline]);
      clearTimeout(timer);
      clearInterval(heartbeat);
      await db.write((tx) => releaseLocks(tx, name));
    },
  };
}
