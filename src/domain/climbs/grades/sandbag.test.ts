import * as sandbag from "@openbeta/sandbag";
import { describe, expect, test } from "vitest";
import { convertGrade } from "./convert.ts";
import { parseGrade } from "./parse.ts";
import { valuesOf } from "./readings.ts";
import { writingRules } from "./systems.ts";
import { gradeKinds, gradeTables, type GradeSystem } from "./table.ts";

/**
 * OpenBeta's library as a second opinion. It takes Font in lower case only and writes UIAA and Saxon with Arabic
 * numerals; what it cannot read becomes its easiest grade without a word, so nothing else is shown to it.
 */
const theirNames = {
  vScale: "vscale",
  font: "font",
  yds: "yds",
  french: "french",
  uiaa: "uiaa",
  ewbank: "ewbank",
  saxon: "saxon",
  norwegian: "norwegian",
  brazilian: "brazilian_crux",
  wi: "wi",
  ai: "ai",
  a: "aid",
} as const;
type Shared = keyof typeof theirNames;
const isShared = (system: GradeSystem): system is Shared => system in theirNames;

const toTheirs = (value: string, system: Shared): string => {
  if (system === "font") return value.toLowerCase();
  return system === "uiaa" || system === "saxon" ? writingRules[system].respell(value) : value;
};

/** Bands of a difference that are a matter of opinion. Below French 6a the printed tables agree on nothing. */
const tolerated = 250;
const leastRoute = 2_400;

const sharedKinds = gradeKinds.filter((kind) => gradeTables[kind].columns.some(isShared));

describe.each(sharedKinds)("of %s", (kind) => {
  const shared = gradeTables[kind].columns.filter(isShared);
  const pairs = shared.flatMap((from) => shared.map((to) => [from, to] as const));

  test.each(pairs)("conversions from %s to %s are near theirs", (from, to) => {
    const differing: string[] = [];
    let compared = 0;
    const theirValues = new Set(sandbag.getScale(theirNames[from])?.grades);
    for (const { value, score } of valuesOf(from)) {
      const written = toTheirs(value, from);
      if (!theirValues.has(written) || (kind === "route" && score < leastRoute)) continue;
      const ours = convertGrade(parseGrade(value, from), to);
      const theirs = parseGrade(sandbag.convertGrade(written, theirNames[from], theirNames[to]), to);
      if (ours?.score == null || theirs.score === null) continue;
      compared++;
      if (Math.abs(ours.score - theirs.score) > tolerated) differing.push(`${value}: ${ours.value}, ${theirs.value}`);
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(8);
  });
});
