import { expect, test } from "vitest";
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
