import { expect, test } from "vitest";
import { areAlike } from "./alike.ts";

test.each([
  ["Siurana Village", "Siuranna Village"],
  ["Frankenjura", "Frnakenjura"],
  ["Stanage", "Stanage Edge"],
  ["Camp 4", "Camp 4 Boulders"],
])("%s and %s are likely to be one place", (one, other) => {
  expect([areAlike(one, other), areAlike(other, one)]).toEqual([true, true]);
});

test.each([
  ["North Wall", "South Wall"],
  ["Eastern Wall", "Western Wall"],
  ["Sector A", "Sector B"],
  ["Kletterwand 1", "Kletterwand 2"],
  ["Left", "Lift"],
  ["North Edge", "North Rocks"],
  ["The Crag", "Crag"],
  ["Stanage Popular", "Stanage Plantation"],
  ["", "Crag"],
])("%s and %s are two", (one, other) => {
  expect([areAlike(one, other), areAlike(other, one)]).toEqual([false, false]);
});
