/** How a Topout's JSON says what it is. */
export const topoutFormat = "topout-logbook";
export const topoutVersion = 1;

export const visibilities = ["public", "unlisted", "private", "direct"] as const;
export const coordinatePrecisions = ["exact", "rounded", "hidden"] as const;
