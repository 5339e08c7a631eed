import { expect, test } from "vitest";
import { toCountryKey } from "./country-key.ts";

test("a country is the same by its code, its name and in other languages", () => {
  for (const [code, ...names] of [
    ["us", "US", "USA", "United States", "United States of America"],
    ["de", "de", "Germany", "Deutschland", "Allemagne"],
    ["gb", "UK", "Great Britain", "United Kingdom", "England"],
    ["cz", "Czechia", "Czech Republic", "Tschechien", "Česko"],
    ["si", "Slovenia", "Slovenija"],
    ["gr", "Greece", "Ελλάδα"],
  ] as const) {
    for (const name of names) expect(toCountryKey(name), name).toBe(code);
  }
  expect(toCountryKey("Atlantis")).toBe("atlantis");
  expect(toCountryKey(null)).toBe("");
});
