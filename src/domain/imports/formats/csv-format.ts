import type { ClimbDraft } from "../../climbs/draft.ts";
import { parseGrade, unknownSystem } from "../../climbs/grades/parse.ts";
import type { DayOrder } from "../days.ts";
import type { FormatName, OwnFacts } from "../entry.ts";

/** The text of the first of these columns that says something; "" when none does. */
export type Cell = (...columns: readonly string[]) => string;

/** What a line says apart from its day. */
export interface ReadLine {
  readonly climb: Omit<ClimbDraft, "climbedOn">;
  /** What the logbook has no field for: it is told in the notes. */
  readonly asides: readonly string[];
  /** What was guessed, or kept as it is written. */
  readonly remarks: readonly string[];
  readonly own?: OwnFacts;
}

export interface CsvFormat {
  readonly name: FormatName;
  readonly title: string;
  /** Without one of each a file is something else. */
  readonly required: readonly (readonly string[])[];
  readonly dayColumns: readonly string[];
  /** The site's own way to write days in numbers, for files whose days can be read in both ways. */
  readonly usualOrder: DayOrder | null;
  /** A text is why the line is no climb. */
  read(cell: Cell): ReadLine | string;
}

/** How columns are compared: case, spaces and punctuation differ between versions of one export. */
export const columnKey = (column: string): string => column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export const blankClimb: Omit<ClimbDraft, "routeName" | "discipline" | "style" | "climbedOn"> = {
  routeUrl: null,
  attempts: null,
  rating: null,
  grade: null,
  perceivedGrade: null,
  locationName: null,
  sector: null,
  area: null,
  country: null,
  latitude: null,
  longitude: null,
  coordinatePrecision: "exact",
  isIndoor: null,
  pitches: null,
  heightMeters: null,
  notes: "",
  partners: [],
};

export const textOrNull = (text: string): string | null => (text === "" ? null : text);

/** A whole number from `least` on; null for anything else, as sites write 0 and -1 for what is not known. */
export function countOf(text: string, least = 1): number | null {
  const number = Number(text);
  return text !== "" && Number.isInteger(number) && number >= least ? number : null;
}

const metersPerFoot = 0.3048;
export const feetToMeters = (feet: number): number => Math.round(feet * metersPerFoot * 10) / 10;

/** `20m`, `65 ft`, `20`: meters unless feet are named. */
export function metersOf(text: string): number | null {
  const [, number = "", unit = ""] = /^(\d+(?:[.,]\d+)?)\s*([a-z'′]*)\.?$/i.exec(text.trim()) ?? [];
  const value = Number(number.replace(",", "."));
  if (number === "" || value <= 0) return null;
  return /^(ft|feet|foot|'|′)$/i.test(unit) ? feetToMeters(value) : value;
}

export const gradeOf = (value: string, system?: string): ClimbDraft["grade"] =>
  value === "" ? null : { value, system };

/**
 * `V3 PG13`, `5.9 A0`, `5.10a V2`: where the whole is no grade, the first part is; the rest is told in the notes. `system`
 * gives the one of a part, where the site does not name it.
 */
export function readGrade(
  written: string,
  discipline: string,
  systemOf: (part: string) => string | undefined = () => undefined,
): { grade: ClimbDraft["grade"]; aside?: string } {
  const isRead = (value: string) => parseGrade(value, systemOf(value), discipline).system !== unknownSystem;
  const [first = ""] = written.split(" ");
  if (first === written || isRead(written) || !isRead(first)) return { grade: gradeOf(written, systemOf(written)) };
  return { grade: gradeOf(first, systemOf(first)), aside: `Grade: ${written}` };
}

export const namesOf = (text: string, separators: RegExp): string[] =>
  text
    .split(separators)
    .map((name) => name.trim())
    .filter((name) => name !== "");

export const webAddress = (text: string): string | null =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : null;

/** Places from the widest to the narrowest, said as one: the narrowest first, and none twice. */
export const placesJoined = (places: readonly string[]): string | null =>
  textOrNull([...new Set(places.filter((place) => place !== ""))].toReversed().join(", "));

/** A style of another site in the logbook's words. */
export interface StyleRead {
  readonly style: string;
  /** More than the logbook's word tells. */
  readonly aside?: string;
  readonly remark?: string;
}

/** A style that nobody here knows stays as it is written: entries may have any. */
export const foreignStyle = (written: string): StyleRead => ({
  style: written,
  remark: `The style "${written}" is not known here and kept as it is written`,
});

export const styleAside = (written: string): string => `Style: ${written}`;

/** Those that say something. */
export const said = (...texts: readonly (string | undefined | null | false)[]): string[] =>
  texts.flatMap((text) => (typeof text === "string" && text !== "" ? [text] : []));
