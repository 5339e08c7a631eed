import { readingsBySystem, type Reading, type Readings } from "./readings.ts";
import type { WritingRules } from "./rules.ts";
import { writingRules } from "./systems.ts";
import type { GradeSystem } from "./table.ts";

/** A grade as it was written: a value, or a range of two with what joins them, perhaps with a remark. */
export interface WrittenGrade extends Reading {
  readonly range: { readonly low: Reading; readonly high: Reading; readonly joint: string } | null;
  readonly remark: string | null;
}

type Spelling = Pick<WritingRules, "prefixes" | "implied" | "sharedStem">;

const bare: Spelling = { prefixes: [], implied: "", sharedStem: undefined };

/**
 * Full-width forms, superscripts and roman numeral signs become plain characters; so does every dash and slash, which
 * then joins without spaces.
 */
export function unify(text: string): string {
  return text
    .replace(/[º°]/g, "")
    .normalize("NFKC")
    .replace(/\p{Dash}/gu, "-")
    .replace(/[\u2044\u2215]/g, "/")
    .replace(/\s*([-/])\s*/g, "$1")
    .trim();
}

/** Reads what `unify` made of a grade; undefined when the system has no such grade. */
export function readGrade(written: string, system: GradeSystem): WrittenGrade | undefined {
  const whole = readPlain(written, system) ?? readSecond(written, system);
  if (whole) return whole;
  const [, grade = "", word = ""] = /^(.*\S)\s+(\S+)$/.exec(written) ?? [];
  return readPair(grade, word, system) ?? readRemarked(grade, word, system);
}

function readPlain(written: string, system: GradeSystem): WrittenGrade | undefined {
  return readFrom(readingsBySystem.get(system)?.values, written, writingRules[system]);
}

function readSecond(written: string, system: GradeSystem): WrittenGrade | undefined {
  return readFrom(readingsBySystem.get(system)?.seconds, written, bare);
}

/** "E2 5c": what follows does not change how hard it is, but how it sorts among its like. */
function readPair(grade: string, word: string, system: GradeSystem): WrittenGrade | undefined {
  const second = readSecond(word, system);
  const first = second && readPlain(grade, system);
  if (!first) return undefined;
  return { ...first, value: `${first.value} ${second.value}`, score: first.score + leanTo(second, first.score) };
}

/** Never half a band, so that a pair stays nearest to what its first part is nearest to. */
const steepestLean = 40;

function leanTo({ lowest, highest }: Reading, score: number): number {
  const distance = score < lowest ? lowest - score : Math.min(highest - score, 0);
  return Math.max(-steepestLean, Math.min(distance / 8, steepestLean));
}

/** "5.10a R": the grade is read without its remark, which is then put back. */
function readRemarked(grade: string, word: string, system: GradeSystem): WrittenGrade | undefined {
  const remark = writingRules[system].remarks.get(word.toUpperCase());
  const reading = remark === undefined ? undefined : readPlain(grade, system);
  return reading && remark !== undefined ? { ...reading, value: `${reading.value} ${remark}`, remark } : undefined;
}

function readFrom(readings: Readings | undefined, written: string, spelling: Spelling): WrittenGrade | undefined {
  // A space between digits separates two numbers: "2 4" is no 24.
  if (!readings || /\d\s+\d/.test(written)) return undefined;
  const key = written.replace(/\s/g, "").toUpperCase();
  const single = readEnd(key, readings, spelling);
  return single ? { ...single, range: null, remark: null } : readRange(key, readings, spelling);
}

function readEnd(key: string, readings: Readings, { prefixes, implied }: Spelling): Reading | undefined {
  const prefix = prefixes.find((name) => key.startsWith(name));
  const value = prefix === undefined ? key : key.slice(prefix.length).replace(/^[.:]/, "");
  return readings.get(value) ?? readings.get(implied + value);
}

/**
 * "V4-5", "5.10a/b", "VI+/VII-". A minus may belong to a value or join two of them, so each place is tried; the input
 * is short and each try a few look-ups.
 */
function readRange(key: string, readings: Readings, spelling: Spelling): WrittenGrade | undefined {
  for (const joint of ["/", "-"]) {
    for (let at = key.indexOf(joint, 1); at !== -1; at = key.indexOf(joint, at + 1)) {
      const low = readEnd(key.slice(0, at), readings, spelling);
      const high = low && readHighEnd(key.slice(at + 1), low, readings, spelling);
      // A range that falls is more likely a misreading ("24/5" for 24/25) than a climber's order.
      if (!low || !high || high.score <= low.score) continue;
      return {
        value: low.value + joint + shorten(low.value, high.value, spelling),
        score: (low.score + high.score) / 2,
        lowest: low.lowest,
        highest: high.highest,
        range: { low, high, joint },
        remark: null,
      };
    }
  }
  return undefined;
}

/** The upper end, which may leave out what it shares with the lower: the "b" of 5.10a/b, the "+" of 9b/+. */
function readHighEnd(key: string, low: Reading, readings: Readings, spelling: Spelling): Reading | undefined {
  const whole = readEnd(key, readings, spelling);
  if (whole || key === "") return whole;
  const start = low.value.toUpperCase();
  if (/^[-+]/.test(key)) return readings.get(start.replace(/[-+]$/, "") + key);
  // The longest first: the b of VIIIa/b is that of VIIIb.
  for (let shared = start.length - 1; shared > 0; shared--) {
    const completed = readings.get(start.slice(0, shared) + key);
    if (completed) return completed;
  }
  return undefined;
}

function shorten(low: string, high: string, { sharedStem }: Spelling): string {
  const stem = sharedStem?.exec(low)?.[0];
  return stem !== undefined && sharedStem?.exec(high)?.[0] === stem ? high.slice(stem.length) : high;
}
