import { expect, test } from "vitest";
import { countCharacters } from "./count-characters.ts";

test.each([
  ["", 0],
  ["onsight", 7],
  ["👨‍👩‍👧‍👦🧗🏽‍♀️é", 3],
  ["https://crag.example", 23],
  [`see https://crag.example/${"x".repeat(200)}.`, 28],
  ["@ada", 4],
  ["@ada@a.very.long.domain.example!", 5],
  ["#trad", 5],
])("%j counts %i", (text, expected) => {
  expect(countCharacters(text)).toBe(expected);
});

test("a content warning counts in full", () => {
  expect(countCharacters("fall", "blood 🩸")).toBe(11);
});
