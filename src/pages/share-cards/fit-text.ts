const narrow = /[iljtfrI.,:;'|!()[\]{}\s-]/;
const wide = /[mwMW@%★☆]/;
const capital = /[\p{Lu}\d]/u;
const full =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u30ff\uff01-\uff60]/u;
const betweenFull = /(?<=[\p{Script=Han}\u3040-\u30ff])|(?=[\p{Script=Han}])/u;

/** About how wide a text is, in pixels: there is no browser to measure it. Errs on the wide side. */
export function widthOf(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) {
    if (full.test(character)) ems += 1.05;
    else if (wide.test(character)) ems += 0.92;
    else if (narrow.test(character)) ems += 0.36;
    else ems += capital.test(character) ? 0.7 : 0.6;
  }
  return ems * fontSize;
}

/** As much of the text as fits on one line. */
export function clip(text: string, width: number, fontSize: number): string {
  if (widthOf(text, fontSize) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && widthOf(`${characters.join("")}…`, fontSize) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

interface Unit {
  readonly text: string;
  readonly isAfterSpace: boolean;
}

/** What stays together on a line: words, and in writings without spaces each character. */
function unitsOf(text: string): Unit[] {
  return text.split(/\s+/).flatMap((word) => {
    const parts = word.split(betweenFull).filter((part) => part !== "");
    return parts.map((part, index) => ({ text: part, isAfterSpace: index === 0 }));
  });
}

function wrap(units: readonly Unit[], width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const { text, isAfterSpace } of units) {
    const last = lines.at(-1);
    const joined = last === undefined ? text : `${last}${isAfterSpace ? " " : ""}${text}`;
    if (last !== undefined && widthOf(joined, fontSize) <= width) lines[lines.length - 1] = joined;
    else lines.push(text);
  }
  return lines;
}

/** A word in pieces that fit on a line each, with hyphens. */
function breakWord(unit: Unit, width: number, fontSize: number): Unit[] {
  const pieces: string[] = [""];
  for (const character of unit.text) {
    const piece = `${pieces.at(-1) ?? ""}${character}`;
    if (widthOf(`${piece}-`, fontSize) <= width) pieces[pieces.length - 1] = piece;
    else pieces.push(character);
  }
  return pieces.map((piece, index) => ({
    text: index < pieces.length - 1 ? `${piece}-` : piece,
    isAfterSpace: index === 0 && unit.isAfterSpace,
  }));
}

/** A size of letters, and how many lines of it there is room for. */
export type Fit = readonly [fontSize: number, mostLines: number];

/**
 * The text in the first of the sizes, the largest, in which it fits; in the last, words that are too long are broken and
 * what does not fit is cut short.
 */
export function fitText(
  text: string,
  width: number,
  fits: readonly [Fit, ...Fit[]],
): { lines: string[]; fontSize: number } {
  const units = unitsOf(text);
  for (const [fontSize, mostLines] of fits) {
    const lines = wrap(units, width, fontSize);
    if (lines.length <= mostLines && lines.every((line) => widthOf(line, fontSize) <= width)) {
      return { lines, fontSize };
    }
  }
  const [fontSize, mostLines] = fits.at(-1) ?? fits[0];
  const isTooWide = (unit: Unit) => widthOf(unit.text, fontSize) > width;
  const broken = units.flatMap((unit) => (isTooWide(unit) ? breakWord(unit, width, fontSize) : [unit]));
  const lines = wrap(broken, width, fontSize);
  const kept = lines.slice(0, mostLines - 1);
  const rest = lines.slice(mostLines - 1);
  return { lines: rest.length === 0 ? kept : [...kept, clip(rest.join(" "), width, fontSize)], fontSize };
}
