import { expect, test } from "vitest";
import { nameKeys, nameWords, toNameKey } from "./name-key.ts";

test("names are one whatever their case, accents, punctuation and word order", () => {
  for (const [one, other] of [
    ["Midnight Lightning", "lightning, MIDNIGHT!"],
    ["Céüse", "Ceuse"],
    ["Devil's Tower", "Devils tower"],
    ["La Dülfer", "Dulfer (La)"],
    ["Straße", "STRASSE"],
  ] as const) {
    expect(toNameKey(one)).toBe(toNameKey(other));
  }
});

test("scripts without spaces keep their order, however they are spaced", () => {
  expect(toNameKey("하늘 길")).toBe(toNameKey("하늘길"));
  expect(toNameKey("小川山 レイバック")).toBe(toNameKey("小川山レイバック"));
  expect(toNameKey("中山")).not.toBe(toNameKey("山中"));
  expect(toNameKey("V3 岩場")).toBe(toNameKey("岩場 V3"));
  expect(toNameKey("Ёлка")).toBe(toNameKey("елка"));
});

test.each([
  ["The Nose", "Nose"],
  ["La Pedriza", "Pedriza"],
  ["L'Arc en ciel", "Arc en Ciel"],
  ["Südkante", "Suedkante"],
  ["Die Südwand", "Suedwand"],
  ["Rock & Roll", "Rock and Roll"],
  ["Rock + Roll", "The Rock and Roll"],
])("%s and %s share a key", (one, other) => {
  expect(nameKeys(other).some((key) => nameKeys(one).includes(key))).toBe(true);
  expect(nameKeys(one)[0]).toBe(toNameKey(one));
});

test.each([
  ["The", "La"],
  ["Route 1", "Route 2"],
  ["A", "B"],
  ["The 1", "The 2"],
  ["?", "!"],
])("%s and %s share none", (one, other) => {
  expect(nameKeys(other).filter((key) => nameKeys(one).includes(key))).toEqual([]);
  expect(nameKeys(one)).not.toContain("");
});

test("names of signs alone are told apart, and nothing is no name", () => {
  expect(toNameKey("? ?")).toBe("??");
  expect(toNameKey("!!!")).not.toBe(toNameKey("???"));
  expect(toNameKey(" \u200b ")).toBe("");
  expect([...toNameKey("\ufdfa".repeat(300))].length).toBeLessThanOrEqual(200);
});

test("the words of a name are those that somebody may type", () => {
  expect(nameWords("L'Étranger")).toEqual(["l", "etranger", "letranger"]);
  expect(nameWords("The the")).toEqual(["the"]);
});
