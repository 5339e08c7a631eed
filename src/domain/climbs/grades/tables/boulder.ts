import type { Band } from "./band.ts";

/** Sources: the boulder table of OpenBeta's sandbag, and the charts of multi-pitch.com and ClimbTheWorld for the easy end. */

export const boulderColumns = ["vScale", "font"] as const;

export const boulderBands: readonly Band[] = [
  [100, "VB", "1"],
  [200, "VB", "2"],
  [300, "VB", "3A"],
  [400, "VB", "3B"],
  [500, "VB", "3C"],
  [600, "V0-", "4A"],
  [700, "V0", "4B"],
  [800, "V0+", "4C"],
  [900, "V1", "5A"],
  [1000, "V1", "5B"],
  [1100, "V2", "5C"],
  [1200, "V3", "6A"],
  [1300, "V3", "6A+"],
  [1400, "V4", "6B"],
  [1500, "V4", "6B+"],
  [1600, "V5", "6C"],
  [1700, "V5", "6C+"],
  [1800, "V6", "7A"],
  [1900, "V7", "7A+"],
  [2000, "V8", "7B"],
  [2100, "V8", "7B+"],
  [2200, "V9", "7C"],
  [2300, "V10", "7C+"],
  [2400, "V11", "8A"],
  [2500, "V12", "8A+"],
  [2600, "V13", "8B"],
  [2700, "V14", "8B+"],
  [2800, "V15", "8C"],
  [2900, "V16", "8C+"],
  [3000, "V17", "9A"],
];
