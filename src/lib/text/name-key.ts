import { searchWords } from "./search-words.ts";

// Devil's and Devils are one word, as are D’Artagnan and Dartagnan.
const apostrophes = /(?<=[\p{L}\p{N}])['’ʼ`´](?=[\p{L}\p{N}])/gu;
// Longer keys would not fit into an index of PostgreSQL.
const mostCharacters = 200;

/**
 * A name as it is compared: without case, accents, punctuation and word order. A name of nothing but signs is kept
 * without its spaces; "" only where nothing can be seen.
 */
export function toNameKey(name: string): string {
  const words = searchWords(name.replace(apostrophes, ""));
  const key = words.length > 0 ? words.toSorted().join(" ") : name.normalize("NFKC").replace(/[\p{C}\p{Z}]/gu, "");
  return [...key].slice(0, mostCharacters).join("");
}

/** The words by which a name is found while it is typed. */
export const nameWords = (name: string): string[] => [
  ...new Set([...searchWords(name), ...searchWords(name.replace(apostrophes, ""))]),
];
