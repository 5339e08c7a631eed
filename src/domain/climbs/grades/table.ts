import { aidBands, aidColumns } from "./tables/aid.ts";
import type { Band } from "./tables/band.ts";
import { boulderBands, boulderColumns } from "./tables/boulder.ts";
import { iceBands, iceColumns } from "./tables/ice.ts";
import { mixedBands, mixedColumns } from "./tables/mixed.ts";
import { routeBands, routeColumns } from "./tables/route.ts";

/**
 * The grade systems and how they compare: a table per kind, one row per band of difficulty, one column per system. A
 * further system is a further column (or a further table) and its entry in `writingRules`; the parser knows no system by
 * name.
 */

export const gradeKinds = ["boulder", "route", "ice", "mixed", "aid"] as const;
export type GradeKind = (typeof gradeKinds)[number];

/** The ids go on the wire as `gradeSystem`; never rename one. */
export const gradeSystems = [
  ...boulderColumns,
  ...routeColumns,
  ...iceColumns,
  ...mixedColumns,
  ...aidColumns,
] as const;
export type GradeSystem = (typeof gradeSystems)[number];

interface GradeTable {
  readonly columns: readonly GradeSystem[];
  readonly bands: readonly Band[];
}

/** Scores compare only within one kind: 2000 is Font 7B among boulders and 5.8 among routes. */
export const gradeTables: Readonly<Record<GradeKind, GradeTable>> = {
  boulder: { columns: boulderColumns, bands: boulderBands },
  route: { columns: routeColumns, bands: routeBands },
  ice: { columns: iceColumns, bands: iceBands },
  mixed: { columns: mixedColumns, bands: mixedBands },
  aid: { columns: aidColumns, bands: aidBands },
};

const kindBySystem: ReadonlyMap<string, GradeKind> = new Map(
  gradeKinds.flatMap((kind) => gradeTables[kind].columns.map((system) => [system, kind] as const)),
);

/** What a system grades; null for one that is not ours. */
export const kindOfSystem = (system: string): GradeKind | null => kindBySystem.get(system) ?? null;

export const isGradeSystem = (system: string): system is GradeSystem => kindBySystem.has(system);

const kindByDiscipline: ReadonlyMap<string, GradeKind> = new Map([
  ["boulder", "boulder"],
  ["bouldering", "boulder"],
  ["route", "route"],
  ["sport", "route"],
  ["trad", "route"],
  ["top-rope", "route"],
  ["multi-pitch", "route"],
  ["alpine", "route"],
  ["deep-water-solo", "route"],
  ["ice", "ice"],
  ["mixed", "mixed"],
  ["aid", "aid"],
]);

/** The systems that grade a discipline, the most usual first; none for a discipline this table does not know. */
export function systemsOfDiscipline(discipline: string): readonly GradeSystem[] {
  const kind = kindByDiscipline.get(discipline);
  return kind === undefined ? [] : gradeTables[kind].columns;
}
