import { gradeTables, type GradeSystem } from "../climbs/grades/table.ts";

type Table = (typeof gradeTables)[keyof typeof gradeTables];

/** One system in the table of its kind. */
export interface Column {
  readonly table: Table;
  readonly at: number;
}

export function columnOf(system: string): Column | null {
  for (const table of Object.values(gradeTables)) {
    const at = table.columns.indexOf(system as GradeSystem);
    if (at >= 0) return { table, at };
  }
  return null;
}

/** The value of a column in the band that is nearest to a score; the harder one halfway between two. */
export function valueAt({ table, at }: Column, score: number): string {
  let nearest = { value: "", apart: Infinity };
  for (const [bandScore, ...cells] of table.bands) {
    const value = cells[at] ?? null;
    const apart = Math.abs(bandScore - score);
    if (value !== null && apart <= nearest.apart) nearest = { value, apart };
  }
  return nearest.value;
}
