import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { cleanText, faultOf } from "./check-climb.ts";
import { bounded, mostEntries, mostTextLength, refuseTooMany } from "./bounds.ts";
import { orderOf, readDay, type DayOrder } from "./days.ts";
import type { FileLine, Reading } from "./entry.ts";
import { columnKey, type Cell, type CsvFormat } from "./formats/csv-format.ts";
import { isSeparatorLine } from "./recognise.ts";
import { readText, refuseFile, type Encoding } from "./read-text.ts";

/** How a table is written. */
export interface CsvLayout {
  readonly path: string;
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly format: CsvFormat;
  /** Place of each column by its key. */
  readonly places: ReadonlyMap<string, number>;
}

/** What must be known of the whole before a line of it is read. */
export interface CsvSurvey {
  readonly lines: number;
  readonly order: DayOrder | null;
  /** No day tells which of its numbers is the month, and some need it. */
  readonly isOrderGuessed: boolean;
}

const mostLineLength = 200_000;
/** What is longer than a line may be is told; what is much longer is held by nobody. */
const mostRowLength = 2_000_000;
/** No site has nearly so many; a line of nothing but commas is looked at no further. */
const mostColumns = 1_000;

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of a table, the header too. @throws Refused when a quote is never closed, or a row has no end. */
async function* readRows(path: string, encoding: Encoding, delimiter: string): AsyncGenerator<Row> {
  const parser = Readable.from(withinLines(readText(path, encoding))).compose(
    parse({
      delimiter,
      info: true,
      max_record_size: mostRowLength,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }),
  );
  // The parser takes a break of two signs within quotes for two lines.
  let excess = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      if (record.length > mostColumns) record.length = mostColumns;
      excess += countIn(record, /\r\n/g);
      yield { line: info.lines - excess - countIn(record, /\r\n|\r|\n/g), cells: record };
    }
  } catch (error) {
    throw damaged(error);
  }
}

interface ParsedRow {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function damaged(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  return error.code === "CSV_MAX_RECORD_SIZE"
    ? refuseFile(`is damaged: an entry has more than ${mostRowLength} characters`)
    : refuseFile(`is damaged: ${error.message.replace(/^[^:]*: /, "")}`);
}

/** The parser bounds what the cells of a row have, and not how many cells there are. @throws Refused */
async function* withinLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let length = 0;
  for await (const text of texts) {
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
    length = end === -1 ? length + text.length : text.length - end;
    if (length > mostRowLength) throw refuseFile(`is damaged: a line has more than ${mostRowLength} characters`);
    yield text;
  }
}

const countIn = (cells: readonly string[], pattern: RegExp): number =>
  cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);

/** Reads all of it once: how many lines, and in which order its days are written. */
export async function surveyCsv(layout: CsvLayout): Promise<CsvSurvey> {
  let lines = 0;
  const seen = new Set<ReturnType<typeof orderOf>>();
  for await (const { cells } of dataRows(layout)) {
    if (++lines > mostEntries) throw refuseTooMany();
    seen.add(orderOf(cellOf(layout, cells)(...layout.format.dayColumns)));
  }
  const [isDayFirst, isMonthFirst] = [seen.has("day-first"), seen.has("month-first")];
  // Both at once: then only those are read that tell it themselves.
  if (isDayFirst || isMonthFirst) {
    const order = isDayFirst && isMonthFirst ? null : isDayFirst ? "day-first" : "month-first";
    return { lines, order, isOrderGuessed: false };
  }
  return { lines, order: layout.format.usualOrder, isOrderGuessed: seen.has("either") };
}

async function* dataRows({ path, encoding, delimiter }: CsvLayout): AsyncGenerator<Row> {
  let isHeader = true;
  for await (const row of readRows(path, encoding, delimiter)) {
    if (!isHeader && row.cells.some((cell) => cell.trim() !== "")) yield row;
    // With `sep=;` in the first line the header is in the next.
    isHeader &&= isSeparatorLine(row.cells.join(delimiter));
  }
}

export async function* readCsv(layout: CsvLayout, order: DayOrder | null, today: string): AsyncGenerator<FileLine> {
  for await (const { line, cells } of dataRows(layout)) {
    const text = cells.join(layout.delimiter).slice(0, mostTextLength);
    yield { line, text, reading: bounded(readLine(layout, cells, order, today)) };
  }
}

function readLine(layout: CsvLayout, cells: readonly string[], order: DayOrder | null, today: string): Reading {
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > mostLineLength)
    return refused(`The line has more than ${mostLineLength} characters`);
  const cell = cellOf(layout, cells);
  const written = cell(...layout.format.dayColumns);
  if (written === "") return refused("It has no day");
  const day = readDay(written, order, today);
  if (day === null) return refused(dayFault(written, order));
  const told = layout.format.read(cell);
  if (typeof told === "string") return refused(told);
  const asides = day.isRough ? [...told.asides, `Day: ${written}`] : told.asides;
  const climb = {
    ...told.climb,
    climbedOn: day.day,
    notes: [told.climb.notes, ...asides].filter((part) => part !== "").join("\n\n"),
  };
  const fault = faultOf(climb, today);
  if (fault !== null) return refused(fault);
  const remarks = day.isRough ? [...told.remarks, `The day "${written}" is taken as ${day.day}`] : told.remarks;
  return { kind: "entry", entry: { kind: "climb", climb, own: told.own ?? null }, remarks };
}

const dayFault = (written: string, order: DayOrder | null): string =>
  order === null && orderOf(written) === "either"
    ? `It cannot be known whether the day or the month comes first in "${written}"`
    : `"${written}" is no day that is understood`;

const refused = (reason: string): Reading => ({ kind: "refused", reason });

/** A spreadsheet that is to leave a text alone is given `="5.10"`. */
const bareCell = (cell: string): string => /^="(.*)"$/s.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;

function cellOf({ places }: CsvLayout, cells: readonly string[]): Cell {
  return (...columns) => {
    for (const column of columns) {
      const place = places.get(columnKey(column));
      const text = place === undefined ? "" : cleanText(bareCell(cells[place] ?? ""));
      if (text !== "") return text;
    }
    return "";
  };
}
