import type { IdRange, Phrase } from "../../db/search-queries.ts";
import { lowestIdAt } from "../../lib/ids.ts";
import { searchWords } from "../../lib/text/search-words.ts";
import { marks } from "./marks.ts";

/** What somebody typed into the search, as conditions. */
export interface StatusQuery {
  all: Phrase[];
  none: Phrase[];
  /** Handles, or "me". */
  from: { handle: string; isNegated: boolean }[];
  within: IdRange[];
  outside: IdRange[];
  isInLibrary: boolean | null;
  isPublic: boolean | null;
}

const mostTerms = 50;
const longestPhrase = 50;
const dayMs = 24 * 3_600_000;
const [lowest, highest] = ["0".repeat(18), "9".repeat(18)];
const term = /([-+]?)(?:([a-z]+):)?(?:"([^"]*)"?|([^\s"]+))/giu;

/**
 * Reads words, "phrases" and operators (`from:me`, `has:poll`, `before:2026-05-01`), each negated by a dash. What is no
 * operator is a word. Null when nothing is asked for.
 */
export function parseStatusQuery(text: string): StatusQuery | null {
  const query: StatusQuery = {
    all: [],
    none: [],
    from: [],
    within: [],
    outside: [],
    isInLibrary: null,
    isPublic: null,
  };
  let isEmpty = true;
  for (const match of [...text.replace(/[“”„«»]/g, '"').matchAll(term)].slice(0, mostTerms)) {
    const [, sign = "", prefix = "", quoted, bare] = match;
    const value = quoted ?? bare ?? "";
    const isNegated = sign === "-";
    const isOperator = operators.get(prefix.toLowerCase())?.(query, value, isNegated) ?? false;
    const isUsed = isOperator || addPhrase(query, searchWords(`${prefix} ${value}`).slice(0, longestPhrase), isNegated);
    isEmpty &&= !isUsed;
  }
  return isEmpty ? null : query;
}

function addPhrase(query: StatusQuery, phrase: Phrase, isNegated: boolean): boolean {
  if (phrase.length > 0) (isNegated ? query.none : query.all).push(phrase);
  return phrase.length > 0;
}

/** Changes the query; false when the value makes no sense, and is a word then. */
type Operator = (query: StatusQuery, value: string, isNegated: boolean) => boolean;

const marking =
  (toMark: (value: string) => string): Operator =>
  (query, value, isNegated) =>
    searchWords(value).length > 0 && addPhrase(query, [toMark(value)], isNegated);

const ranging =
  (toRange: (day: number) => IdRange): Operator =>
  (query, value, isNegated) => {
    const day = readDay(value);
    if (day !== null) (isNegated ? query.outside : query.within).push(toRange(day));
    return day !== null;
  };

const setScope: Operator = (query, value, isNegated) => {
  if (value === "library") query.isInLibrary = !isNegated;
  else if (value === "public") query.isPublic = !isNegated;
  return ["library", "public", "all"].includes(value);
};

const setAuthor: Operator = (query, value, isNegated) => {
  query.from.push({ handle: value.replace(/^@/, ""), isNegated });
  return true;
};

const operators = new Map<string, Operator>([
  ["has", marking(marks.has)],
  ["is", marking(marks.is)],
  ["language", marking(marks.language)],
  ["before", ranging((day) => ({ from: lowest, below: idOfDay(day) }))],
  ["after", ranging((day) => ({ from: idOfDay(day + dayMs), below: highest }))],
  ["during", ranging((day) => ({ from: idOfDay(day), below: idOfDay(day + dayMs) }))],
  ["from", setAuthor],
  ["in", setScope],
]);

const idOfDay = (day: number): string => lowestIdAt(new Date(day));

/** Milliseconds of the start of a day, in UTC. */
function readDay(value: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const day = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(day) ? null : day;
}
