import type { Band } from "./band.ts";

/**
 * Water ice and alpine ice. Sources: Wikipedia's "Grade (climbing)" and the ice table of OpenBeta's sandbag. The numbers
 * mean the same steepness on both; alpine ice, which is softer, ends where nothing but frozen spray is harder.
 */

export const iceColumns = ["wi", "ai"] as const;

export const iceBands: readonly Band[] = [
  [100, "WI1", "AI1"],
  [200, "WI2", "AI2"],
  [300, "WI3", "AI3"],
  [400, "WI3+", "AI3+"],
  [500, "WI4", "AI4"],
  [600, "WI4+", "AI4+"],
  [700, "WI5", "AI5"],
  [800, "WI5+", "AI5+"],
  [900, "WI6", "AI6"],
  [1000, "WI6+", "AI6+"],
  [1100, "WI7", "AI7"],
  [1200, "WI7+", "AI7+"],
  [1300, "WI8", "AI8"],
  [1400, "WI8+", "AI8+"],
  [1500, "WI9", null],
  [1600, "WI10", null],
  [1700, "WI11", null],
  [1800, "WI12", null],
  [1900, "WI13", null],
];
