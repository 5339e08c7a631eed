import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { KvKey, KvStore } from "@fedify/fedify";
import { startTopout, type TestTopout } from "../src/testing/start-topout.ts";
import { createKvStore } from "./kv.ts";
import { seconds } from "./temporal.ts";

let topout: TestTopout;
let now: Date;
let kv: KvStore;
beforeAll(async () => {
  topout = await startTopout();
});
afterAll(() => topout[Symbol.asyncDispose]());
let keys = 0;
beforeEach(() => {
  now = new Date("2026-05-01T10:00:00Z");
  kv = createKvStore({ db: topout.ctx.db, clock: { now: () => now } });
});
const newKey = (): KvKey => ["test", `key ${keys++}`];
const later = (ms: number): void => void (now = new Date(now.getTime() + ms));

test.each([
  ["a text", "a"],
  ["an empty text", ""],
  ["a number", 0],
  ["false", false],
  ["null, which is not nothing", null],
  ["a list", [1, [2], { a: null }]],
  ["an object", { value: { value: "deep" }, list: [] }],
])("%s is kept as it was given", async (_name, value) => {
  const key = newKey();
  expect(await kv.get(key)).toBeUndefined();
  await kv.set(key, value);
  expect(await kv.get(key)).toEqual(value);
  await kv.delete(key);
  expect(await kv.get(key)).toBeUndefined();
});

test("a later value replaces an earlier one, and its time with it", async () => {
  const key = newKey();
  await kv.set(key, 1, { ttl: seconds(10) });
  await kv.set(key, 2);
  later(11_000);
  expect(await kv.get(key)).toBe(2);
});

test("a value is there until its time is over", async () => {
  const key = newKey();
  await kv.set(key, "brief", { ttl: seconds(10) });
  later(9_000);
  expect(await kv.get(key)).toBe("brief");
  later(1_000);
  expect(await kv.get(key)).toBeUndefined();
  expect(await kv.cas?.(key, undefined, "new")).toBe(true);
  expect(await kv.get(key)).toBe("new");
});

test("keys that look alike are apart", async () => {
  const alike: KvKey[] = [["a", "b"], ["a b"], ["a,b"], ['a","b'], ["a", "b", ""]];
  for (const [index, key] of alike.entries()) await kv.set(key, index);
  for (const [index, key] of alike.entries()) expect(await kv.get(key)).toBe(index);
});

test("what is compared is swapped only when it is as expected", async () => {
  const key = newKey();
  expect(await kv.cas?.(key, "other", "first")).toBe(false);
  expect(await kv.cas?.(key, undefined, { n: 1, list: [1] })).toBe(true);
  expect(await kv.cas?.(key, undefined, "again")).toBe(false);
  expect(await kv.cas?.(key, { list: [1], n: 1 }, { n: 2 })).toBe(true);
  expect(await kv.cas?.(key, { n: 1, list: [1] }, { n: 3 })).toBe(false);
  expect(await kv.get(key)).toEqual({ n: 2 });
  expect(await kv.cas?.(key, { n: 2 }, undefined)).toBe(true);
  expect(await kv.get(key)).toBeUndefined();
});

test("of many who count at once nobody is lost", async () => {
  const key = newKey();
  const countUp = async (): Promise<void> => {
    for (;;) {
      const before = await kv.get<number>(key);
      if (await kv.cas?.(key, before, (before ?? 0) + 1)) return;
    }
  };
  await Promise.all(Array.from({ length: 12 }, countUp));
  expect(await kv.get(key)).toBe(12);
});

test("a list has what lies below its prefix, and nothing that only looks like it", async () => {
  await kv.set(["list", "a"], 1);
  await kv.set(["list", "a", "b"], 2);
  await kv.set(["list", "ab"], 3);
  await kv.set(["list", "brief"], 4, { ttl: seconds(1) });
  await kv.set(["lists", "a"], 5);
  await kv.set(["list", '100%_"\\'], 6);
  later(2_000);
  const listed = async (prefix: KvKey) => {
    const found: [KvKey, unknown][] = [];
    for await (const { key, value } of kv.list(prefix)) found.push([key, value]);
    return found.toSorted(([, a], [, b]) => Number(a) - Number(b));
  };
  expect(await listed(["list"])).toEqual([
    [["list", "a"], 1],
    [["list", "a", "b"], 2],
    [["list", "ab"], 3],
    [["list", '100%_"\\'], 6],
  ]);
  expect(await listed(["list", "a"])).toEqual([
    [["list", "a"], 1],
    [["list", "a", "b"], 2],
  ]);
});

test("a giant key is a key", async () => {
  const random = Array.from({ length: 2_000 }, () => crypto.randomUUID()).join();
  await kv.set(["giant", random], "kept");
  expect(await kv.get(["giant", random])).toBe("kept");
  expect(await kv.get(["giant", `${random}-other`])).toBeUndefined();
});
