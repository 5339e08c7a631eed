import { isDay } from "../../lib/days.ts";

/** How a file writes 3/4/2024. */
export type DayOrder = "day-first" | "month-first";

export interface Day {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Only the month or the year was told: it is the first day of that. */
  readonly isRough: boolean;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const weekday = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[., ]+(?=\S)/i;
const ordinal = /(?<=\d)(?:st|nd|rd|th)\b/i;
const timeOfDay = /(?:T|,? +)\d{1,2}:\d{2}.*$/;

// What follows a day in numbers is left alone.
const isoDay = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?|(\d{2})(\d{2}))$/;
const numericDay = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,].*)?$/;
const namedMonthLast = /^(\d{1,2}|\?{1,2})[-/ .]+([a-z]{3,9})[-/ .,]+(\d{4}|\d{2})$/i;
const namedMonthFirst = /^([a-z]{3,9})\.? +(\d{1,2}),? +(\d{4})$/i;
const yearAlone = /^(?:\?{1,2}[-/])?(?:\?{1,3}[-/])?(\d{4}|\d{2})$/;
const monthAlone = /^(\d{4})[-/.](\d{1,2})$/;
const monthAndYear = /^(\d{1,2})[-/.](\d{4})$/;
/** A spreadsheet makes `Jul-14` of July 2014. */
const namedMonthAndYear = /^([a-z]{3,9})[-/ .,]+(\d{4}|\d{2})$/i;
/** Days since the last one of 1899, as a spreadsheet counts those of a column without a format: from 1927 on. */
const serialDay = /^[1-9]\d{4}$/;

/** What is longer is no day; a cell may have very much, on which these patterns would work without end. */
const longestDay = 100;

/** The day as it is written, without what tells no more of it. */
const plain = (text: string): string =>
  text.length > longestDay ? "" : text.trim().replace(timeOfDay, "").replace(weekday, "").replace(ordinal, "");

/** What a day written in numbers tells of its file's order: `either` when both readings give a day of their own. */
export function orderOf(text: string): DayOrder | "either" | null {
  const [, first = "", separator, second = ""] = numericDay.exec(plain(text)) ?? [];
  // With points between, the day comes first everywhere.
  if (separator === undefined || separator === ".") return null;
  if (Number(first) > 12) return "day-first";
  if (Number(second) > 12) return "month-first";
  return Number(first) === Number(second) ? null : "either";
}

/**
 * Reads a day as the sites write it, and as a spreadsheet may have rewritten it; of an instant, its date. Years of two
 * digits lie in the hundred years up to `today`. Null when it is none, or when `order` is needed and not known.
 */
export function readDay(text: string, order: DayOrder | null, today: string): Day | null {
  const written = plain(text);
  const iso = isoDay.exec(written);
  if (iso) return exact(iso[1], iso[2] ?? iso[4], iso[3] ?? iso[5]);
  const numeric = numericDay.exec(written);
  if (numeric) return readNumeric(numeric, order, today);
  const last = namedMonthLast.exec(written);
  if (last) {
    const [, day = "", month = "", year = ""] = last;
    return day.startsWith("?")
      ? rough(fullYear(year, today), monthOf(month))
      : exact(fullYear(year, today), monthOf(month), day);
  }
  const first = namedMonthFirst.exec(written);
  if (first) return exact(first[3], monthOf(first[1] ?? ""), first[2]);
  return readPart(written, today) ?? readSerial(written);
}

function readPart(written: string, today: string): Day | null {
  const month = monthAlone.exec(written);
  if (month) return rough(month[1], month[2]);
  const [, numbered, ofYear] = monthAndYear.exec(written) ?? [];
  if (numbered !== undefined) return rough(ofYear, numbered);
  const [, name = "", shortYear = ""] = namedMonthAndYear.exec(written) ?? [];
  if (name !== "") return rough(fullYear(shortYear, today), monthOf(name));
  const year = yearAlone.exec(written);
  // Two digits alone are no year.
  return year && written.length > 2 ? rough(fullYear(year[1] ?? "", today), "1") : null;
}

function readSerial(written: string): Day | null {
  if (!serialDay.test(written)) return null;
  const day = new Date(Date.UTC(1899, 11, 30 + Number(written))).toISOString().slice(0, 10);
  return { day, isRough: false };
}

function readNumeric([, a, separator, b, year = ""]: RegExpExecArray, order: DayOrder | null, today: string) {
  const full = fullYear(year, today);
  const isDayFirst = separator === "." || Number(a) > 12 || (order === "day-first" && !(Number(b) > 12));
  if (isDayFirst) return exact(full, b, a);
  return order === null && Number(b) <= 12 && a !== b ? null : exact(full, a, b);
}

const monthOf = (name: string): string => String(months.indexOf(name.slice(0, 3).toLowerCase()) + 1);

function fullYear(year: string, today: string): string {
  if (year.length === 4) return year;
  const thisYear = Number(today.slice(0, 4));
  const full = Math.floor(thisYear / 100) * 100 + Number(year);
  return String(full > thisYear ? full - 100 : full);
}

function exact(year = "", month = "", day = ""): Day | null {
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(written) ? { day: written, isRough: false } : null;
}

function rough(year = "", month = ""): Day | null {
  const first = exact(year, month, "1");
  return first && { ...first, isRough: true };
}
