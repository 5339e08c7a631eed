import { describe, expect, test } from "vitest";
import { formatGrade, parseGrade, unknownSystem } from "./parse.ts";
import type { GradeSystem } from "./table.ts";

/** The systems of a country, of ice, mixed ground and aid; `parse.test.ts` has the others. */

const scoreOf = (value: string, system: GradeSystem): number => {
  const { score } = parseGrade(value, system);
  if (score === null) throw new Error(`${value} has no score in ${system}`);
  return score;
};

describe("with a system", () => {
  test.each<[GradeSystem, string, string]>([
    ["saxon", "VIIc", "VIIc"],
    ["saxon", "viic", "VIIc"],
    ["saxon", "7c", "VIIc"],
    ["saxon", "Sax VIIIa/b", "VIIIa/VIIIb"],
    ["saxon", "IXc-Xa", "IXc-Xa"],
    ["saxon", "VI", "VI"],
    ["norwegian", "6+", "6+"],
    ["norwegian", "6−", "6-"],
    ["norwegian", "n7", "7"],
    ["norwegian", "8/8+", "8/8+"],
    ["norwegian", "9-/9", "9-/9"],
    ["norwegian", "7/7+", "7/7+"],
    ["norwegian", "8/8+-9-", "8/8+-9-"],
    ["brazilian", "VIsup", "VIsup"],
    ["brazilian", "VI sup", "VIsup"],
    ["brazilian", "6º sup", "VIsup"],
    ["brazilian", "VIIa", "VIIa"],
    ["brazilian", "7a", "VIIa"],
    ["brazilian", "BR 7a/b", "VIIa/VIIb"],
    ["british", "E2 5c", "E2 5c"],
    ["british", "e2  5C", "E2 5c"],
    ["british", "HVS 5a", "HVS 5a"],
    ["british", "VS", "VS"],
    ["british", "Very Severe 4c", "VS 4c"],
    ["british", "V Diff", "VD"],
    ["british", "Mod", "M"],
    ["british", "E3 5c/6a", "E3 5c/6a"],
    ["british", "E3 5c / 6a", "E3 5c/6a"],
    ["british", "E1/2", "E1/E2"],
    ["british", "E1/E2 5b", "E1/E2 5b"],
    ["british", "UK E2 5c", "E2 5c"],
    ["british", "5c", "5c"],
    ["british", "6a/b", "6a/6b"],
    ["wi", "WI4", "WI4"],
    ["wi", "wi 4+", "WI4+"],
    ["wi", "4+", "WI4+"],
    ["wi", "WI4-5", "WI4-5"],
    ["wi", "WI5/6", "WI5/6"],
    ["wi", "WI4-", "WI4-"],
    ["wi", "WI5+ R", "WI5+ R"],
    ["ai", "AI3", "AI3"],
    ["m", "M8", "M8"],
    ["m", "m6+", "M6+"],
    ["m", "D10", "M10"],
    ["m", "D10+/11", "M10+/11"],
    ["a", "A2+", "A2+"],
    ["a", "A0", "A0"],
    ["a", "A3/4", "A3/4"],
    ["c", "C1", "C1"],
    ["c", "2+", "C2+"],
  ])("%s reads %j as %s, which reads as itself", (system, input, value) => {
    const grade = parseGrade(input, system);
    expect(grade).toEqual({ system, value, score: expect.any(Number) });
    expect(parseGrade(formatGrade(grade), system)).toEqual(grade);
  });

  test.each<[GradeSystem, string]>([
    ["saxon", "VIId"],
    ["saxon", "VIa"],
    ["norwegian", "12"],
    ["brazilian", "VIIsup"],
    ["british", "E2 7d"],
    ["british", "5c E2"],
    ["british", "5c 5c"],
    ["british", "E13"],
    ["british", "E1 1"],
    ["british", "E1 5b E2"],
    ["wi", "WI14"],
    ["wi", "AI4"],
    ["ai", "WI4"],
    ["m", "M0"],
    ["m", "M17"],
    ["a", "C2"],
    ["a", "A7"],
    ["c", "C6"],
  ])("%s keeps %j verbatim without a score", (system, input) => {
    expect(parseGrade(input, system)).toEqual({ system, value: input, score: null });
  });

  test.each<[GradeSystem, readonly string[]]>([
    ["saxon", ["III", "V", "VI", "VIIa", "VIIc", "VIIIa", "IXc", "Xa", "XIIb"]],
    ["norwegian", ["4+", "5-", "5", "6-", "6", "6+", "8", "8/8+", "8+", "9-", "9-/9", "9", "11"]],
    ["brazilian", ["I", "Isup", "II", "VI", "VIsup", "VIIa", "VIIc", "VIIIa", "XIc"]],
    ["british", ["M", "D", "HD", "VD", "HVD", "MS", "S", "HS", "MVS", "VS", "HVS", "E1", "E2", "E3", "E11", "E12"]],
    ["british", ["HVS", "E1", "E2 5a", "E2 5b", "E2 5c", "E2 6a", "E2 6b", "E2/E3", "E3"]],
    ["british", ["3a", "3b", "3c", "4a", "4b", "4c", "5a", "5b", "5c", "6a", "6b", "6c", "7a", "7b"]],
    ["wi", ["WI2", "WI3", "WI3+", "WI4-", "WI4", "WI4+", "WI4-5", "WI5", "WI13"]],
    ["m", ["M5", "M5+", "M5-6", "M6-", "M6", "D7", "M10"]],
    ["a", ["A0", "A1", "A1+", "A2", "A2+", "A2-3", "A3", "A4+", "A5", "A6"]],
  ])("%s sorts by difficulty: %j", (system, values) => {
    const scores = values.map((value) => scoreOf(value, system));
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  });

  test("what is usual for an adjective is as hard as the adjective alone", () => {
    for (const value of ["HVS 5a", "E1 5b", "E2 5c", "E3 6a", "E7 6c"]) {
      expect(scoreOf(value, "british"), value).toBe(scoreOf(value.split(" ")[0] ?? "", "british"));
    }
  });

  test.each<[string, GradeSystem, string, GradeSystem]>([
    ["E11", "british", "8c+", "french"],
    ["IXb", "saxon", "VIII", "uiaa"],
    ["8/8+", "norwegian", "7c", "french"],
    ["VIIIc", "brazilian", "7b+", "french"],
    ["WI5", "wi", "AI5", "ai"],
    ["A3", "a", "C3", "c"],
  ])("%s (%s) is as hard as %s (%s)", (value, system, other, otherSystem) => {
    expect(scoreOf(value, system)).toBe(scoreOf(other, otherSystem));
  });
});

describe("without a system", () => {
  test.each<[string, GradeSystem, string]>([
    ["E2 5c", "british", "E2 5c"],
    ["HVS 5a", "british", "HVS 5a"],
    ["VS", "british", "VS"],
    ["VDiff", "british", "VD"],
    ["Hard Severe", "british", "HS"],
    ["WI4", "wi", "WI4"],
    ["wi 4+", "wi", "WI4+"],
    ["AI3", "ai", "AI3"],
    ["M8", "m", "M8"],
    ["D12+", "m", "M12+"],
    ["A2+", "a", "A2+"],
    ["C1", "c", "C1"],
    ["VIsup", "brazilian", "VIsup"],
    ["Sax VIIb", "saxon", "VIIb"],
    ["N6+", "norwegian", "6+"],
  ])("%j is recognised as %s %s", (input, system, value) => {
    expect(parseGrade(input)).toEqual({ system, value, score: expect.any(Number) });
  });

  test.each(["5c", "6a", "7c+"])("%j is French, though the British write it for single moves", (input) => {
    expect(parseGrade(input, undefined, "trad").system).toBe("french");
  });

  test.each(["VIIa", "XIc", "WI14", "A7", "M0", "C9", "N12", "E13", "5.9 A2"])("%j stays unknown", (input) => {
    expect(parseGrade(input)).toEqual({ system: unknownSystem, value: input, score: null });
  });
});
