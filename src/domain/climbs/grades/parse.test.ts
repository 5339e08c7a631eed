import { describe, expect, test } from "vitest";
import { formatGrade, parseGrade, unknownSystem } from "./parse.ts";
import { writingRules } from "./systems.ts";
import { gradeSystems, gradeTables, systemsOfDiscipline, type GradeSystem } from "./table.ts";

const scoreOf = (value: string, system: GradeSystem): number => {
  const { score } = parseGrade(value, system);
  if (score === null) throw new Error(`${value} has no score in ${system}`);
  return score;
};

/** The distinct values of each column, easiest first. */
const columns = Object.values(gradeTables).flatMap((table) =>
  table.columns.map((system, index) => {
    const cells = table.bands.map(([, ...cells]) => cells[index] ?? null);
    return { system, cells, values: [...new Set(cells.filter((cell) => cell !== null))] };
  }),
);

describe("the table", () => {
  test("has a column for every system", () => {
    expect(columns.map(({ system }) => system)).toEqual([...gradeSystems]);
  });

  test.each(Object.entries(gradeTables))("%s has full rows whose scores rise", (_, { columns, bands }) => {
    const scores = bands.map(([score]) => score);
    expect(scores).toEqual([...new Set(scores)].toSorted((a, b) => a - b));
    for (const band of bands) expect(band).toHaveLength(columns.length + 1);
  });

  test.each(columns)("a value of $system covers neighbouring bands only", ({ cells, values }) => {
    const changes = cells.filter((cell, index) => cell !== null && cell !== cells[index - 1]);
    expect(changes).toEqual(values);
  });

  test.each(columns)("the rules of $system name values of its column", ({ system, values }) => {
    const { broad, aliases } = writingRules[system];
    expect(values).toEqual(expect.arrayContaining([...Object.values(broad).flat(), ...Object.values(aliases)]));
  });

  test("every value of every column reads as itself, and harder values score higher", () => {
    for (const { system, values } of columns) {
      const grades = values.map((value) => parseGrade(value, system));
      expect(grades.map(formatGrade)).toEqual(values);
      const scores = values.map((value) => scoreOf(value, system));
      expect(scores).toEqual([...new Set(scores)].toSorted((a, b) => a - b));
    }
  });

  test.each([
    ["V8", "vScale", "7B", "7B+", "font"],
    ["V3", "vScale", "6A", "6A+", "font"],
    ["23", "ewbank", "6c+", "7a", "french"],
    ["X-", "uiaa", "5.13b", "5.13c", "yds"],
  ] as const)("%s (%s) sorts midway between %s and %s (%s)", (value, system, low, high, other) => {
    expect(scoreOf(value, system)).toBe((scoreOf(low, other) + scoreOf(high, other)) / 2);
  });

  test.each([
    ["5.14d", "9a", "XI", "35"],
    ["5.12d", "7c", "IX", "27"],
    ["5.10a", "6a", "VI+", "18"],
  ])("%s, %s, %s and %s are one difficulty", (yds, french, uiaa, ewbank) => {
    const score = scoreOf(yds, "yds");
    expect([scoreOf(french, "french"), scoreOf(uiaa, "uiaa"), scoreOf(ewbank, "ewbank")]).toEqual([
      score,
      score,
      score,
    ]);
  });
});

describe("with a system", () => {
  test.each<[GradeSystem, string, string]>([
    ["vScale", "V8", "V8"],
    ["vScale", "  v 4 ", "V4"],
    ["vScale", "8", "V8"],
    ["vScale", "vb", "VB"],
    ["vScale", "V-easy", "VB"],
    ["vScale", "easy", "VB"],
    ["vScale", "V0-", "V0-"],
    ["vScale", "V4+", "V4+"],
    ["vScale", "V4-5", "V4-5"],
    ["vScale", "V4 – V5", "V4-5"],
    ["vScale", "v4/v5", "V4/5"],
    ["vScale", "V1-5", "V1-5"],
    ["vScale", "V9/10", "V9/10"],
    ["vScale", "VB-V0", "VB-V0"],
    ["vScale", "V0--1", "V0--1"],
    ["font", "7b+", "7B+"],
    ["font", "7B＋", "7B+"],
    ["font", "fb 7a", "7A"],
    ["font", "f6C", "6C"],
    ["font", "4+", "4+"],
    ["font", "5", "5"],
    ["font", "6a/b", "6A/6B"],
    ["font", "8A/+", "8A/8A+"],
    ["yds", "5.9", "5.9"],
    ["yds", "5.9+", "5.9+"],
    ["yds", "5.10A", "5.10a"],
    ["yds", "10a", "5.10a"],
    ["yds", "5.10a/b", "5.10a/b"],
    ["yds", "5.10a/5.10b", "5.10a/b"],
    ["yds", "5.10a-c", "5.10a-c"],
    ["yds", "5.10d/11a", "5.10d/5.11a"],
    ["yds", "5.8/9", "5.8/5.9"],
    ["yds", "5.10-11", "5.10-5.11"],
    ["yds", "5.12-", "5.12-"],
    ["yds", "5.12−", "5.12-"],
    ["yds", "5.11-/5.11", "5.11-/5.11"],
    ["yds", "Easy 5th", "5.0"],
    ["yds", "4th", "4th"],
    ["yds", "5.10a/b pg-13", "5.10a/b PG13"],
    ["yds", "5.9 R", "5.9 R"],
    ["french", "7B+", "7b+"],
    ["french", "f7b", "7b"],
    ["french", "Fr 6A", "6a"],
    ["french", "6a+/6b", "6a+/6b"],
    ["french", "6a+ / b", "6a+/6b"],
    ["french", "9b/+", "9b/9b+"],
    ["french", "5+", "5+"],
    ["uiaa", "VII+", "VII+"],
    ["uiaa", "vii+", "VII+"],
    ["uiaa", "7+", "VII+"],
    ["uiaa", "Ⅶ⁺", "VII+"],
    ["uiaa", "UIAA 7+", "VII+"],
    ["uiaa", "8-/8", "VIII-/VIII"],
    ["uiaa", "VI+/VII-", "VI+/VII-"],
    ["uiaa", "VI-VII", "VI-VII"],
    ["uiaa", "VI-", "VI-"],
    ["ewbank", "24", "24"],
    ["ewbank", "24/25", "24/25"],
    ["ewbank", " 24 - 25 ", "24-25"],
  ])("%s reads %j as %s, which reads as itself", (system, input, value) => {
    const grade = parseGrade(input, system);
    expect(grade).toEqual({ system, value, score: expect.any(Number) });
    expect(parseGrade(formatGrade(grade), system)).toEqual(grade);
  });

  test.each<[GradeSystem, readonly string[]]>([
    ["vScale", ["VB", "V0-", "V0", "V0+", "V1", "V3", "V3+", "V3/4", "V4-", "V4", "V4-5", "V5"]],
    ["font", ["3", "4", "4+", "5", "5+", "6A", "6A/6A+", "6A+", "7B", "7B+"]],
    ["yds", ["5.8", "5.9-", "5.9", "5.9+", "5.10a", "5.10a/b", "5.10b", "5.10", "5.10c", "5.10+", "5.10d", "5.11-"]],
    ["french", ["3", "3+", "4", "4+", "5", "5+", "6a", "6a+", "6a+/6b", "6b", "9b/9b+", "9b+"]],
    ["uiaa", ["IV", "IV+", "V-", "V", "VI+", "VI+/VII-", "VII-", "VII", "VII+", "XI+", "XI+/XII-", "XII-"]],
    ["ewbank", ["9", "10", "24", "24/25", "25"]],
  ])("%s sorts by difficulty", (system, values) => {
    const scores = values.map((value) => scoreOf(value, system));
    expect(scores).toEqual([...new Set(scores)].toSorted((a, b) => a - b));
  });

  test("a range scores the middle of its ends", () => {
    expect(scoreOf("V4-5", "vScale")).toBe((scoreOf("V4", "vScale") + scoreOf("V5", "vScale")) / 2);
    expect(scoreOf("5.10a/b", "yds")).toBe((scoreOf("5.10a", "yds") + scoreOf("5.10b", "yds")) / 2);
  });

  test("a remark leaves the score alone", () => {
    expect(scoreOf("5.9 R", "yds")).toBe(scoreOf("5.9", "yds"));
  });

  test.each<[GradeSystem, string]>([
    ["vScale", "hard"],
    ["vScale", "V99"],
    ["vScale", "V5-V4"],
    ["vScale", ""],
    ["font", "7D"],
    ["yds", "5.10e"],
    ["yds", "5."],
    ["french", "7b?"],
    ["uiaa", "VII++"],
    ["uiaa", "XIII"],
    ["ewbank", "2 4"],
    ["ewbank", "24/5"],
    ["ewbank", "__proto__"],
  ])("%s keeps %j verbatim without a score", (system, input) => {
    expect(parseGrade(` ${input}\n`, system)).toEqual({ system, value: input, score: null });
  });
});

describe("without a system", () => {
  test.each<[string, GradeSystem, string]>([
    ["V8", "vScale", "V8"],
    ["v4-5", "vScale", "V4-5"],
    ["VB", "vScale", "VB"],
    ["V-easy", "vScale", "VB"],
    ["5.10a", "yds", "5.10a"],
    ["5.9+", "yds", "5.9+"],
    ["5.10b R", "yds", "5.10b R"],
    ["7B+", "font", "7B+"],
    ["F7B+", "font", "7B+"],
    ["fb7b+", "font", "7B+"],
    ["Font 7b+", "font", "7B+"],
    ["f7B+", "font", "7B+"],
    ["Fb. 7b+", "font", "7B+"],
    ["FB:7B+", "font", "7B+"],
    ["Fontainebleau 7b+", "font", "7B+"],
    ["Fr. 7b+", "french", "7b+"],
    ["French 7B+", "french", "7b+"],
    ["6a+ a0", "french", "6a+ A0"],
    ["VI+ A0", "uiaa", "VI+ A0"],
    ["5.10a A0", "yds", "5.10a A0"],
    ["10a", "yds", "5.10a"],
    ["11b/c", "yds", "5.11b/c"],
    ["12D", "yds", "5.12d"],
    ["7b+", "french", "7b+"],
    ["F7b+", "french", "7b+"],
    ["VII+", "uiaa", "VII+"],
    ["V", "uiaa", "V"],
    ["V-", "uiaa", "V-"],
    ["IX-/IX", "uiaa", "IX-/IX"],
    ["UIAA 8", "uiaa", "VIII"],
    ["Ewbank 24", "ewbank", "24"],
  ])("%j is recognised as %s %s", (input, system, value) => {
    expect(parseGrade(input)).toEqual({ system, value, score: expect.any(Number) });
    expect(parseGrade(input, "")).toEqual(parseGrade(input));
  });

  test.each([
    ["7b+", "boulder", "font", "7B+"],
    ["6a/b", "bouldering", "font", "6A/6B"],
    ["7B+", "sport", "french", "7b+"],
    ["vii+", "trad", "uiaa", "VII+"],
    ["V5", "sport", "vScale", "V5"],
    ["5.10a", "boulder", "yds", "5.10a"],
    ["7b+", "underwater", "french", "7b+"],
  ])("%j climbed as %s is %s %s", (input, discipline, system, value) => {
    expect(parseGrade(input, undefined, discipline)).toEqual({ system, value, score: expect.any(Number) });
  });

  test.each(["24", "7", "7+", "5", "", "D", "S", "VIIa", "TD+", "project", "5.99", "VI/V4", "M8 WI5", "🧗"])(
    "%j stays unknown and verbatim",
    (input) => {
      expect(parseGrade(`\t${input} `)).toEqual({ system: unknownSystem, value: input, score: null });
    },
  );
});

test("a system that is not ours is kept with its value", () => {
  expect(parseGrade(" VI.5 ", "kurtyka")).toEqual({ system: "kurtyka", value: "VI.5", score: null });
  expect(parseGrade("V8", "toString")).toEqual({ system: "toString", value: "V8", score: null });
});

test("input over 64 characters is not read", () => {
  const padded = `V${" ".repeat(62)}8`;
  expect(parseGrade(padded, "vScale").value).toBe("V8");
  const long = `V${" ".repeat(63)}8`;
  expect(parseGrade(long, "vScale")).toEqual({ system: "vScale", value: long, score: null });
  expect(parseGrade(long)).toEqual({ system: unknownSystem, value: long, score: null });
});

test("disciplines have the systems of their kind", () => {
  expect(systemsOfDiscipline("boulder")).toEqual(["vScale", "font"]);
  expect(systemsOfDiscipline("sport").slice(0, 4)).toEqual(["yds", "french", "uiaa", "ewbank"]);
  expect(systemsOfDiscipline("ice")).toEqual(["wi", "ai"]);
  expect(systemsOfDiscipline("via-ferrata")).toEqual([]);
  expect(systemsOfDiscipline("underwater")).toEqual([]);
});

test("no text makes it throw, and what it gives reads as itself", () => {
  const pieces = [
    "V",
    "5.",
    "10",
    "7",
    "b",
    "A",
    "+",
    "-",
    "/",
    " ",
    "I",
    "X",
    "F",
    "R",
    "–",
    "٣",
    "\ud800",
    "\0",
    "ﬃ",
    "½",
  ];
  // A fixed sequence, so that a failure can be repeated.
  let seed = 20260501;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: next(round % 50 === 0 ? 90 : 7) }, () => pieces[next(pieces.length)]).join("");
    for (const system of [undefined, "kurtyka", ...gradeSystems]) {
      const grade = parseGrade(text, system, "boulder");
      if (grade.score === null) expect(grade.value).toBe(text.trim());
      if (grade.system !== unknownSystem) expect(parseGrade(formatGrade(grade), grade.system)).toEqual(grade);
    }
  }
});
