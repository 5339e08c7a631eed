import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convertGrade } from "./convert.ts";
import { formatGrade, parseGrade, unknownSystem, type Grade } from "./parse.ts";
import { readGrade } from "./read.ts";
import { secondsOf, valuesOf, type Reading } from "./readings.ts";
import { gradeKinds, gradeSystems, gradeTables, kindOfSystem, type GradeSystem } from "./table.ts";

const anySystem = fc.constantFrom(...gradeSystems);
const valueOf = (system: GradeSystem) => fc.constantFrom(...valuesOf(system).map(({ value }) => value));

/** Two systems of one kind, perhaps the same. */
const anyPair = fc
  .constantFrom(...gradeKinds)
  .chain((kind) =>
    fc.tuple(fc.constantFrom(...gradeTables[kind].columns), fc.constantFrom(...gradeTables[kind].columns)),
  );

/** A grade as its system writes it: a value, a nuance, a pair, or a range. */
const gradeOf = (system: GradeSystem): fc.Arbitrary<Grade> => {
  const seconds = secondsOf(system).map(({ value }) => value);
  const nuance = fc.tuple(valueOf(system), fc.constantFrom("", "", "+", "-")).map((parts) => parts.join(""));
  const paired = fc
    .tuple(valueOf(system), fc.constantFrom("", ...seconds))
    .map((parts) => parts.filter(Boolean).join(" "));
  const range = fc.tuple(valueOf(system), fc.constantFrom("/", "-"), valueOf(system)).map((parts) => parts.join(""));
  return fc
    .oneof(nuance, paired, range)
    .map((text) => parseGrade(text, system))
    .filter(({ score }) => score !== null);
};

const scoreOf = (grade: Grade | null): number => grade?.score ?? Number.NaN;

function endsOf(grade: Grade): readonly Reading[] {
  const written = readGrade(grade.value, grade.system as GradeSystem);
  if (!written) throw new Error(`${grade.value} does not read as itself`);
  return written.range === null ? [written] : [written.range.low, written.range.high];
}

/** How far the score of what is meant may be from the score of what was written. */
const widthOf = (grade: Grade): number =>
  100 + Math.max(...endsOf(grade).map(({ lowest, highest }) => highest - lowest));

function isBeyond(system: GradeSystem, score: number): boolean {
  const values = valuesOf(system);
  return score < (values[0]?.lowest ?? 0) - 50 || score > (values.at(-1)?.highest ?? 0) + 50;
}

describe("whatever the system", () => {
  test("what a grade is written as reads as that grade", () => {
    fc.assert(
      fc.property(anySystem.chain(gradeOf), (grade) => {
        expect(parseGrade(formatGrade(grade), grade.system)).toEqual(grade);
      }),
      { numRuns: 1_000 },
    );
  });

  test("what is not understood is kept verbatim, and nothing throws", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdVIXEMSHWAFsup+-/. "), maxLength: 9 }),
    );
    fc.assert(
      fc.property(texts, fc.option(anySystem, { nil: undefined }), (text, system) => {
        const grade = parseGrade(text, system);
        if (grade.score === null)
          expect(grade).toEqual({ system: system ?? unknownSystem, value: text.trim(), score: null });
        else expect(parseGrade(formatGrade(grade), grade.system)).toEqual(grade);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a conversion", () => {
  test("gives a grade of the other system, or null where that has none so easy or so hard", () => {
    fc.assert(
      fc.property(
        anyPair.chain(([from, to]) => fc.tuple(gradeOf(from), fc.constant(to))),
        ([grade, to]) => {
          const converted = convertGrade(grade, to);
          expect(converted === null).toBe(endsOf(grade).some(({ score }) => isBeyond(to, score)));
          if (converted === null) return;
          expect(converted.system).toBe(to);
          expect(parseGrade(formatGrade(converted), to)).toEqual(converted);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("keeps the order", () => {
    const twoValues = anyPair.chain(([from, to]) =>
      fc.tuple(valueOf(from), valueOf(from), fc.constant([from, to] as const)),
    );
    fc.assert(
      fc.property(twoValues, ([one, other, [from, to]]) => {
        const grades = [parseGrade(one, from), parseGrade(other, from)].toSorted((a, b) => scoreOf(a) - scoreOf(b));
        const [easier = Number.NaN, harder = Number.NaN] = grades.map((grade) => scoreOf(convertGrade(grade, to)));
        expect(easier > harder).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("there and back ends within the width of the coarser system", () => {
    fc.assert(
      fc.property(
        anyPair.chain(([from, to]) => fc.tuple(gradeOf(from), fc.constant(to))),
        ([grade, to]) => {
          const there = convertGrade(grade, to);
          const back = there && convertGrade(there, grade.system as GradeSystem);
          if (there === null || back === null) return;
          const width = Math.max(widthOf(grade), widthOf(there), widthOf(back));
          expect(Math.abs(scoreOf(back) - scoreOf(grade))).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("is null across kinds, and without a score", () => {
    fc.assert(
      fc.property(anySystem.chain(gradeOf), anySystem, (grade, to) => {
        if (kindOfSystem(grade.system) !== kindOfSystem(to)) expect(convertGrade(grade, to)).toBeNull();
        expect(convertGrade({ ...grade, score: null }, to)).toBeNull();
      }),
    );
    expect(convertGrade({ system: "kurtyka", value: "VI.5", score: null }, "french")).toBeNull();
    expect(convertGrade(parseGrade("project"), "french")).toBeNull();
  });

  test.each<[GradeSystem, string, GradeSystem, string]>([
    ["vScale", "V8", "font", "7B"],
    ["vScale", "V4-5", "font", "6B-6C"],
    ["font", "6B/6B+", "vScale", "V4"],
    ["font", "7A/7A+", "vScale", "V6/7"],
    ["french", "7a", "yds", "5.11d"],
    ["french", "6a/6a+", "yds", "5.10a/b"],
    ["yds", "5.12d R", "french", "7c"],
    ["yds", "5.10", "french", "6a+"],
    ["uiaa", "IX", "saxon", "Xb"],
    ["french", "8a+", "norwegian", "9-/9"],
    ["ewbank", "27", "brazilian", "IXa"],
    ["british", "E2 5c", "french", "6b"],
    ["british", "E2 5b", "french", "6b"],
    ["british", "E1/E2 5b", "french", "6a/6b"],
    ["french", "6b", "british", "E2"],
    ["british", "5c", "yds", "5.10d"],
    ["wi", "WI4-5", "ai", "AI4-5"],
    ["wi", "WI4+ X", "ai", "AI4+ X"],
    ["a", "A2+", "c", "C2+"],
    ["french", "6a", "french", "6a"],
  ])("of %s %s to %s is %s", (from, value, to, converted) => {
    expect(convertGrade(parseGrade(value, from), to)).toEqual(parseGrade(converted, to));
  });

  test.each<[GradeSystem, string, GradeSystem]>([
    ["french", "9b", "british"],
    ["french", "9a/9b", "british"],
    ["wi", "WI11", "ai"],
    ["a", "A6", "c"],
  ])("of %s %s to %s, which goes less far, is null", (from, value, to) => {
    expect(convertGrade(parseGrade(value, from), to)).toBeNull();
  });
});
