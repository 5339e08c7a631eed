import { expect, test } from "vitest";
import { findStreaks } from "./streaks.ts";

test.each([
  [[], 0, 0, 0, 0],
  [["2026-05-01"], 1, 1, 1, 1],
  [["2026-04-30", "2026-05-01"], 2, 2, 1, 1],
  // The last day may still come.
  [["2026-04-29", "2026-04-30"], 2, 2, 1, 1],
  [["2026-04-28", "2026-04-29"], 0, 2, 1, 1],
  // A Sunday and the Monday after it are two weeks.
  [["2026-04-26", "2026-04-27"], 0, 2, 2, 2],
  [["2026-04-06", "2026-04-13", "2026-04-27"], 0, 1, 1, 2],
  [["2025-12-31", "2026-01-01", "2026-01-01"], 0, 2, 0, 1],
  [["2024-02-28", "2024-02-29", "2024-03-01"], 0, 3, 0, 1],
])("%j on 2026-05-01", (days, currentDays, longestDays, currentWeeks, longestWeeks) => {
  expect(findStreaks(days, "2026-05-01")).toEqual({
    days: { current: currentDays, longest: longestDays },
    weeks: { current: currentWeeks, longest: longestWeeks },
  });
});
