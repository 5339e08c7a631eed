// Scripts without spaces between words: each character is a word, and what is searched becomes a phrase.
const unspaced =
  /[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{M}\p{N}]]/v;
const unspacedOnly = new RegExp(`^${unspaced.source}$`, "v");
const spaced = new RegExp(`[[\\p{L}\\p{M}\\p{N}]--${unspaced.source}]+`, "v");
const word = new RegExp(`${unspaced.source}|${spaced.source}|\\p{Extended_Pictographic}`, "gv");

const letters: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i" };
const mostCharacters = 64;

/** Whether a word is a character of such a script. */
export const isUnspaced = (found: string): boolean => unspacedOnly.test(found);

/**
 * The words of a text as they are indexed and searched: lower case, without accents, nothing but letters, digits and
 * emoji. Both databases get these, so that they find the same.
 */
export function searchWords(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    // Accents of Latin, Greek and Cyrillic, and how an emoji is drawn; the marks of other scripts make other letters.
    .replace(/[\u0300-\u036f\ufe00-\ufe0f]/g, "")
    .normalize("NFC")
    .replace(/[ßæœøłđı]/g, (letter) => letters[letter] ?? letter);
  return (plain.match(word) ?? []).map((found) => [...found].slice(0, mostCharacters).join(""));
}
