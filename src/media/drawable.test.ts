import { expect, test } from "vitest";
import { isInOwnFonts, renderSvg } from "./draw-png.ts";
import { drawable } from "./drawable.ts";

// A character that no font has, whatever the machine.
const unknown = "\u{3fffd}";

test("what fonts have is drawn as it is written, and boxes are not", async () => {
  for (const text of ["Überhang — 7a+ ½ №", "Бастион", "Τρίτη", "", "a\u0301b"])
    expect(await drawable(text)).toBe(text);
  expect(await drawable(`Send ${unknown} train ${unknown}`)).toBe("Send train");
  expect(await drawable(unknown.repeat(3))).toBe("");
  expect(await drawable("a\u0000\uffffb")).toBe("ab");
});

test("of a text in a writing without a font nothing is left, rather than a part", async () => {
  // Linear A, which hardly any machine has a font for; where it has one, all of it is drawn.
  const name = "Arête \u{10600}\u{10601}";
  expect(["", name]).toContain(await drawable(name));
});

test("what our own fonts are said to have they have, light and bold", async () => {
  const codes = Array.from({ length: 0x10000 }, (_, code) => code).filter(
    (code) => !/\p{Cs}/u.test(String.fromCharCode(code)) && isInOwnFonts(String.fromCharCode(code)),
  );
  const [cell, columns] = [32, 64];
  const [width, height] = [columns * cell, Math.ceil((codes.length + 1) / columns) * cell];
  for (const weight of [400, 700]) {
    const texts = [0x3fffd, ...codes].map((code, index) => {
      const [x, y] = [(index % columns) * cell + 4, Math.floor(index / columns) * cell + 22];
      return `<text x="${x}" y="${y}" font-family="Inter" font-weight="${weight}" font-size="16">&#${code};</text>`;
    });
    const { pixels } = await renderSvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${texts.join("")}</svg>`,
    );
    const look = (index: number) => {
      const start = (Math.floor(index / columns) * cell * width + (index % columns) * cell) * 4;
      const rows = Array.from({ length: cell }, (_, row) => start + row * width * 4);
      return Buffer.concat(rows.map((from) => pixels.subarray(from, from + cell * 4)));
    };
    const missing = look(0);
    expect(codes.filter((_, index) => look(index + 1).equals(missing)).map((code) => code.toString(16))).toEqual([]);
  }
});
