/**
 * One row of a table. A score is 100 per band, from 100 for the easiest; ranges and values of several bands fall between,
 * in fractions. Scores are stored beside climbs: a new band takes one between its neighbours', and a band that exists
 * keeps its own, or old climbs sort wrongly among new ones.
 *
 * A value that covers several bands repeats in their rows (V8 is Font 7B and 7B+) and scores the middle of them. Its rows
 * must be neighbours, and a column may only rise. A column is null where its system has no grade so easy or so hard.
 */
export type Band = readonly [score: number, ...cells: readonly (string | null)[]];
