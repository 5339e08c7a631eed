import { plain, type WritingRules } from "./rules.ts";

/**
 * The adjective tells how hard the whole route is, the technical grade its hardest move: E2 5c is usual, E2 5b bold or
 * long, E2 6a short and safe. Only the two together, or the adjective, sort well; the technical grade alone, as on
 * sandstone with a rope from above, sorts among the adjectives that it usually goes with.
 */
export const british: WritingRules = {
  ...plain,
  name: "British",
  // M, D and S alone mean other things elsewhere; so does a technical grade.
  telltale: /^(?:BRITISH|UK|E[1-9]|[HM]?VS|[HM]S|H?VD|V?DIFF|(?:HARD|MILD|VERY|HARDVERY|MILDVERY)?SEVERE|MOD)/i,
  prefixes: ["BRITISH", "UK"],
  seconds: {
    "3a": ["D", "VD"],
    "3b": ["VD", "HVD"],
    "3c": ["HVD", "MS"],
    "4a": ["MS", "S"],
    "4b": ["HS", "MVS"],
    "4c": ["VS", "VS"],
    "5a": ["HVS", "HVS"],
    "5b": ["E1", "E1"],
    "5c": ["E2", "E3"],
    "6a": ["E3", "E5"],
    "6b": ["E5", "E6"],
    "6c": ["E6", "E8"],
    "7a": ["E8", "E10"],
    "7b": ["E10", "E12"],
  },
  aliases: {
    MOD: "M",
    MODERATE: "M",
    DIFF: "D",
    DIFFICULT: "D",
    HARDDIFF: "HD",
    VDIFF: "VD",
    VERYDIFFICULT: "VD",
    HVDIFF: "HVD",
    MILDSEVERE: "MS",
    SEVERE: "S",
    HARDSEVERE: "HS",
    MILDVERYSEVERE: "MVS",
    VERYSEVERE: "VS",
    HARDVERYSEVERE: "HVS",
  },
};
