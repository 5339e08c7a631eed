import { expect, test } from "vitest";
import { nameWords, toNameKey } from "./name-key.ts";

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
  expect(toNameKey("The Nose")).not.toBe(toNameKey("Nose"));
  expect(toNameKey("岩場")).not.toBe("");
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
