import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { dialect } from "../db/dialect.ts";
import { claimJobs, countJobs, finishJob, insertJobs, lanes, type NewJob } from "../db/job-queries.ts";
import { jobs } from "../db/schema/index.ts";
import { Refused } from "../lib/refused.ts";
import { eventually } from "../testing/eventually.ts";
import { openTestDatabase, type OpenTestDatabase } from "../testing/open-test-database.ts";
import { startWorker, type JobHandler, type Worker } from "./worker.ts";

const start = Date.UTC(2026, 4, 1);
const leaseMs = 30_000;

interface Scene extends AsyncDisposable {
  readonly db: OpenTestDatabase;
  /** Moves the clock, and lets the workers look. */
  pass(ms: number): void;
  now(): Date;
  add(...given: readonly (Partial<NewJob> & { payload: unknown })[]): Promise<void>;
  /** A worker of this handler; stopped with the scene. */
  work(handler: JobHandler, options?: { concurrency?: number; pollMs?: number }): Promise<Worker>;
  /** Whether the workers have seen all that is due: nothing runs, nothing can. */
  settled(): Promise<void>;
  waiting(): Promise<number>;
  failed(): Promise<number>;
}

async function startScene(): Promise<Scene> {
  const db = await openTestDatabase();
  const workers: Worker[] = [];
  let ms = start;
  const now = () => new Date(ms);
  const wakeAll = () => workers.forEach((worker) => worker.wake());
  const count = async () => (await countJobs(db.read, now()))[0] ?? { waiting: 0, failed: 0 };
  return {
    db,
    now,
    pass(passed) {
      ms += passed;
      wakeAll();
    },
    async add(...given) {
      const added = given.map((job): NewJob => ({
        type: "test",
        lane: "prompt",
        runAt: now(),
        createdAt: now(),
        ...job,
      }));
      await db.write((tx) => insertJobs(tx, added));
      wakeAll();
    },
    async work(handler, options = {}) {
      const log = pino({ level: "silent" });
      const worker = await startWorker({
        db,
        clock: { now },
        log,
        handlers: { test: handler },
        concurrency: 5,
        pollMs: 10,
        ...options,
      });
      workers.push(worker);
      return worker;
    },
    settled: () => new Promise((resolve) => setTimeout(resolve, 150)),
    waiting: async () => (await count()).waiting,
    failed: async () => (await count()).failed,
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.stop(100)));
      await db[Symbol.asyncDispose]();
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("two workers", () => {
  test("run each job once", async () => {
    await using scene = await startScene();
    const ran: unknown[] = [];
    const handler: JobHandler = async (payload) => {
      ran.push(payload);
      await pause(1);
    };
    await scene.work(handler);
    await scene.work(handler);

    const numbers = Array.from({ length: 100 }, (_, number) => number);
    await scene.add(...numbers.map((payload) => ({ payload })));

    await eventually(async () => (await scene.waiting()) === 0);
    expect(ran.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers);
  });

  test("run the jobs of one key one by one, in their order", async () => {
    await using scene = await startScene();
    const ran: unknown[] = [];
    let isBusy = false;
    const handler: JobHandler = async (payload) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await pause(2);
      ran.push(payload);
      isBusy = false;
    };
    await scene.work(handler);
    await scene.work(handler);

    const numbers = Array.from({ length: 20 }, (_, number) => number);
    await scene.add(...numbers.map((payload) => ({ payload, orderingKey: "key" })));

    await eventually(async () => (await scene.waiting()) === 0);
    expect(ran).toEqual(numbers);
    expect(await scene.failed()).toBe(0);
  });
});

describe("a job that fails", () => {
  test("holds back the later ones of its key, and nobody else's", async () => {
    await using scene = await startScene();
    const ran: unknown[] = [];
    let isDown = true;
    await scene.work(async (payload) => {
      if (payload === "create" && isDown) throw new Error("down");
      ran.push(payload);
    });

    await scene.add({ payload: "create", orderingKey: "post" }, { payload: "delete", orderingKey: "post" });
    await scene.add({ payload: "other", orderingKey: "other post" }, { payload: "free" });
    await scene.settled();
    expect(ran.toSorted()).toEqual(["free", "other"]);
    isDown = false;
    scene.pass(5_000);

    await eventually(async () => (await scene.waiting()) === 0);
    expect(ran.slice(2)).toEqual(["create", "delete"]);
  });

  test("is tried again after 5 seconds, then 10, then 20", async () => {
    await using scene = await startScene();
    let attempts = 0;
    await scene.work(async () => {
      attempts++;
      throw new Error("down");
    });
    await scene.add({ payload: 1 });
    await eventually(async () => attempts === 1);

    for (const [attempt, wait] of [5_000, 10_000, 20_000].entries()) {
      await scene.settled();
      scene.pass(wait - 1);
      await scene.settled();
      expect(attempts).toBe(attempt + 1);
      scene.pass(1);
      await eventually(async () => attempts === attempt + 2);
    }
  });

  test("is given up after twelve attempts, kept with its error, and lets the others of its key pass", async () => {
    await using scene = await startScene();
    let attempts = 0;
    await scene.work(async (payload) => {
      if (payload === "after") return;
      attempts++;
      throw new Error(`down ${attempts}`);
    });
    await scene.add({ payload: "never", orderingKey: "key" }, { payload: "after", orderingKey: "key" });

    await eventually(async () => {
      // Its turn comes at once; moving the clock would let the lock of a running job run out.
      await scene.db.write(async (tx) => void (await tx.update(jobs).set({ runAt: new Date(0) })));
      return (await scene.failed()) === 1;
    });
    await eventually(async () => (await scene.waiting()) === 0);

    expect(attempts).toBe(12);
    const [row] = await scene.db.read.select().from(jobs);
    expect(row).toMatchObject({ payload: "never", attempts: 12, lockedBy: null });
    expect(row?.lastError).toContain("Error: down 12");
  });

  test("because it was refused is not tried again", async () => {
    await using scene = await startScene();
    let attempts = 0;
    await scene.work(async () => {
      attempts++;
      throw new Refused("invalid", "Not a job");
    });

    await scene.add({ payload: 1 });

    await eventually(async () => (await scene.failed()) === 1);
    expect(attempts).toBe(1);
  });
});

describe("a job that asks to run again", () => {
  test("does so then, with its new payload, before the later ones of its key", async () => {
    await using scene = await startScene();
    const ran: unknown[] = [];
    await scene.work(async (payload) => {
      ran.push(payload);
      return payload === "first" ? { runAt: new Date(start + 1_000), payload: "first again" } : undefined;
    });

    await scene.add({ payload: "first", orderingKey: "key" }, { payload: "second", orderingKey: "key" });
    await scene.settled();
    expect(ran).toEqual(["first"]);
    scene.pass(1_000);

    await eventually(async () => (await scene.waiting()) === 0);
    expect(ran).toEqual(["first", "first again", "second"]);
  });

  test("may do so for days: its attempts are not counted as failures", async () => {
    await using scene = await startScene();
    let runs = 0;
    await scene.work(async () => {
      runs++;
      if (runs === 20) throw new Error("the first failure");
      return runs > 20 ? undefined : { runAt: scene.now(), payload: runs };
    });

    await scene.add({ payload: 0 });
    await eventually(async () => runs === 20);
    await scene.settled();
    expect([await scene.waiting(), await scene.failed()]).toEqual([1, 0]);
    scene.pass(5_000);

    await eventually(async () => (await scene.waiting()) === 0);
    expect(runs).toBe(21);
  });
});

describe("a worker that died", () => {
  const claimAsDead = async (scene: Scene) => {
    const { db, now } = scene;
    await db.write(async (tx) => {
      await insertJobs(tx, [{ type: "test", payload: 1, lane: "prompt", runAt: now(), createdAt: now() }]);
      const lockedUntil = new Date(now().getTime() + leaseMs);
      await claimJobs(tx, { types: ["test"], limit: 1, now: now(), lockedUntil, lockedBy: "dead" });
    });
  };

  test("keeps its jobs until their lock has run out, then another takes them", async () => {
    await using scene = await startScene();
    let runs = 0;
    await scene.work(async () => void runs++);

    await claimAsDead(scene);
    scene.pass(leaseMs);
    await scene.settled();
    expect(runs).toBe(0);
    scene.pass(1);

    await eventually(async () => (await scene.waiting()) === 0);
    expect(runs).toBe(1);
  });

  test("and comes back late does not touch what another has taken over", async () => {
    await using scene = await startScene();
    await claimAsDead(scene);
    const [job] = await scene.db.read.select().from(jobs);
    const held = { id: job?.id ?? 0, lockedBy: "dead" };
    scene.pass(leaseMs + 1);
    const lockedUntil = new Date(scene.now().getTime() + leaseMs);
    await scene.db.write((tx) =>
      claimJobs(tx, { types: ["test"], limit: 1, now: scene.now(), lockedUntil, lockedBy: "alive" }),
    );

    await scene.db.write((tx) => finishJob(tx, held));

    expect(await scene.db.read.select({ lockedBy: jobs.lockedBy }).from(jobs)).toEqual([{ lockedBy: "alive" }]);
  });

  test("each time it ran a job does not do so for ever", async () => {
    await using scene = await startScene();
    let runs = 0;
    await claimAsDead(scene);
    await scene.db.write((tx) => tx.update(jobs).set({ attempts: 12 }));
    scene.pass(leaseMs + 1);

    await scene.work(async () => void runs++);

    await eventually(async () => (await scene.failed()) === 1);
    expect(runs).toBe(0);
  });

  test.runIf(dialect === "sqlite")("was the only one on SQLite: the next takes its jobs at once", async () => {
    await using scene = await startScene();
    let runs = 0;
    await claimAsDead(scene);

    await scene.work(async () => void runs++);

    await eventually(async () => (await scene.waiting()) === 0);
    expect(runs).toBe(1);
  });
});

describe("a worker that is stopped", () => {
  test("lets what runs finish, and begins nothing", async () => {
    await using scene = await startScene();
    const ran: string[] = [];
    const worker = await scene.work(
      async (payload) => {
        ran.push(`${String(payload)} begins`);
        await pause(100);
        ran.push(`${String(payload)} ends`);
      },
      { concurrency: 1 },
    );
    await scene.add({ payload: "first" }, { payload: "second" });
    await eventually(async () => ran.length === 1);

    await worker.stop(5_000);

    expect(ran).toEqual(["first begins", "first ends"]);
    expect(await scene.waiting()).toBe(1);
    worker.wake();
    await scene.settled();
    expect(ran).toHaveLength(2);
  });

  test("waits no longer than it may, and frees what still runs for the next one", async () => {
    await using scene = await startScene();
    let began = 0;
    const worker = await scene.work(async () => {
      began++;
      await new Promise(() => {});
    });
    await scene.add({ payload: 1 });
    await eventually(async () => began === 1);

    const before = performance.now();
    await worker.stop(200);

    expect(performance.now() - before).toBeLessThan(2_000);
    expect(await scene.db.read.select({ lockedBy: jobs.lockedBy, attempts: jobs.attempts }).from(jobs)).toEqual([
      { lockedBy: null, attempts: 1 },
    ]);
  });
});

test("lanes go before each other, and the oldest first within one", async () => {
  await using scene = await startScene();
  const ran: unknown[] = [];
  const names = Object.keys(lanes) as (keyof typeof lanes)[];
  const later = new Date(start + 1);
  await scene.add(...names.toReversed().map((lane) => ({ payload: `late ${lane}`, lane, runAt: later })));
  await scene.add(...names.toReversed().map((lane) => ({ payload: `early ${lane}`, lane })));
  scene.pass(1);

  await scene.work(async (payload) => void ran.push(payload), { concurrency: 1 });

  await eventually(async () => (await scene.waiting()) === 0);
  expect(ran).toEqual(names.flatMap((lane) => [`early ${lane}`, `late ${lane}`]));
});

test("a job is not run before its time, nor by a worker that does not know its type", async () => {
  await using scene = await startScene();
  const ran: unknown[] = [];
  await scene.work(async (payload) => void ran.push(payload));

  await scene.add({ payload: "later", runAt: new Date(start + 1_000) }, { payload: "foreign", type: "unknown" });
  await scene.settled();
  expect(ran).toEqual([]);
  scene.pass(1_000);

  await eventually(async () => ran.length === 1);
  expect(ran).toEqual(["later"]);
  expect(await scene.db.read.select({ type: jobs.type, attempts: jobs.attempts }).from(jobs)).toEqual([
    { type: "unknown", attempts: 0 },
  ]);
});

test("a unique job waits once; when it is done or given up it can be added again", async () => {
  await using scene = await startScene();
  const unique = { lane: "background", uniqueKey: "clean-up" } as const;
  await scene.add({ payload: 1, ...unique }, { payload: 2, ...unique }, { payload: 3, uniqueKey: "other" });
  await scene.add({ payload: 4, ...unique });
  const ran: unknown[] = [];

  await scene.work(async (payload) => {
    ran.push(payload);
    if (payload === 5) throw new Refused("invalid", "no");
  });
  await eventually(async () => (await scene.waiting()) === 0);
  expect(ran.toSorted()).toEqual([1, 3]);
  await scene.add({ payload: 5, ...unique });
  await eventually(async () => (await scene.failed()) === 1);
  await scene.add({ payload: 6, ...unique });

  await eventually(async () => (await scene.waiting()) === 0);
  expect(ran.slice(2)).toEqual([5, 6]);
});

test("a worker that is woken needs no poll, and no waking is lost while it looks", async () => {
  await using scene = await startScene();
  const ran: unknown[] = [];
  const worker = await scene.work(async (payload) => void ran.push(payload), { pollMs: 3_600_000 });
  const numbers = Array.from({ length: 50 }, (_, number) => number);

  await Promise.all(
    numbers.map((payload) =>
      scene.db.write(async (tx) => {
        const now = scene.now();
        await insertJobs(tx, [{ type: "test", payload, lane: "prompt", runAt: now, createdAt: now }]);
        tx.afterCommit(worker.wake);
      }),
    ),
  );

  await eventually(async () => ran.length === 50);
  expect(ran.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers);
});
