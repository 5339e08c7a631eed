import { parse } from "csv-parse/sync";
import { formatNames, type FormatName } from "./entry.ts";
import { columnKey, type CsvFormat } from "./formats/csv-format.ts";
import { eightA } from "./formats/eight-a.ts";
import { mountainProject } from "./formats/mountain-project.ts";
import { theCrag } from "./formats/thecrag.ts";
import { topoutCsv } from "./formats/topout-csv.ts";
import { ukClimbing } from "./formats/ukclimbing.ts";
import { refuseFile } from "./read-text.ts";

/** Those with the most telling columns first. */
const csvFormats: readonly CsvFormat[] = [topoutCsv, mountainProject, theCrag, eightA, ukClimbing];
const delimiters = [",", ";", "\t"];

const jsonTitles = ["CLDF", "Topout's JSON"];
const understood = [...csvFormats.map(({ title }) => title), ...jsonTitles].join(", ");

export const refuseUnknown = () => refuseFile(`is nothing that is understood here. These are: ${understood}`);

export interface RecognisedCsv {
  readonly format: CsvFormat;
  readonly delimiter: string;
  readonly places: ReadonlyMap<string, number>;
}

/** Which table this is, by the columns in its first line. @throws Refused */
export function recogniseCsv(start: string, asked: FormatName | null): RecognisedCsv {
  const formats = asked === null ? csvFormats : csvFormats.filter(({ name }) => name === asked);
  for (const delimiter of delimiters) {
    const places = placesOf(start, delimiter);
    const format = formats.find((candidate) => missingOf(candidate, places).length === 0);
    if (format !== undefined) return { format, delimiter, places };
  }
  const [format] = formats;
  if (asked === null || format === undefined) throw refuseUnknown();
  const best = delimiters.map((delimiter) => missingOf(format, placesOf(start, delimiter)));
  const [missing = []] = best.toSorted((a, b) => a.length - b.length);
  throw refuseFile(`is none of ${format.title}: it has no column ${missing.map((name) => `"${name}"`).join(", ")}`);
}

/** Which format is asked for, or null for any. */
export const isFormatName = (name: string): name is FormatName => (formatNames as readonly string[]).includes(name);

function placesOf(start: string, delimiter: string): Map<string, number> {
  const places = new Map<string, number>();
  for (const [place, column] of headerOf(start, delimiter).entries()) {
    const key = columnKey(column);
    if (key !== "" && !places.has(key)) places.set(key, place);
  }
  return places;
}

/** The line in which some spreadsheets say what parts their cells. */
export const isSeparatorLine = (line: string): boolean => /^sep=.?$/i.test(line.trim());

function headerOf(start: string, delimiter: string): readonly string[] {
  const [first = ""] = start.split(/[\r\n]/, 1);
  try {
    const [header = []] = parse(isSeparatorLine(first) ? start.slice(first.length) : start, {
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: 1,
    });
    return header;
  } catch {
    // What cannot be taken apart has no columns.
    return [];
  }
}

const missingOf = (format: CsvFormat, places: ReadonlyMap<string, number>): string[] =>
  format.required.flatMap((names) => (names.some((name) => places.has(columnKey(name))) ? [] : [names[0] ?? ""]));
