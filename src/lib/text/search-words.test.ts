import { expect, test } from "vitest";
import { searchWords } from "./search-words.ts";

test.each([
  ["Dry rock, at last!", ["dry", "rock", "at", "last"]],
  ["Élan in Śnieżka, Straße, Ørsted", ["elan", "in", "sniezka", "strasse", "orsted"]],
  ["5.12a #granite V8+", ["5", "12a", "granite", "v8"]],
  ["don't", ["don", "t"]],
  ["岩場へ。Go", ["岩", "場", "へ", "go"]],
  ["がか", ["が", "か"]],
  ["한국 등반", ["한", "국", "등", "반"]],
  ["हिन्दी", ["हिन्दी"]],
  ["🧗🏽‍♀️ up", ["🧗", "♀", "up"]],
  ['"*(:^-', []],
  ["\uE000media", ["media"]],
])("%s falls into words", (text, words) => {
  expect(searchWords(text)).toEqual(words);
});

test("a word without end is cut", () => {
  expect(searchWords("a".repeat(10_000))).toEqual(["a".repeat(64)]);
});
