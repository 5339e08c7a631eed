import type { GradeSystem } from "./table.ts";

/** How a system is written beyond the plain values of its column. */
export interface WritingRules {
  /** Matches writings that can mean no other system; case counts, since only case tells Font 7B from French 7b. */
  readonly telltale: RegExp;
  /** Names people put before a value ("fb 7A"), upper-case; dropped. */
  readonly prefixes: readonly string[];
  /** What people leave out when the system is known: "8" for V8, "10a" for 5.10a. */
  readonly implied: string;
  /** Values that span bands of the column, from the first to the last value named. */
  readonly broad: Readonly<Record<string, readonly [from: string, to: string]>>;
  /** Other writings, upper-case without spaces, of a value of the column. */
  readonly aliases: Readonly<Record<string, string>>;
  /** A second numbering of the whole column. */
  readonly respell: (value: string) => string;
  /** What the upper end of a range drops when both ends share it: V4-5, 5.10a/b. */
  readonly sharedStem: RegExp | undefined;
  /** Remarks after a space that are kept and do not change the score, by their upper-case writings. */
  readonly remarks: ReadonlyMap<string, string>;
}

const plain = {
  prefixes: [],
  implied: "",
  broad: {},
  aliases: {},
  respell: (value: string) => value,
  sharedStem: undefined,
  remarks: new Map<string, string>(),
} satisfies Omit<WritingRules, "telltale">;

const romanNumerals = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

export const writingRules: Readonly<Record<GradeSystem, WritingRules>> = {
  vScale: {
    ...plain,
    telltale: /^V(?:\d|B|-?EASY)/i,
    implied: "V",
    aliases: { "V-EASY": "VB", VEASY: "VB", "V-B": "VB" },
    sharedStem: /^V(?=\d)/,
  },
  font: {
    ...plain,
    telltale: /^(?:F[Bb]|fb|[Ff]ont|FONT|F?[1-9][A-C])/,
    prefixes: ["FONT", "FB", "F"],
    // The letterless grades of Fontainebleau's own guidebooks below 6A, and the whole numbers of old topos above.
    broad: {
      "3-": ["3A", "3A"],
      "3": ["3A", "3C"],
      "3+": ["3C", "3C"],
      "4-": ["4A", "4A"],
      "4": ["4A", "4B"],
      "4+": ["4C", "4C"],
      "5-": ["5A", "5A"],
      "5": ["5A", "5B"],
      "5+": ["5C", "5C"],
      "6": ["6A", "6C+"],
      "7": ["7A", "7C+"],
      "8": ["8A", "8C+"],
    },
  },
  yds: {
    ...plain,
    telltale: /^(?:YDS)?(?:5\.\d|3RD|4TH|EASY5TH)/i,
    prefixes: ["YDS"],
    implied: "5.",
    // 5.10- is 5.10a or b, 5.10+ is c or d, and a plain 5.10 any of the four.
    broad: Object.fromEntries(
      ["5.10", "5.11", "5.12", "5.13", "5.14", "5.15"].flatMap(
        (number): [value: string, span: readonly [string, string]][] => [
          [`${number}-`, [`${number}a`, `${number}b`]],
          [number, [`${number}a`, `${number}d`]],
          [`${number}+`, [`${number}c`, `${number}d`]],
        ],
      ),
    ),
    aliases: { EASY5TH: "5.0" },
    sharedStem: /^5\.1\d(?=[a-d])/,
    remarks: new Map([
      ["R", "R"],
      ["X", "X"],
      ["PG13", "PG13"],
      ["PG-13", "PG13"],
    ]),
  },
  french: {
    ...plain,
    telltale: /^(?:F[Rr]|fr|[Ff]?[1-9][a-c])/,
    prefixes: ["FR", "F"],
    broad: {
      "3": ["3a", "3b"],
      "3+": ["3c", "3c"],
      "4": ["4a", "4b"],
      "4+": ["4b+", "4c+"],
      "5": ["5a", "5b"],
      "5+": ["5b+", "5c+"],
      "6": ["6a", "6c+"],
      "7": ["7a", "7c+"],
      "8": ["8a", "8c+"],
    },
  },
  uiaa: {
    ...plain,
    telltale: /^(?:UIAA|uiaa|[IVX])/,
    prefixes: ["UIAA"],
    respell: (value) => value.replace(/^[IVX]+/, (roman) => String(romanNumerals.indexOf(roman) + 1)),
  },
  ewbank: {
    ...plain,
    telltale: /^(?:EWBANK|AU)\d/i,
    prefixes: ["EWBANK", "AU"],
  },
};
