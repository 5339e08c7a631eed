import type { Band } from "./band.ts";

/**
 * Aid, and clean aid without a hammer. Sources: Wikipedia's "Grade (climbing)" and the aid table of OpenBeta's sandbag.
 * The "new wave" of the 1990s gave the same signs a harder meaning; the writing does not tell which is meant.
 */

export const aidColumns = ["a", "c"] as const;

export const aidBands: readonly Band[] = [
  [100, "A0", "C0"],
  [200, "A1", "C1"],
  [300, "A1+", "C1+"],
  [400, "A2", "C2"],
  [500, "A2+", "C2+"],
  [600, "A3", "C3"],
  [700, "A3+", "C3+"],
  [800, "A4", "C4"],
  [900, "A4+", "C4+"],
  [1000, "A5", "C5"],
  [1100, "A6", null],
];
