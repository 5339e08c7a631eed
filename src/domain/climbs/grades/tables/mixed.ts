import type { Band } from "./band.ts";

/** Sources: Wikipedia's "Grade (climbing)". Dry-tooling's D grades count the same numbers. */

export const mixedColumns = ["m"] as const;

export const mixedBands: readonly Band[] = [
  [100, "M1"],
  [200, "M2"],
  [300, "M3"],
  [400, "M4"],
  [500, "M5"],
  [600, "M6"],
  [700, "M7"],
  [800, "M8"],
  [900, "M9"],
  [1000, "M10"],
  [1100, "M11"],
  [1200, "M12"],
  [1300, "M13"],
  [1400, "M14"],
  [1500, "M15"],
  [1600, "M16"],
];
