import type { Visibility } from "./status.ts";

const widestFirst: readonly Visibility[] = ["public", "unlisted", "private", "direct"];

/** The one of two that fewer people see. */
export const narrower = (a: Visibility, b: Visibility): Visibility =>
  widestFirst.indexOf(a) > widestFirst.indexOf(b) ? a : b;
