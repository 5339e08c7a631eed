import { searchWords } from "../../lib/text/search-words.ts";

// A character of private use, which `searchWords` never lets through: nobody can write a mark into a post.
const sign = "\uE000";

/**
 * A word that says something about a post: what it has, is, or who wrote it. They are indexed beside its text, so that
 * `has:poll` is as quick to find as a word.
 */
const mark = (...parts: readonly string[]): string =>
  `${sign}${parts.map((part) => searchWords(part).join("")).join("")}`;

export const marks = {
  /** Of every post. */
  every: mark("every"),
  /** Between two texts, so that no phrase reaches over. */
  gap: mark("gap"),
  has: (what: string) => mark("has", what),
  is: (what: string) => mark("is", what),
  language: (tag: string) => mark("language", tag),
  /** Who wrote it. */
  from: (accountId: string) => mark("from", accountId),
  /** Who is named in it. */
  names: (accountId: string) => mark("names", accountId),
} as const;
