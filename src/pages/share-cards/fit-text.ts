const narrow = /[iljtfrI.,:;'|!()[\]{}\s-]/;
const wide = /[mwMW@%★☆]/;
const capital = /[\p{Lu}\d]/u;
const full = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;

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

function wrap(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && widthOf(joined, fontSize) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** The largest of the sizes in which the text fits on so many lines; what does not fit in the smallest is cut short. */
export function fitText(
  text: string,
  width: number,
  mostLines: number,
  sizes: readonly [number, ...number[]],
): { lines: string[]; fontSize: number } {
  for (const fontSize of sizes) {
    const lines = wrap(text, width, fontSize);
    if (lines.length <= mostLines && lines.every((line) => widthOf(line, fontSize) <= width)) {
      return { lines, fontSize };
    }
  }
  const fontSize = sizes.at(-1) ?? sizes[0];
  const lines = wrap(text, width, fontSize);
  const kept = lines.slice(0, mostLines - 1);
  return {
    lines: [...kept, lines.slice(mostLines - 1).join(" ")].map((line) => clip(line, width, fontSize)),
    fontSize,
  };
}
