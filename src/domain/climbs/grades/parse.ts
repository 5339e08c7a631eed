import { middle, readingsBySystem, type Reading, type Readings } from "./readings.ts";
import { writingRules, type WritingRules } from "./systems.ts";
import { gradeSystems, systemsOfDiscipline, type GradeSystem } from "./table.ts";

export interface Grade {
  /** One of `gradeSystems`, a foreign name kept as it came, or `unknownSystem`. */
  system: string;
  value: string;
  /** Sorts grades of one scale (see `gradeTables`); null when the value could not be read. */
  score: number | null;
}

/** The system of a grade that came without one and whose writing does not tell it. */
export const unknownSystem = "unknown";

/** Grades are short; longer input comes from a peer's mistake or malice and is not worth reading. */
const longestReadable = 64;

/**
 * Reads a grade as people write it. A known system gives its canonical writing and a score; without a system it is
 * recognised where the writing leaves no doubt, with the discipline deciding what else would ("7b+" on a boulder is
 * Font). What cannot be read is kept as it came, trimmed, without a score. Never throws.
 */
export function parseGrade(input: string, system?: string, discipline?: string): Grade {
  const verbatim = input.trim();
  const known = system ? gradeSystems.find((candidate) => candidate === system) : undefined;
  if (system && !known) return { system, value: verbatim, score: null };
  if (verbatim.length > longestReadable) return { system: known ?? unknownSystem, value: verbatim, score: null };

  const written = unify(verbatim);
  if (known) return { system: known, value: verbatim, score: null, ...read(written, known) };
  for (const candidate of recognise(written, discipline)) {
    const reading = read(written, candidate);
    if (reading) return { system: candidate, ...reading };
  }
  return { system: unknownSystem, value: verbatim, score: null };
}

/** What people see; the value is canonical already where the system is known. */
export function formatGrade(grade: Grade): string {
  return grade.value;
}

/** Full-width forms, superscripts and roman numeral signs become plain characters; so does every dash and slash. */
function unify(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Dash}/gu, "-")
    .replace(/[\u2044\u2215]/g, "/")
    .trim();
}

/** The systems whose telltale matches: first those of the hinted discipline, for which case does not matter. */
function recognise(written: string, discipline: string | undefined): readonly GradeSystem[] {
  const compact = written.replace(/\s/g, "");
  const hinted = discipline === undefined ? [] : systemsOfDiscipline(discipline);
  return [
    ...hinted.filter((system) => new RegExp(writingRules[system].telltale, "i").test(compact)),
    ...gradeSystems.filter((system) => writingRules[system].telltale.test(compact)),
  ];
}

function read(written: string, system: GradeSystem): Reading | undefined {
  const whole = readPlain(written, system);
  if (whole) return whole;
  // "5.10a R": the grade is read without its remark, which is then put back.
  const [, grade = "", word = ""] = /^(.*\S)\s+(\S+)$/.exec(written) ?? [];
  const remark = writingRules[system].remarks.get(word.toUpperCase());
  const reading = remark === undefined ? undefined : readPlain(grade, system);
  return reading && { value: `${reading.value} ${remark}`, score: reading.score };
}

function readPlain(written: string, system: GradeSystem): Reading | undefined {
  const readings = readingsBySystem.get(system);
  // A space between digits separates two numbers: "2 4" is no 24.
  if (!readings || /\d\s+\d/.test(written)) return undefined;
  const key = written.replace(/\s/g, "").toUpperCase();
  const rules = writingRules[system];
  return readEnd(key, readings, rules) ?? readRange(key, readings, rules);
}

function readEnd(key: string, readings: Readings, rules: WritingRules): Reading | undefined {
  const prefix = rules.prefixes.find((name) => key.startsWith(name)) ?? "";
  const bare = key.slice(prefix.length);
  return readings.get(bare) ?? readings.get(rules.implied + bare);
}

/**
 * "V4-5", "5.10a/b", "VI+/VII-". A minus may belong to a value or join two of them, so each place is tried; the input
 * is short and each try a few look-ups.
 */
function readRange(key: string, readings: Readings, rules: WritingRules): Reading | undefined {
  for (const joint of ["/", "-"]) {
    for (let at = key.indexOf(joint, 1); at !== -1; at = key.indexOf(joint, at + 1)) {
      const low = readEnd(key.slice(0, at), readings, rules);
      const high = low && readHighEnd(key.slice(at + 1), low, readings, rules);
      // A range that falls is more likely a misreading ("24/5" for 24/25) than a climber's order.
      if (!low || !high || high.score <= low.score) continue;
      return { value: low.value + joint + shorten(low.value, high.value, rules), score: middle(low.score, high.score) };
    }
  }
  return undefined;
}

/** The upper end, which may leave out what it shares with the lower: the "b" of 5.10a/b, the "+" of 9b/+. */
function readHighEnd(key: string, low: Reading, readings: Readings, rules: WritingRules): Reading | undefined {
  const whole = readEnd(key, readings, rules);
  if (whole || key === "") return whole;
  const start = low.value.toUpperCase();
  if (/^[-+]/.test(key)) return readings.get(start.replace(/[-+]$/, "") + key);
  for (let shared = 1; shared < start.length; shared++) {
    const completed = readings.get(start.slice(0, shared) + key);
    if (completed) return completed;
  }
  return undefined;
}

function shorten(low: string, high: string, { sharedStem }: WritingRules): string {
  const stem = sharedStem?.exec(low)?.[0];
  return stem !== undefined && sharedStem?.exec(high)?.[0] === stem ? high.slice(stem.length) : high;
}
