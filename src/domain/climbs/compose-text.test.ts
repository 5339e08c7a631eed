import { expect, test } from "vitest";
import { gradeColumns, type ClimbDetails } from "./climb.ts";
import { composeClimbText } from "./compose-text.ts";

const climb: ClimbDetails = {
  routeName: "Karma",
  routeUrl: null,
  discipline: "boulder",
  style: "redpoint",
  attempts: null,
  rating: 4,
  ...gradeColumns({ value: "8A", system: "font" }, "boulder"),
  perceivedGradeSystem: null,
  perceivedGradeValue: null,
  perceivedGradeScore: null,
  climbedOn: "2026-05-01",
  locationName: "Cuvier",
  sector: null,
  area: "Fontainebleau",
  country: null,
  latitude: 48.448_212_3,
  longitude: 2.639_1,
  coordinatePrecision: "exact",
  isIndoor: null,
  pitches: null,
  heightMeters: null,
  notes: "",
  partners: [],
};
const before = { ...climb, climbedOn: "2026-04-29" };
const nameless = { ...climb, locationName: null, area: null };

test.each([
  ["its facts, its stars and its place", climb, "Karma, 8A, redpoint ★★★★ · Cuvier, Fontainebleau"],
  ["its place without stars", { ...climb, rating: null }, "Karma, 8A, redpoint · Cuvier, Fontainebleau"],
  ["no coordinates", nameless, "Karma, 8A, redpoint ★★★★"],
  ["no rounded ones", { ...nameless, coordinatePrecision: "rounded" as const }, "Karma, 8A, redpoint ★★★★"],
  ["none that are hidden", { ...nameless, coordinatePrecision: "hidden" as const }, "Karma, 8A, redpoint ★★★★"],
  ["each name of its place once", { ...climb, sector: "Cuvier", area: "Cuvier" }, "Karma, 8A, redpoint ★★★★ · Cuvier"],
  ["its day, where the post does not tell it", before, "Karma, 8A, redpoint ★★★★ · Cuvier, Fontainebleau · 2026-04-29"],
  ["no more than there is", { ...nameless, latitude: null, rating: null, gradeValue: null }, "Karma, redpoint"],
])("a climb is told with %s", (_what, told, line) => {
  expect(composeClimbText(told, "", [], new Date("2026-05-01T18:00:00Z"))).toBe(line);
});
