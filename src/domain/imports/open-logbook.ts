import { readFile } from "node:fs/promises";
import type { ImportIssue } from "../../db/schema/index.ts";
import { isZip, unzip } from "../../lib/unzip.ts";
import { bounded, mostEntries, mostTextLength, refuseTooMany } from "./bounds.ts";
import { cleanText, faultOf } from "./check-climb.ts";
import type { FileLine, FormatName, Reading } from "./entry.ts";
import { columnKey } from "./formats/csv-format.ts";
import { cldfEntries, cldfFileNames, type CldfFiles } from "./formats/cldf.ts";
import type { JsonEntry } from "./formats/json-format.ts";
import { isTopoutJson, topoutEntries } from "./formats/topout-json.ts";
import { readCsv, surveyCsv, type CsvSurvey } from "./read-csv.ts";
import { encodingOf, readHead, readText, refuseFile, type Encoding } from "./read-text.ts";
import { recogniseCsv, refuseUnknown } from "./recognise.ts";

/** A file that was looked through and can be read in. */
export interface OpenLogbook {
  readonly format: FormatName;
  /** Lines, or entries, that say something. */
  readonly total: number;
  /** Whether it says of each entry who may see it. */
  readonly tellsVisibility: boolean;
  /** Of the file as a whole. */
  readonly remarks: readonly ImportIssue[];
  lines(): AsyncIterable<FileLine>;
}

/** What packs into a small archive and unpacks to very much is no logbook. */
const mostUnpackedBytes = 100 * 1024 * 1024;

/**
 * Looks through a logbook of another site: what it is, and that all of it can be taken apart. `asked` is what its owner
 * says it is. @throws Refused, with what is wrong with the file
 */
export async function openLogbook(path: string, asked: FormatName | null, today: string): Promise<OpenLogbook> {
  const head = await readHead(path);
  if (head.length === 0) throw refuseFile("is empty");
  if (isZip(head)) return await openCldf(path, asked, today);
  const encoding = await encodingOf(path, head);
  const start = await startOf(path, encoding);
  if (start.trim() === "") throw refuseFile("is empty");
  return /^\s*[{[]/.test(start)
    ? await openJson(path, encoding, asked, today)
    : await openCsv(path, encoding, start, asked, today);
}

/** Enough for a header. */
async function startOf(path: string, encoding: Encoding): Promise<string> {
  for await (const text of readText(path, encoding)) if (text.trim() !== "") return text;
  return "";
}

async function openCsv(
  path: string,
  encoding: Encoding,
  start: string,
  asked: FormatName | null,
  today: string,
): Promise<OpenLogbook> {
  const layout = { path, encoding, ...recogniseCsv(start, asked) };
  const survey = await surveyCsv(layout);
  if (survey.lines === 0) throw refuseFile("has no entries");
  return {
    format: layout.format.name,
    total: survey.lines,
    tellsVisibility: layout.format.name === "topout-csv" && layout.places.has(columnKey("visibility")),
    remarks: survey.isOrderGuessed ? [orderRemark(survey)] : [],
    lines: () => readCsv(layout, survey.order, today),
  };
}

function orderRemark({ order }: CsvSurvey): ImportIssue {
  const read =
    order === null
      ? "days of which it cannot be known are left out"
      : `it is read with the ${order === "day-first" ? "day" : "month"} first, as that site writes it`;
  const reason = `No day in the file tells whether its day or its month comes first: ${read}`;
  return { line: 1, reason, text: "", isTaken: true };
}

async function openJson(
  path: string,
  encoding: Encoding,
  asked: FormatName | null,
  today: string,
): Promise<OpenLogbook> {
  const document = parseJson((await Array.fromAsync(readText(path, encoding))).join(""));
  if (!isTopoutJson(document) || (asked !== null && asked !== "topout-json")) throw refuseUnknown();
  return ofEntries("topout-json", topoutEntries(document), today);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuseFile("is no valid JSON");
  }
}

async function openCldf(path: string, asked: FormatName | null, today: string): Promise<OpenLogbook> {
  if (asked !== null && asked !== "cldf") throw refuseUnknown();
  const archive = await readFile(path);
  const nameOf = (entry: string) =>
    cldfFileNames.find((name) => entry === `${name}.json` || entry.endsWith(`/${name}.json`));
  const unpacked = await unzip(archive, (entry) => nameOf(entry) !== undefined, mostUnpackedBytes);
  if (unpacked === null) throw refuseFile("is an archive that cannot be read");
  const lists = new Map([...unpacked].map(([entry, bytes]) => [nameOf(entry), listIn(bytes, nameOf(entry) ?? "")]));
  if (!lists.has("climbs")) throw refuseUnknown();
  const of = (name: keyof CldfFiles) => lists.get(name) ?? [];
  const files = {
    climbs: of("climbs"),
    sessions: of("sessions"),
    routes: of("routes"),
    locations: of("locations"),
    sectors: of("sectors"),
  };
  return ofEntries("cldf", cldfEntries(files), today);
}

/** `{"climbs": [...]}` */
function listIn(bytes: Buffer, name: string): readonly unknown[] {
  const document = parseJson(new TextDecoder().decode(bytes));
  const list: unknown = typeof document === "object" && document !== null ? Reflect.get(document, name) : null;
  if (!Array.isArray(list)) throw refuseFile(`is damaged: ${name}.json has no list of ${name}`);
  return list;
}

function ofEntries(format: FormatName, entries: readonly JsonEntry[], today: string): OpenLogbook {
  if (entries.length === 0) throw refuseFile("has no entries");
  if (entries.length > mostEntries) throw refuseTooMany();
  return {
    format,
    total: entries.length,
    tellsVisibility: format === "topout-json",
    remarks: [],
    async *lines() {
      for (const [index, { raw, read }] of entries.entries()) {
        yield { line: index + 1, text: excerptOf(raw), reading: bounded(checked(read(), today)) };
      }
    },
  };
}

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Without what is within its fields: that may be nested without end. */
function excerptOf(raw: unknown): string {
  if (Array.isArray(raw)) return "[…]";
  const flat = isNested(raw)
    ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, isNested(value) ? "…" : value]))
    : raw;
  return JSON.stringify(flat).slice(0, mostTextLength);
}

/** JSON brings any text and any number. */
function checked(reading: Reading, today: string): Reading {
  if (reading.kind === "refused") return reading;
  const entry = cleaned(reading.entry);
  const fault = entry.kind === "climb" ? faultOf(entry.climb, today) : null;
  return fault === null ? { ...reading, entry } : { kind: "refused", reason: fault };
}

function cleaned<T>(value: T): T {
  if (typeof value === "string") return cleanText(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)])) as T;
}
