/**
 * The grade systems and how they compare: one row per band of difficulty, one column per system. A further system is
 * a further column (or a further scale) and its entry in `writingRules`; the parser knows no system by name.
 *
 * A value that covers several bands repeats in their rows (V8 is Font 7B and 7B+) and scores the middle of them. Its
 * rows must be neighbours, and a column may only rise.
 *
 * Sources: the route and boulder tables of OpenBeta's sandbag, compared row by row, and the charts of multi-pitch.com
 * and ClimbTheWorld for the easy end. YDS, French and UIAA follow the alignment commonly printed (Wikipedia's "Grade
 * (climbing)", the UIAA: 5.12d, 7c, IX). The tables differ by a step or two for UIAA above X and for everything below
 * French 6a; the choice there is ours, held to routes known in two systems: Wallstreet is 8c and XI-, Action Directe 9a
 * and XI.
 */

type Scale = "boulder" | "route";

/** The ids go on the wire as `gradeSystem`; never rename one. */
export const gradeSystems = ["vScale", "font", "yds", "french", "uiaa", "ewbank"] as const;
export type GradeSystem = (typeof gradeSystems)[number];

/**
 * Scores are stored beside climbs. A new band takes a score between its neighbours'; a band that exists keeps its own,
 * or old climbs sort wrongly among new ones.
 */
type Band = readonly [score: number, ...cells: readonly (string | null)[]];

interface GradeTable {
  readonly columns: readonly GradeSystem[];
  readonly bands: readonly Band[];
}

/**
 * A score is 100 per band, from 100 for the easiest; ranges and values of several bands fall between, in fractions.
 * Scores compare only within one scale: 2000 is Font 7B among boulders and 5.8 among routes.
 */
export const gradeTables: Readonly<Record<Scale, GradeTable>> = {
  boulder: {
    columns: ["vScale", "font"],
    bands: [
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
    ],
  },
  route: {
    columns: ["yds", "french", "uiaa", "ewbank"],
    bands: [
      [100, "3rd", "1", "I-", "1"],
      [200, "4th", "1", "I", "2"],
      [300, "5.0", "1", "I+", "3"],
      [400, "5.0", "1+", "II-", "4"],
      [500, "5.1", "2", "II", "5"],
      [600, "5.1", "2", "II", "6"],
      [700, "5.2", "2+", "II+", "7"],
      [800, "5.2", "2+", "III-", "7"],
      [900, "5.3", "3a", "III", "8"],
      [1000, "5.3", "3b", "III", "9"],
      [1100, "5.3", "3c", "III+", "9"],
      [1200, "5.4", "4a", "IV-", "10"],
      [1300, "5.4", "4a+", "IV", "10"],
      [1400, "5.5", "4b", "IV", "11"],
      [1500, "5.5", "4b+", "IV+", "12"],
      [1600, "5.6", "4c", "V-", "13"],
      [1700, "5.6", "4c+", "V-", "13"],
      [1800, "5.7", "5a", "V", "14"],
      [1900, "5.7", "5a+", "V+", "15"],
      [2000, "5.8", "5b", "V+", "16"],
      [2100, "5.8", "5b+", "VI-", "16"],
      [2200, "5.9", "5c", "VI", "17"],
      [2300, "5.9", "5c+", "VI", "17"],
      [2400, "5.10a", "6a", "VI+", "18"],
      [2500, "5.10b", "6a+", "VII-", "19"],
      [2600, "5.10c", "6b", "VII", "20"],
      [2700, "5.10d", "6b+", "VII+", "21"],
      [2800, "5.11a", "6c", "VII+", "22"],
      [2900, "5.11b", "6c", "VIII-", "22"],
      [3000, "5.11c", "6c+", "VIII-", "23"],
      [3100, "5.11d", "7a", "VIII", "23"],
      [3200, "5.12a", "7a+", "VIII+", "24"],
      [3300, "5.12b", "7b", "IX-", "25"],
      [3400, "5.12c", "7b+", "IX-", "26"],
      [3500, "5.12d", "7c", "IX", "27"],
      [3600, "5.13a", "7c+", "IX+", "28"],
      [3700, "5.13b", "8a", "X-", "29"],
      [3800, "5.13c", "8a+", "X-", "30"],
      [3900, "5.13d", "8b", "X", "31"],
      [4000, "5.14a", "8b+", "X+", "32"],
      [4100, "5.14b", "8c", "XI-", "33"],
      [4200, "5.14c", "8c+", "XI-", "34"],
      [4300, "5.14d", "9a", "XI", "35"],
      [4400, "5.15a", "9a+", "XI+", "36"],
      [4500, "5.15b", "9b", "XI+", "37"],
      [4600, "5.15c", "9b+", "XII-", "38"],
      [4700, "5.15d", "9c", "XII", "39"],
    ],
  },
};

const scaleByDiscipline: ReadonlyMap<string, Scale> = new Map([
  ["boulder", "boulder"],
  ["bouldering", "boulder"],
  ["route", "route"],
  ["sport", "route"],
  ["trad", "route"],
  ["top-rope", "route"],
  ["multi-pitch", "route"],
  ["deep-water-solo", "route"],
]);

/** The systems that grade a discipline, the most usual first; none for a discipline this table does not know. */
export function systemsOfDiscipline(discipline: string): readonly GradeSystem[] {
  const scale = scaleByDiscipline.get(discipline);
  return scale === undefined ? [] : gradeTables[scale].columns;
}
