import type { Band } from "./band.ts";

/**
 * Sources: YDS, French, UIAA and Ewbank: the route table of OpenBeta's sandbag, compared row by row, and the charts of
 * multi-pitch.com and ClimbTheWorld for the easy end. YDS, French and UIAA follow the alignment commonly printed
 * (Wikipedia's "Grade (climbing)", the UIAA: 5.12d, 7c, IX). The tables differ by a step or two for UIAA above X and for
 * everything below French 6a; the choice there is ours, held to routes known in two systems: Wallstreet is 8c and XI-,
 * Action Directe 9a and XI.
 *
 * Saxon: by UIAA, as German tables have it (VIIIa is VII-, IXb VIII). Norwegian: Norsk Klatring and Wikipedia, with the
 * half grades that are grades of their own there (8/8+ is 7c, 9-/9 is 8a+). Brazilian: Wikipedia's column, and sandbag's
 * for the hard end. British: the adjectives by Wikipedia's column and the chart of multi-pitch.com, held to Rhapsody (E11,
 * 8c+) and Bon Voyage (E12, 9a).
 */

export const routeColumns = ["yds", "french", "uiaa", "ewbank", "saxon", "norwegian", "brazilian", "british"] as const;

export const routeBands: readonly Band[] = [
  [100, "3rd", "1", "I-", "1", "I", "1-", "I", "M"],
  [200, "4th", "1", "I", "2", "I", "1", "I", "M"],
  [300, "5.0", "1", "I+", "3", "I", "1+", "I", "M"],
  [400, "5.0", "1+", "II-", "4", "II", "2-", "Isup", "M"],
  [500, "5.1", "2", "II", "5", "II", "2", "Isup", "D"],
  [600, "5.1", "2", "II", "6", "II", "2", "Isup", "D"],
  [700, "5.2", "2+", "II+", "7", "II", "2+", "II", "D"],
  [800, "5.2", "2+", "III-", "7", "III", "3-", "II", "HD"],
  [900, "5.3", "3a", "III", "8", "III", "3", "IIsup", "VD"],
  [1000, "5.3", "3b", "III", "9", "III", "3", "IIsup", "VD"],
  [1100, "5.3", "3c", "III+", "9", "III", "3+", "IIsup", "HVD"],
  [1200, "5.4", "4a", "IV-", "10", "IV", "4-", "III", "MS"],
  [1300, "5.4", "4a+", "IV", "10", "IV", "4", "III", "S"],
  [1400, "5.5", "4b", "IV", "11", "IV", "4", "IIIsup", "S"],
  [1500, "5.5", "4b+", "IV+", "12", "V", "4+", "IIIsup", "HS"],
  [1600, "5.6", "4c", "V-", "13", "V", "5-", "IV", "HS"],
  [1700, "5.6", "4c+", "V-", "13", "V", "5-", "IV", "MVS"],
  [1800, "5.7", "5a", "V", "14", "VI", "5", "IV", "VS"],
  [1900, "5.7", "5a+", "V+", "15", "VI", "5", "IV", "VS"],
  [2000, "5.8", "5b", "V+", "16", "VIIa", "5+", "IVsup", "VS"],
  [2100, "5.8", "5b+", "VI-", "16", "VIIa", "5+", "IVsup", "HVS"],
  [2200, "5.9", "5c", "VI", "17", "VIIb", "6-", "V", "HVS"],
  [2300, "5.9", "5c+", "VI", "17", "VIIb", "6-", "Vsup", "HVS"],
  [2400, "5.10a", "6a", "VI+", "18", "VIIc", "6-", "VI", "E1"],
  [2500, "5.10b", "6a+", "VII-", "19", "VIIIa", "6", "VI", "E1"],
  [2600, "5.10c", "6b", "VII", "20", "VIIIb", "6+", "VIsup", "E2"],
  [2700, "5.10d", "6b+", "VII+", "21", "VIIIc", "6+", "VIsup", "E3"],
  [2800, "5.11a", "6c", "VII+", "22", "VIIIc", "7-", "VIIa", "E3"],
  [2900, "5.11b", "6c", "VIII-", "22", "IXa", "7-", "VIIb", "E3"],
  [3000, "5.11c", "6c+", "VIII-", "23", "IXa", "7", "VIIb", "E4"],
  [3100, "5.11d", "7a", "VIII", "23", "IXb", "7+", "VIIc", "E4"],
  [3200, "5.12a", "7a+", "VIII+", "24", "IXc", "7+/8-", "VIIIa", "E5"],
  [3300, "5.12b", "7b", "IX-", "25", "Xa", "8-", "VIIIb", "E5"],
  [3400, "5.12c", "7b+", "IX-", "26", "Xa", "8", "VIIIc", "E6"],
  [3500, "5.12d", "7c", "IX", "27", "Xb", "8/8+", "IXa", "E6"],
  [3600, "5.13a", "7c+", "IX+", "28", "Xc", "8+", "IXb", "E7"],
  [3700, "5.13b", "8a", "X-", "29", "XIa", "9-", "IXc", "E7"],
  [3800, "5.13c", "8a+", "X-", "30", "XIa", "9-/9", "Xa", "E8"],
  [3900, "5.13d", "8b", "X", "31", "XIb", "9", "Xb", "E8"],
  [4000, "5.14a", "8b+", "X+", "32", "XIc", "9/9+", "Xc", "E9"],
  [4100, "5.14b", "8c", "XI-", "33", "XIIa", "9+", "XIa", "E10"],
  [4200, "5.14c", "8c+", "XI-", "34", "XIIa", "10-", "XIb", "E11"],
  [4300, "5.14d", "9a", "XI", "35", "XIIb", "10", "XIc", "E12"],
  [4400, "5.15a", "9a+", "XI+", "36", "XIIc", "10+", "XIIa", null],
  [4500, "5.15b", "9b", "XI+", "37", "XIIc", "10+", "XIIb", null],
  [4600, "5.15c", "9b+", "XII-", "38", null, "11-", "XIIc", null],
  [4700, "5.15d", "9c", "XII", "39", null, "11", "XIIIa", null],
];
