import { british } from "./british.ts";
import { plain, type WritingRules } from "./rules.ts";
import type { GradeSystem } from "./table.ts";

const romanNumerals = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII"];

/** VIIa as 7a. */
const arabic = (value: string): string => value.replace(/^[IVX]+/, (roman) => String(romanNumerals.indexOf(roman) + 1));

/** Protection that is far apart, or bad enough to die for. */
const protection = { R: "R", X: "X" };

/** A few moves of a free climb are pulled on bolts. */
const pulled = { A0: "A0" };

export const writingRules: Readonly<Record<GradeSystem, WritingRules>> = {
  vScale: {
    ...plain,
    name: "V scale",
    telltale: /^V(?:\d|B|-?EASY)/i,
    implied: "V",
    aliases: { "V-EASY": "VB", VEASY: "VB", "V-B": "VB" },
    sharedStem: /^V(?=\d)/,
  },
  font: {
    ...plain,
    name: "Fontainebleau",
    telltale: /^(?:F[Bb]|fb|[Ff]ont|FONT|[Ff]?[1-9][A-C])/,
    prefixes: ["FONTAINEBLEAU", "FONT", "FB", "F"],
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
    name: "Yosemite Decimal System",
    // No other system has letters behind 10 to 15.
    telltale: /^(?:YDS)?(?:5\.\d|1[0-5][a-d]|3RD|4TH|EASY5TH)/i,
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
    remarks: new Map(Object.entries({ ...protection, ...pulled, PG13: "PG13", "PG-13": "PG13" })),
  },
  french: {
    ...plain,
    name: "French",
    telltale: /^(?:F[Rr]|fr|[Ff]?[1-9][a-c])/,
    prefixes: ["FRENCH", "FR", "F"],
    remarks: new Map(Object.entries(pulled)),
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
    name: "UIAA",
    telltale: /^(?:UIAA|uiaa|[IVX])/,
    prefixes: ["UIAA"],
    remarks: new Map(Object.entries(pulled)),
    respell: arabic,
  },
  ewbank: {
    ...plain,
    name: "Ewbank",
    telltale: /^(?:EWBANK|AU)\d/i,
    prefixes: ["EWBANK", "AU"],
  },
  // VIIa is written in Saxony and in Brazil, of very different difficulty: only the name or "sup" tells.
  saxon: {
    ...plain,
    name: "Saxon",
    telltale: /^SAX/i,
    prefixes: ["SAXON", "SAX"],
    respell: arabic,
  },
  norwegian: {
    ...plain,
    name: "Norwegian",
    telltale: /^N(?:OR(?:WEGIAN)?)?\d/i,
    prefixes: ["NORWEGIAN", "NOR", "N"],
  },
  brazilian: {
    ...plain,
    name: "Brazilian",
    telltale: /^BR|^[IVX]+SUP/i,
    prefixes: ["BRAZILIAN", "BR"],
    respell: arabic,
  },
  british,
  wi: {
    ...plain,
    name: "Water ice",
    telltale: /^WI\d/i,
    implied: "WI",
    sharedStem: /^WI/,
    remarks: new Map(Object.entries(protection)),
  },
  ai: {
    ...plain,
    name: "Alpine ice",
    telltale: /^AI\d/i,
    implied: "AI",
    sharedStem: /^AI/,
    remarks: new Map(Object.entries(protection)),
  },
  m: {
    ...plain,
    name: "Mixed",
    telltale: /^[MD]\d/i,
    implied: "M",
    respell: (value) => value.replace("M", "D"),
    sharedStem: /^M/,
  },
  a: {
    ...plain,
    name: "Aid",
    telltale: /^A\d/i,
    implied: "A",
    sharedStem: /^A/,
  },
  c: {
    ...plain,
    name: "Clean aid",
    telltale: /^C\d/i,
    implied: "C",
    sharedStem: /^C/,
  },
};
