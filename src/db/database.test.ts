import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { eq, sql } from "drizzle-orm";
import { eventually } from "../testing/eventually.ts";
import { openTestDatabase, type OpenTestDatabase } from "../testing/open-test-database.ts";
import { findAccountsByIds } from "./account-queries.ts";
import { findLinkedCollections } from "./collection-queries.ts";
import { isUniqueViolation, openDatabase, type Reader, type Writer } from "./database.ts";
import { dialect } from "./dialect.ts";
import { insertFollow } from "./relationship-queries.ts";
import { accounts, jobs, keyValues, markers } from "./schema/index.ts";

const isSqlite = dialect === "sqlite";

const put = (tx: Writer, key: string, value: unknown = 1) =>
  tx.insert(keyValues).values({ key, value, expiresAt: null });
const keysOf = async (db: Pick<OpenTestDatabase, "read">): Promise<string[]> =>
  (await db.read.select({ key: keyValues.key }).from(keyValues)).map((row) => row.key).toSorted();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a transaction", () => {
  test("is all or nothing", async () => {
    await using db = await openTestDatabase();

    const failed = db.write(async (tx) => {
      await put(tx, "first");
      await pause(5);
      throw new Error("no");
    });

    await expect(failed).rejects.toThrow("no");
    expect(await keysOf(db)).toEqual([]);
  });

  test("inside a transaction is refused, also after an await, and the outer one goes on", async () => {
    await using db = await openTestDatabase();

    await db.write(async (tx) => {
      await put(tx, "outer");
      await pause(1);
      await expect(db.write((inner) => put(inner, "inner"))).rejects.toThrow("db.write inside db.write");
    });

    expect(await keysOf(db)).toEqual(["outer"]);
  });

  test("can be opened again by what its hooks start", async () => {
    await using db = await openTestDatabase();
    const written: Promise<unknown>[] = [];

    await db.write(async (tx) => {
      await put(tx, "first");
      tx.afterCommit(() => written.push(db.write((next) => put(next, "second"))));
    });

    await Promise.all(written);
    expect(await keysOf(db)).toEqual(["first", "second"]);
  });

  test("is dead after its end, committed or not", async () => {
    await using db = await openTestDatabase();
    const kept: Writer[] = [];

    await db.write(async (tx) => void kept.push(tx));
    await db
      .write(async (tx) => {
        kept.push(tx);
        throw new Error("no");
      })
      .catch(() => {});

    for (const tx of kept) {
      expect(() => put(tx, "late")).toThrow("This transaction is over");
      expect(() => tx.select().from(keyValues)).toThrow("This transaction is over");
      expect(() => tx.update(keyValues)).toThrow("This transaction is over");
      expect(() => tx.delete(keyValues)).toThrow("This transaction is over");
      // Prepared, which on SQLite outlives it.
      await expect(findLinkedCollections(tx, ["1"])).rejects.toThrow("This transaction is over");
    }
  });

  test("shows prepared queries what it has written, each time anew, and those outside only what is committed", async () => {
    await using db = await openTestDatabase();
    const ada = await db.addAccount("ada");
    const nameIn = async (reader: Reader) => (await findAccountsByIds(reader, [ada.id])).get(ada.id)?.displayName;
    const rename = (tx: Writer, displayName: string) =>
      tx.update(accounts).set({ displayName }).where(eq(accounts.id, ada.id));

    for (const [before, after] of [
      ["", "Ada"],
      ["Ada", "Ada L."],
    ] as const) {
      await db.write(async (tx) => {
        await rename(tx, after);
        expect([await nameIn(tx), await nameIn(db.read)]).toEqual([after, before]);
      });
      expect(await nameIn(db.read)).toBe(after);
    }
    const failed = db.write(async (tx) => {
      await rename(tx, "Nobody");
      expect(await nameIn(tx)).toBe("Nobody");
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await db.write(nameIn)).toBe("Ada L.");
  });

  test("runs its hooks in order, once, after the commit", async () => {
    await using db = await openTestDatabase();
    const seen: string[] = [];

    const result = await db.write(async (tx) => {
      tx.afterCommit(() => seen.push("first hook"));
      await put(tx, "key");
      tx.afterCommit(() => seen.push("second hook"));
      await pause(1);
      seen.push("work");
      return "result";
    });

    expect(result).toBe("result");
    expect(seen).toEqual(["work", "first hook", "second hook"]);
  });

  test("runs no hook when it fails, in its work or in its commit", async () => {
    await using db = await openTestDatabase();
    let ran = 0;

    await db
      .write(async (tx) => {
        tx.afterCommit(() => ran++);
        await put(tx, "key");
        await put(tx, "key");
      })
      .catch(() => {});

    expect(ran).toBe(0);
  });

  test("is invisible to readers until it is committed", async () => {
    await using db = await openTestDatabase();

    await db.write(async (tx) => {
      await put(tx, "key");
      expect(await tx.select().from(keyValues)).toHaveLength(1);
      expect(await keysOf(db)).toEqual([]);
    });

    expect(await keysOf(db)).toEqual(["key"]);
  });
});

describe("many writes at once", () => {
  test("all count, and those that fail leave the others alone", async () => {
    await using db = await openTestDatabase();
    const account = await db.addAccount("ada");
    const countUp = (fails: boolean) =>
      db.write(async (tx) => {
        await tx.update(accounts).set({ statusesCount: sql`${accounts.statusesCount} + 1` });
        await pause(1);
        if (fails) throw new Error("no");
      });

    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => countUp(index % 4 === 0)));

    expect(results.filter((result) => result.status === "rejected")).toHaveLength(10);
    const [row] = await db.read
      .select({ count: accounts.statusesCount })
      .from(accounts)
      .where(eq(accounts.id, account.id));
    expect(row?.count).toBe(30);
  });

  test.runIf(isSqlite)("take turns, in the order in which they were asked for", async () => {
    await using db = await openTestDatabase();
    const seen: string[] = [];
    const write = (name: string, ms: number) =>
      db.write(async () => {
        seen.push(`${name} begins`);
        await pause(ms);
        seen.push(`${name} ends`);
      });

    await Promise.all([write("slow", 20), write("quick", 0)]);

    expect(seen).toEqual(["slow begins", "slow ends", "quick begins", "quick ends"]);
  });

  test.runIf(!isSqlite)("of which one loses a deadlock run again, with their hooks once", async () => {
    await using db = await openTestDatabase();
    const [ada, ben] = [await db.addAccount("ada"), await db.addAccount("ben")];
    let hooks = 0;
    const touch = (tx: Writer, id: string) =>
      tx
        .update(accounts)
        .set({ statusesCount: sql`${accounts.statusesCount} + 1` })
        .where(eq(accounts.id, id));
    const touchBoth = (first: string, second: string) =>
      db.write(async (tx) => {
        tx.afterCommit(() => hooks++);
        await touch(tx, first);
        await pause(100);
        await touch(tx, second);
      });

    await Promise.all([touchBoth(ada.id, ben.id), touchBoth(ben.id, ada.id)]);

    expect(hooks).toBe(2);
    const rows = await db.read.select({ count: accounts.statusesCount }).from(accounts);
    expect(rows.map((row) => row.count)).toEqual([2, 2]);
  });
});

test.runIf(!isSqlite)("a transaction that refers to what another removes meanwhile looks again", async () => {
  await using db = await openTestDatabase();
  const ada = await db.addAccount("ada");
  const isFound = Promise.withResolvers<void>();
  const isGone = Promise.withResolvers<void>();
  const found: number[] = [];
  const marker = { timeline: "home" as const, lastReadId: "1", version: 1, updatedAt: new Date() };

  const tried = db.write(async (tx) => {
    const rows = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, ada.id));
    found.push(rows.length);
    isFound.resolve();
    await isGone.promise;
    for (const { id } of rows) await tx.insert(markers).values({ ...marker, accountId: id });
  });
  await isFound.promise;
  await db.write((tx) => tx.delete(accounts).where(eq(accounts.id, ada.id)));
  isGone.resolve();

  await tried;
  expect(found).toEqual([1, 0]);
});

describe("a broken unique key", () => {
  test("is told from other faults, for primary and other keys", async () => {
    await using db = await openTestDatabase();
    const ada = await db.addAccount("ada");
    await db.write((tx) => put(tx, "key"));
    const faultOf = async (work: (tx: Writer) => PromiseLike<unknown>): Promise<unknown> =>
      await db
        .write(async (tx) => void (await work(tx)))
        .then(
          () => null,
          (error: unknown) => error,
        );
    const follow = {
      id: "1",
      accountId: ada.id,
      targetId: "nobody",
      state: "accepted" as const,
      showsBoosts: true,
      notifies: false,
      uri: "https://a.example/1",
      createdAt: new Date(0),
    };

    expect(isUniqueViolation(await faultOf((tx) => put(tx, "key")))).toBe(true);
    expect(isUniqueViolation(await faultOf((tx) => tx.insert(accounts).values({ ...ada, id: "2", uri: "u" })))).toBe(
      true,
    );
    const orphan = await faultOf((tx) => insertFollow(tx, follow));
    expect(orphan).toBeInstanceOf(Error);
    expect(isUniqueViolation(orphan)).toBe(false);
    expect(isUniqueViolation(new Error("23505"))).toBe(false);
    expect(isUniqueViolation(null)).toBe(false);
  });
});

describe("columns", () => {
  test.each([
    ["an object", { name: "Côte d'Azur", "a b": [1, 2.5, null], nested: { isDry: true, ключ: "\u0001 🧗" } }],
    ["a list", ["x", { y: [] }]],
    ["a text", 'say "7b+"'],
    ["a text that looks like JSON", '{"a":1}'],
    ["a number", 9_007_199_254_740_991],
    ["a truth", false],
  ])("keep JSON as it is: %s", async (_name, value) => {
    await using db = await openTestDatabase();

    await db.write((tx) => put(tx, "key", value));

    expect(await db.read.select({ value: keyValues.value }).from(keyValues)).toEqual([{ value }]);
  });

  test("keep instants to the millisecond, and compare them so", async () => {
    await using db = await openTestDatabase();
    const instants = ["1969-07-20T20:17:40.001Z", "2026-03-29T01:59:59.999Z", "2026-03-29T02:00:00.000Z"].map(
      (text) => new Date(text),
    );

    await db.write(async (tx) => {
      for (const runAt of instants) {
        await tx.insert(jobs).values({ type: "t", payload: {}, priority: 0, attempts: 0, runAt, createdAt: runAt });
      }
    });

    const rows = await db.read.select({ runAt: jobs.runAt }).from(jobs).orderBy(jobs.id);
    expect(rows.map((row) => row.runAt)).toEqual(instants);
    const last = await db.read
      .select({ runAt: jobs.runAt })
      .from(jobs)
      .where(sql`${jobs.runAt} > ${jobs.runAt.mapToDriverValue(new Date("2026-03-29T01:59:59.998Z"))}`)
      .orderBy(jobs.runAt);
    expect(last).toHaveLength(2);
  });
});

/** Holds the only writer of an SQLite file for a while, as a command beside the server may. */
async function holdWriter(path: string, ms: number) {
  const script = `
    const Sqlite = require("better-sqlite3");
    const db = new Sqlite(${JSON.stringify(path)});
    db.exec("begin immediate");
    db.prepare("insert into key_values (key, value) values ('other', '1')").run();
    console.log("held");
    setTimeout(() => { db.exec("commit"); db.close(); }, ${ms});`;
  const child = spawn(process.execPath, ["-e", script], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  await once(child.stdout, "data");
  return { ended };
}

describe.runIf(isSqlite)("another process at the same SQLite file", () => {
  test("that writes makes a write wait, not fail", async () => {
    await using db = await openTestDatabase();
    const other = await holdWriter(db.url, 700);

    await db.write((tx) => put(tx, "mine"));

    await other.ended;
    expect(await keysOf(db)).toEqual(["mine", "other"]);
  });

  test("does not hold up readers", async () => {
    await using db = await openTestDatabase();
    const other = await holdWriter(db.url, 500);

    expect(await keysOf(db)).toEqual([]);

    await other.ended;
    await eventually(async () => (await keysOf(db)).length === 1);
  });
});

test("a database of the other kind is refused without its password in the message", () => {
  const other = isSqlite ? "postgres://ada:sesame@127.0.0.1/topout" : "/nowhere/topout.sqlite";

  expect(() => openDatabase(other)).toThrow(`This process was started for ${dialect}`);
  expect(() => openDatabase(other)).not.toThrow("sesame");
});
