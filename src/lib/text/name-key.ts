import { isUnspaced, searchWords } from "./search-words.ts";

// Devil's and Devils are one word, as are D’Artagnan and Dartagnan.
const apostrophes = /(?<=[\p{L}\p{N}])['’ʼ`´](?=[\p{L}\p{N}])/gu;
// Longer keys would not fit into an index of PostgreSQL.
const mostCharacters = 200;

/**
 * A name as it is compared: without case, accents, punctuation and word order. Scripts without spaces have no words to
 * be ordered: there 中山 and 山中 are two. A name of nothing but signs is kept without its spaces; "" only where nothing
 * can be seen.
 */
export function toNameKey(name: string): string {
  const key = keyOf(searchWords(name.replace(apostrophes, "")));
  return cut(key === "" ? name.normalize("NFKC").replace(/[\p{C}\p{Z}]/gu, "") : key);
}

const cut = (key: string): string => [...key].slice(0, mostCharacters).join("");

function keyOf(words: readonly string[]): string {
  const spaced = words.filter((word) => !isUnspaced(word)).toSorted();
  const unspaced = words.filter(isUnspaced).join("");
  return (unspaced === "" ? spaced : [...spaced, unspaced]).join(" ");
}

const articles = new Set([
  "the",
  "le",
  "la",
  "les",
  "el",
  "los",
  "las",
  "il",
  "lo",
  "gli",
  "der",
  "die",
  "das",
  "de",
  "het",
]);
const elided = /^\p{C}*l['’ʼ`´](?=\p{L})/iu;
const joining = new Set(["and", "und", "et", "y"]);
const spelledOut: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };

/**
 * The keys under which a name is kept and looked up, its own first: also without an article before it and what "&"
 * stands for, and with umlauts spelled out. Two names are
 * the same when they share one; a name that cannot be seen has none.
 */
export function nameKeys(name: string): string[] {
  const spelled = name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[äöüøå]/g, (letter) => spelledOut[letter] ?? letter);
  const keys = [name, spelled].flatMap((written) => [toNameKey(written), bareKey(written)]);
  return [...new Set(keys)].filter((key) => key !== "");
}

function bareKey(name: string): string {
  const words = searchWords(name.replace(elided, "").replace(apostrophes, ""));
  const [first = "", ...others] = words;
  const bare = others.length > 0 && articles.has(first) ? others : words;
  const key = cut(keyOf(bare.filter((word, at) => at === 0 || !joining.has(word))));
  return key === "" ? toNameKey(name) : key;
}

/** Of what was found by `nameKeys`, those that are called exactly so, if there are any. */
export function calledSo<T>(found: readonly T[], name: string, nameOf: (one: T) => string): readonly T[] {
  const key = toNameKey(name);
  const same = found.filter((one) => toNameKey(nameOf(one)) === key);
  return same.length > 0 ? same : found;
}

/** The words by which a name is found while it is typed. */
export const nameWords = (name: string): string[] => [
  ...new Set([...searchWords(name), ...searchWords(name.replace(apostrophes, ""))]),
];
