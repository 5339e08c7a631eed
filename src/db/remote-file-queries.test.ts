import { expect, test } from "vitest";
import { openTestDatabase } from "../testing/open-test-database.ts";
import {
  deleteOldRemoteFiles,
  deleteRemoteFile,
  findRemoteFile,
  findRemoteFileKeys,
  recordRemoteFile,
} from "./remote-file-queries.ts";

const day = (number: number) => new Date(Date.UTC(2026, 4, number));
const row = { hash: "aa", url: "https://crag.example/a.jpg", key: null, bytes: 0, fetchedAt: day(1) };

test("a copy takes the place of a failure, and neither a failure nor another copy that of a copy", async () => {
  await using db = await openTestDatabase();
  const record = (change: Partial<Parameters<typeof recordRemoteFile>[1]>) =>
    db.write((tx) => recordRemoteFile(tx, { ...row, ...change }));

  expect(await record({})).toBe(true);
  expect(await record({ fetchedAt: day(2) })).toBe(true);
  expect(await findRemoteFile(db.read, "aa")).toEqual({ ...row, fetchedAt: day(2) });
  expect(await record({ key: "first", bytes: 5 })).toBe(true);
  expect(await record({ key: "second", bytes: 6 })).toBe(false);
  expect(await record({})).toBe(false);
  expect(await findRemoteFile(db.read, "aa")).toEqual({ ...row, key: "first", bytes: 5 });
  expect(await findRemoteFileKeys(db.read, ["aa", "bb"])).toEqual(["first"]);
});

test("a copy is forgotten by its key, so that a newer one stays", async () => {
  await using db = await openTestDatabase();
  await db.write((tx) => recordRemoteFile(tx, { ...row, key: "new" }));

  expect(await db.write((tx) => deleteRemoteFile(tx, "aa", "old"))).toBe(false);
  expect(await findRemoteFile(db.read, "aa")).not.toBeNull();
  expect(await db.write((tx) => deleteRemoteFile(tx, "aa", "new"))).toBe(true);
  expect(await findRemoteFile(db.read, "aa")).toBeNull();
});

test("old fetches are deleted in steps, the oldest first", async () => {
  await using db = await openTestDatabase();
  await db.write(async (tx) => {
    for (let age = 1; age <= 5; age++) {
      await recordRemoteFile(tx, {
        ...row,
        hash: String(age),
        key: age === 2 ? null : `key ${age}`,
        fetchedAt: day(age),
      });
    }
  });
  const step = () => db.write((tx) => deleteOldRemoteFiles(tx, day(4), 2));

  expect(new Set(await step())).toEqual(new Set([{ key: "key 1" }, { key: null }]));
  expect(await step()).toEqual([{ key: "key 3" }]);
  expect(await step()).toEqual([]);
  expect(await findRemoteFileKeys(db.read, ["4", "5"])).toEqual(expect.arrayContaining(["key 4", "key 5"]));
});
