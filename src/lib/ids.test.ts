import { expect, test } from "vitest";
import { idAt, idOfDay, newId, shiftId } from "./ids.ts";

const now = new Date("2026-05-20T12:00:00Z");

test("ids of days sort as the days do, however long ago they were, and none is in the future", () => {
  const days = ["1800-01-01", "1865-07-14", "1989-02-28", "2018-05-08", "2018-05-09", "2018-05-10", "2026-05-19"];
  for (let round = 0; round < 50; round++) {
    const ids = days.map((day) => idOfDay(day, now));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids.map((id) => id.length))).toEqual(new Set([18]));
  }
  for (const day of ["2026-05-20", "2026-05-21"])
    expect(BigInt(idOfDay(day, now)) >> 16n).toBeLessThanOrEqual(BigInt(now.getTime()));
});

test("a seed gives the id of a day again", () => {
  expect(idOfDay("2025-01-01", now, "ada")).toBe(idOfDay("2025-01-01", now, "ada"));
  expect(idOfDay("2025-01-01", now, "ada")).not.toBe(idOfDay("2025-01-01", now, "ben"));
});

test("a shifted id is of the same instant, and different ones stay different", () => {
  const ids = Array.from({ length: 1_000 }, () => newId(now));
  const shifted = ids.map((id) => shiftId(id, now, "seed"));
  expect(new Set(shifted).size).toBe(1_000);
  expect(BigInt(shifted[0] ?? 0) >> 16n).toBe(BigInt(now.getTime()));
  expect(shiftId(ids[0] ?? "", now, "seed")).toBe(shifted[0]);
  const later = idAt(new Date("2026-05-21T00:00:00Z"), new Date("2026-05-21T00:00:00Z"));
  for (const none of ["", "7", "999999999999999999", "000000000000000001", "nonsense", later]) {
    expect(shiftId(none, now, "seed")).toBeNull();
  }
});
