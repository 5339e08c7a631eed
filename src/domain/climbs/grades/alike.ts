import { gradeSystems, gradeTables } from "./table.ts";

const scaleOf = (system: string) =>
  Object.values(gradeTables).find(({ columns }) => columns.some((column) => column === system));

/** The systems whose scores compare with this one's: those of its scale. */
export const systemsLike = (system: string): readonly string[] => scaleOf(system)?.columns ?? [];

/**
 * From the easiest to the hardest that a grade may be. V8 is Font 7B and 7B+ and scores between the two: whoever climbs
 * either has climbed V8.
 */
export function spanOf(system: string, value: string, score: number): { least: number; most: number } {
  const scale = scaleOf(system);
  const known = gradeSystems.find((candidate) => candidate === system);
  const column = scale === undefined || known === undefined ? -1 : scale.columns.indexOf(known);
  const bands = (scale?.bands ?? []).filter(([, ...cells]) => column >= 0 && cells[column] === value);
  const scores = [score, ...bands.map(([band]) => band)];
  return { least: Math.min(...scores), most: Math.max(...scores) };
}
