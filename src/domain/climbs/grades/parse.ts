import { readGrade, unify } from "./read.ts";
import { writingRules } from "./systems.ts";
import { gradeSystems, isGradeSystem, systemsOfDiscipline, type GradeSystem } from "./table.ts";

export interface Grade {
  /** One of `gradeSystems`, a foreign name kept as it came, or `unknownSystem`. */
  system: string;
  value: string;
  /** Sorts grades of one kind (see `gradeTables`); null when the value could not be read. */
  score: number | null;
}

/** The system of a grade that came without one and whose writing does not tell it. */
export const unknownSystem = "unknown";

/** Grades are short; longer input comes from a peer's mistake or malice and is not worth reading. */
const longestReadable = 64;

/**
 * Reads a grade as people write it. A known system gives its canonical writing and a score; without a system it is
 * recognised where the writing leaves no doubt, with the discipline deciding what else would ("7b+" on a boulder is
 * Font), and last what its writer usually grades that discipline in ("24" by an Australian is Ewbank). What cannot be
 * read is kept as it came, trimmed, without a score. Never throws.
 */
export function parseGrade(input: string, system?: string, discipline?: string, usual: readonly string[] = []): Grade {
  const verbatim = input.trim();
  const known = system && isGradeSystem(system) ? system : undefined;
  if (system && !known) return { system, value: verbatim, score: null };
  if (verbatim.length > longestReadable) return { system: known ?? unknownSystem, value: verbatim, score: null };

  const written = unify(verbatim);
  for (const candidate of known ? [known] : recognise(written, discipline, usual)) {
    const reading = readGrade(written, candidate);
    if (reading) return { system: candidate, value: reading.value, score: reading.score };
  }
  return { system: known ?? unknownSystem, value: verbatim, score: null };
}

/** What people see; the value is canonical already where the system is known. */
export function formatGrade(grade: Grade): string {
  return grade.value;
}

/**
 * The systems whose telltale matches: first those of the hinted discipline, for which case does not matter. Then those of
 * it that are usual.
 */
function recognise(written: string, discipline: string | undefined, usual: readonly string[]): readonly GradeSystem[] {
  const compact = written.replace(/\s/g, "");
  const hinted = discipline === undefined ? [] : systemsOfDiscipline(discipline);
  return [
    ...hinted.filter((system) => new RegExp(writingRules[system].telltale, "i").test(compact)),
    ...gradeSystems.filter((system) => writingRules[system].telltale.test(compact)),
    ...hinted.filter((system) => usual.includes(system)),
  ];
}
