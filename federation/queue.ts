import type { MessageQueue, MessageQueueEnqueueOptions } from "@fedify/fedify";
import type { Context } from "../src/context.ts";
import { insertJobs, type NewJob } from "../src/db/job-queries.ts";
import type { Again, JobHandler } from "../src/jobs/worker.ts";

type Listener = (message: unknown) => Promise<void> | void;

/** A Fedify queue in the jobs table, and the job handler that feeds it. */
export interface JobQueue extends MessageQueue {
  readonly handler: JobHandler;
}

/** What is stored of a message, and how the message is made of it again. */
interface QueueForm {
  pack(message: unknown): unknown;
  unpack(payload: unknown): Promise<unknown>;
  /** For messages that come without an ordering key of their own. */
  orderingKey?(message: unknown): string | undefined;
}

const asItIs: QueueForm = { pack: (message) => message, unpack: async (payload) => payload };

const idOf = (message: unknown): string | null =>
  typeof message === "object" && message !== null && "id" in message && typeof message.id === "string"
    ? message.id
    : null;

/**
 * Fedify retries by enqueueing the same message again with a delay, while its job still runs. That becomes a change of
 * the running job's row, so that a retry is never lost between two rows, and keeps its place in its ordering key: a
 * Delete cannot overtake the Create that waits for a peer to come back.
 */
export function createJobQueue(
  ctx: Pick<Context, "db" | "clock" | "wakeWorker">,
  type: string,
  lane: NewJob["lane"],
  form: QueueForm = asItIs,
): JobQueue {
  let listener: Listener | null = null;
  const retries = new Map<string, Again | null>();
  let waiting: { jobs: NewJob[]; done: Promise<void> } | null = null;

  const runAt = (options?: MessageQueueEnqueueOptions): Date =>
    new Date(ctx.clock.now().getTime() + (options?.delay?.total("milliseconds") ?? 0));

  /** Messages of one turn of the event loop are written together: a post to a thousand servers is one transaction. */
  function add(jobs: readonly NewJob[]): Promise<void> {
    if (waiting !== null) {
      waiting.jobs.push(...jobs);
      return waiting.done;
    }
    const batch = { jobs: [...jobs], done: Promise.resolve() };
    batch.done = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      waiting = null;
      await ctx.db.write(async (tx) => {
        await insertJobs(tx, batch.jobs);
        tx.afterCommit(ctx.wakeWorker);
      });
    });
    waiting = batch;
    return batch.done;
  }

  const toJob = (message: unknown, options?: MessageQueueEnqueueOptions): NewJob => ({
    type,
    payload: form.pack(message),
    lane,
    orderingKey: options?.orderingKey ?? form.orderingKey?.(message),
    runAt: runAt(options),
    createdAt: ctx.clock.now(),
  });

  return {
    nativeRetrial: false,
    async enqueue(message: unknown, options) {
      const id = idOf(message);
      if (id !== null && retries.has(id)) retries.set(id, { runAt: runAt(options), payload: form.pack(message) });
      else await add([toJob(message, options)]);
    },
    async enqueueMany(messages: readonly unknown[], options) {
      await add(messages.map((message) => toJob(message, options)));
    },
    async listen(given: Listener, options = {}) {
      listener = given;
      await new Promise<void>((resolve) => {
        if (options.signal?.aborted) resolve();
        options.signal?.addEventListener("abort", () => resolve(), { once: true });
      });
      listener = null;
    },
    async handler(payload) {
      if (listener === null) throw new Error(`Nobody listens to the ${type} queue`);
      const message = await form.unpack(payload);
      const id = idOf(message);
      if (id === null) return void (await listener(message));
      retries.set(id, null);
      try {
        await listener(message);
        return retries.get(id) ?? undefined;
      } finally {
        retries.delete(id);
      }
    },
  };
}
