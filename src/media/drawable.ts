import { LRUCache } from "lru-cache";
import { isInOwnFonts, renderSvg } from "./draw-png.ts";

/** Whether a character has a glyph: the fonts of a machine stay as they are while a process runs. */
const hasGlyph = new LRUCache<string, boolean>({ max: 10_000 });

const cell = 24;
const columns = 32;
/** No font has it, so it is drawn as what stands for a missing glyph. */
const unassigned = "\u{3fffd}";
const unseen = /[\p{Default_Ignorable_Code_Point}\s]/u;
const notInXml = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;
const graphemes = new Intl.Segmenter();

/**
 * The text as the fonts here can draw it, without boxes: symbols that they lack are left out, and of a text in a writing
 * that they lack nothing is left.
 */
export async function drawable(text: string): Promise<string> {
  if (isInOwnFonts(text)) return text;
  const parts = [...graphemes.segment(text)].map(({ segment }) => segment);
  const seen = (part: string) => [...part].filter((character) => !unseen.test(character));
  await lookAt([...new Set(parts.flatMap(seen))].filter((character) => !isInOwnFonts(character)));
  const isDrawn = (part: string) => seen(part).every((character) => hasGlyph.get(character) !== false);
  if (parts.some((part) => /\p{L}/u.test(part) && !isDrawn(part))) return "";
  const kept = parts.filter(isDrawn);
  return kept.join("").replace(/\s+/g, " ").trim();
}

/** Draws those that have not been looked at yet side by side, and compares each with what a missing one looks like. */
async function lookAt(characters: readonly string[]): Promise<void> {
  for (const character of characters) if (notInXml.test(character)) hasGlyph.set(character, false);
  const unknown = characters.filter((character) => !hasGlyph.has(character));
  if (unknown.length === 0) return;
  const all = [unassigned, ...unknown];
  const [width, height] = [columns * cell, Math.ceil(all.length / columns) * cell];
  const place = (index: number) => ({ x: (index % columns) * cell, y: Math.floor(index / columns) * cell });
  const texts = all.map((character, index) => {
    const { x, y } = place(index);
    const code = character.codePointAt(0) ?? 0;
    return `<text x="${x + 2}" y="${y + 18}" font-family="Inter, sans-serif" font-size="16">&#${code};</text>`;
  });
  // What makes the machine's fonts load is a character that ours do not have: written as a number it would not be seen.
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><!--${unassigned}-->${texts.join("")}</svg>`;
  const { pixels } = await renderSvg(svg);
  const look = (index: number) => {
    const { x, y } = place(index);
    const rows = Array.from({ length: cell }, (_, row) => {
      const start = ((y + row) * width + x) * 4;
      return pixels.subarray(start, start + cell * 4);
    });
    return Buffer.concat(rows);
  };
  const box = look(0);
  for (const [index, character] of unknown.entries()) hasGlyph.set(character, !look(index + 1).equals(box));
}
