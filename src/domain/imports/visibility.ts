import type { Visibility } from "../statuses/status.ts";

/**
 * How widely the entries of a file may be seen when nobody says. A file of Topout tells it of each entry. Those of other
 * sites do not, and a logbook of many years is not to become public by accident: followers may look, nobody is told.
 */
export const usualVisibility = (tellsVisibility: boolean): Visibility => (tellsVisibility ? "public" : "private");
