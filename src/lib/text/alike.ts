import { searchWords } from "./search-words.ts";

/** What a place may be called with or without. */
const generic = new Set(
  (
    "crag crags cliff cliffs edge rock rocks boulder boulders bouldering climbing area gym fels felsen falaise rocher " +
    "rochers falesia kletterhalle boulderhalle"
  ).split(" "),
);
/** Shorter words that differ in a letter are others: east and west, left and lift. */
const leastLetters = 7;

/**
 * Whether two names of places that are next to each other are likely to mean one: a letter is wrong in a long word, or
 * one of them says "Crag" and the other does not. Numbers and short words have to agree.
 */
export function areAlike(one: string, other: string): boolean {
  const [short = [], long = []] = [one, other].map(searchWords).toSorted((a, b) => a.length - b.length);
  if (short.length === 0) return false;
  const left = [...long];
  for (const word of short) {
    const at = left.findIndex((candidate) => isNearly(word, candidate));
    if (at === -1) return false;
    left.splice(at, 1);
  }
  return left.every((word) => generic.has(word)) && short.some((word) => !generic.has(word));
}

function isNearly(one: string, other: string): boolean {
  if (one === other) return true;
  if (Math.min(one.length, other.length) < leastLetters || /\p{N}/u.test(one + other)) return false;
  return isOneSlip(one, other);
}

/** One letter is missing, wrong, or changed places with the next. */
function isOneSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return short.slice(at + 1) === long.slice(at + 1) || (isSwapped && short.slice(at + 2) === long.slice(at + 2));
}
