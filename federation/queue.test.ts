import { testMessageQueue } from "@fedify/testing";
import { expect, test } from "vitest";
import { claimJobs, countJobs } from "../src/db/job-queries.ts";
import { startWorker, type Worker } from "../src/jobs/worker.ts";
import { Refused } from "../src/lib/refused.ts";
import { eventually } from "../src/testing/eventually.ts";
import { startTopout, type TestTopout } from "../src/testing/start-topout.ts";
import { createJobQueue, type JobQueue } from "./queue.ts";
import { seconds } from "./temporal.ts";

const type = "test";

interface Running extends AsyncDisposable {
  readonly queue: JobQueue;
  readonly worker: Worker;
}

/** A queue and a worker that feeds it, as each process has them. */
async function startQueue({ ctx }: TestTopout): Promise<Running> {
  let wake = (): void => {};
  const queue = createJobQueue({ db: ctx.db, clock: ctx.clock, wakeWorker: () => wake() }, type, "prompt");
  const { db, clock, log } = ctx;
  const worker = await startWorker({ db, clock, log, handlers: { [type]: queue.handler }, concurrency: 4, pollMs: 50 });
  wake = worker.wake;
  return { queue, worker, [Symbol.asyncDispose]: () => worker.stop(1_000) };
}

const counts = async ({ ctx }: TestTopout) =>
  (await countJobs(ctx.db.read, ctx.clock.now())).find((count) => count.type === type) ?? { waiting: 0, failed: 0 };

test("it is a queue as Fedify wants it, with two workers on one database", async () => {
  await using topout = await startTopout();
  const running: Running[] = [];
  await testMessageQueue(
    async () => {
      const started = await startQueue(topout);
      running.push(started);
      return started.queue;
    },
    async () => {
      for (const { worker } of running) await worker.stop(1_000);
    },
    { testOrderingKey: true },
  );
  expect(await counts(topout)).toMatchObject({ waiting: 0, failed: 0 });
}, 60_000);

test("a retry keeps its place: what comes later under its key waits", async () => {
  await using topout = await startTopout();
  await using running = await startQueue(topout);
  const { queue } = running;
  const stopping = new AbortController();
  const seen: string[] = [];
  const listening = queue.listen(
    async (message: { id: string; attempt: number }) => {
      seen.push(`${message.id} ${message.attempt}`);
      if (message.id !== "create" || message.attempt >= 2) return;
      // As Fedify does when a delivery fails.
      await queue.enqueue({ ...message, attempt: message.attempt + 1 }, { delay: seconds(0.3), orderingKey: "note" });
    },
    { signal: stopping.signal },
  );
  await queue.enqueue({ id: "create", attempt: 0 }, { orderingKey: "note" });
  await queue.enqueue({ id: "delete", attempt: 0 }, { orderingKey: "note" });
  await queue.enqueue({ id: "other", attempt: 0 }, { orderingKey: "other note" });
  await eventually(async () => seen.includes("delete 0"));
  expect(seen.filter((name) => name !== "other 0")).toEqual(["create 0", "create 1", "create 2", "delete 0"]);
  expect(seen.indexOf("other 0")).toBeLessThan(seen.indexOf("create 1"));
  await eventually(async () => (await counts(topout)).waiting === 0);
  stopping.abort();
  await listening;
});

test("a message that fails stays, and one that is refused is kept for the operator and blocks nothing", async () => {
  await using topout = await startTopout();
  await using running = await startQueue(topout);
  const { queue } = running;
  const stopping = new AbortController();
  const seen: unknown[] = [];
  const listening = queue.listen(
    (message) => {
      seen.push(message);
      if (message === "wrong") throw new Refused("invalid", "Not a message");
      if (message === "failing") throw new Error("Not now");
    },
    { signal: stopping.signal },
  );
  await queue.enqueue("wrong", { orderingKey: "one" });
  await queue.enqueue("right", { orderingKey: "one" });
  await queue.enqueue("failing", { orderingKey: "two" });
  await queue.enqueue("behind", { orderingKey: "two" });
  await eventually(async () => seen.includes("right") && seen.includes("failing"));
  await eventually(async () => (await counts(topout)).waiting === 2);
  expect((await counts(topout)).failed).toBe(1);
  expect(seen).not.toContain("behind");
  stopping.abort();
  await listening;
});

test("what a dead worker held is taken by another when its time is over", async () => {
  await using topout = await startTopout();
  await using running = await startQueue(topout);
  const { queue } = running;
  const { db, clock } = topout.ctx;
  const stopping = new AbortController();
  const seen: unknown[] = [];
  await running.worker.stop(1_000);
  await queue.enqueue("held", { orderingKey: "one" });
  await queue.enqueue("behind", { orderingKey: "one" });
  const claim = (lockedUntil: Date, lockedBy: string) =>
    db.write((tx) => claimJobs(tx, { types: [type], limit: 4, now: clock.now(), lockedUntil, lockedBy }));
  expect(await claim(new Date(clock.now().getTime() + 400), "dead")).toMatchObject([{ payload: "held", attempts: 1 }]);
  expect(await claim(new Date(clock.now().getTime() + 400), "living")).toEqual([]);
  const listening = queue.listen((message) => void seen.push(message), { signal: stopping.signal });
  const taken = await eventually(async () => {
    const jobs = await claim(new Date(clock.now().getTime() + 60_000), "living");
    return jobs.length > 0 && jobs;
  });
  expect(taken).toMatchObject([{ payload: "held", attempts: 2 }]);
  stopping.abort();
  await listening;
});

test("a message is in the queue when `enqueue` has ended, and messages of one turn go in together", async () => {
  await using topout = await startTopout();
  await using running = await startQueue(topout);
  await running.worker.stop(1_000);
  const { queue } = running;
  const many = Array.from({ length: 250 }, (_, n) => queue.enqueue({ id: `m${n}` }, { orderingKey: `k${n}` }));
  await Promise.all([...many, queue.enqueueMany?.(["a", "b"])]);
  expect((await counts(topout)).waiting).toBe(252);
});
