import { expect, test } from "vitest";
import { fitText, widthOf } from "./fit-text.ts";

const fits = [
  [84, 2],
  [56, 3],
] as const;

test("a name is as large as fits, on few lines", () => {
  expect(fitText("Karma", 600, fits)).toEqual({ lines: ["Karma"], fontSize: 84 });
  expect(fitText("Midnight Lightning", 600, fits)).toEqual({ lines: ["Midnight", "Lightning"], fontSize: 84 });
  const long = fitText("The Extraordinarily Long Traverse of the Three Pillars of the North Face", 600, fits);
  expect(long.fontSize).toBe(56);
  expect(long.lines).toHaveLength(3);
  expect(long.lines[2]).toMatch(/…$/);
});

test("words that are too long are broken, and writings without spaces between characters", () => {
  const { lines } = fitText("Donaudampfschifffahrtsgesellschaft", 600, fits);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.slice(0, -1).every((line) => line.endsWith("-"))).toBe(true);
  expect(lines.join("").replaceAll("-", "")).toBe("Donaudampfschifffahrtsgesellschaft");
  expect(fitText("北壁小川山屋根岩二峰南稜神奈川", 600, fits).lines.join("")).toBe("北壁小川山屋根岩二峰南稜神奈川");
  for (const text of ["w".repeat(300), "北".repeat(300), "a ".repeat(300)]) {
    const fitted = fitText(text, 600, fits);
    expect(fitted.lines.every((line) => widthOf(line, fitted.fontSize) <= 600)).toBe(true);
  }
});
