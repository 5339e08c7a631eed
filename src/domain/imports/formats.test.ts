import { describe, expect, test } from "vitest";
import { cldfFixture, logbookFixture } from "../../testing/import-logbook.ts";
import { climbOf, daysOf, readLogbook as read, reasonsOf, remarksOf } from "../../testing/read-logbook.ts";
import type { FormatName } from "./entry.ts";

test("Mountain Project's ticks are read with their styles, places, feet and stars", async () => {
  const ticks = await read(logbookFixture("mountain-project.csv"));
  expect(ticks.file).toMatchObject({ format: "mountain-project", total: 10, remarks: [] });
  expect([reasonsOf(ticks), remarksOf(ticks)]).toEqual([[], []]);
  // The notes of the first go over two lines.
  expect(ticks.lines.map(({ line }) => line)).toEqual([2, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(climbOf(ticks, "The Nutcracker")).toMatchObject({
    routeUrl: "https://www.mountainproject.com/route/100000001/the-nutcracker",
    discipline: "trad",
    style: "onsight",
    rating: 5,
    grade: { value: "5.8" },
    climbedOn: "2026-05-16",
    sector: "Manure Pile Buttress",
    locationName: "Yosemite Valley",
    area: "Yosemite National Park, California",
    country: "United States",
    pitches: 5,
    heightMeters: 152.4,
    notes: 'Slick mantel, then "easy".\nTopped out at dusk.',
  });
  expect(climbOf(ticks, "Midnight Lightning")).toMatchObject({
    discipline: "boulder",
    style: "redpoint",
    rating: null,
    perceivedGrade: { value: "V7" },
  });
  expect(climbOf(ticks, "Bachar Cracker")).toMatchObject({ style: "attempt" });
  expect(climbOf(ticks, "Bridal Veil Falls")).toMatchObject({
    discipline: "ice",
    grade: { value: "WI4" },
    style: "top-rope",
    locationName: "Telluride",
    area: "Colorado",
    notes: "Wet\n\nStyle: Follow",
  });
  expect(climbOf(ticks, "Zodiac")).toMatchObject({ discipline: "aid", style: "hangdog" });
  expect(climbOf(ticks, "Humanality")).toMatchObject({
    country: "Thailand",
    area: "Krabi",
    locationName: "Tonsai",
    sector: "Humanality Wall",
    style: "top-rope",
    rating: 1,
  });
  expect(climbOf(ticks, "Groove Tube")).toMatchObject({ style: "redpoint", notes: "Style: Solo" });
  expect(climbOf(ticks, "Missing Snow")).toMatchObject({ style: "pinkpoint", discipline: "sport", sector: null });
});

test("a rating of two parts gives the grade, and its rest is told in the notes", async () => {
  const ticks = await read(logbookFixture("mountain-project.csv"));
  for (const [name, first] of [
    ["Bachar Cracker", "V3"],
    ["Zodiac", "5.8"],
  ] as const) {
    const { grade, notes } = climbOf(ticks, name);
    // Whether the whole is a grade is for the table of grades to say.
    expect(grade?.value.startsWith(first)).toBe(true);
    if (grade?.value === first) expect(notes).toMatch(/Grade: (V3 PG13|5\.8 A3)/);
  }
});

test("theCrag's tick types, gear styles, paths and qualities are read", async () => {
  const logbook = await read(logbookFixture("thecrag.csv"));
  expect(logbook.file).toMatchObject({ format: "thecrag", total: 10 });
  expect(climbOf(logbook, "Cos que cau")).toMatchObject({
    discipline: "sport",
    style: "onsight",
    grade: { value: "5c" },
    rating: 4,
    climbedOn: "2026-03-06",
    locationName: "Siurana",
    sector: "Can Marges De Dalt",
    country: "Spain",
    heightMeters: 18,
    partners: ["Lynn", "Tomás"],
    notes: "Four bolts only.",
  });
  expect(climbOf(logbook, "Herbolari")).toMatchObject({
    style: "hangdog",
    attempts: 3,
    rating: 5,
    heightMeters: 28,
    perceivedGrade: { value: "6c+" },
  });
  expect(climbOf(logbook, "Kachoong")).toMatchObject({
    discipline: "trad",
    style: "redpoint",
    grade: { value: "21", system: "ewbank" },
  });
  expect(climbOf(logbook, "Muldoon")).toMatchObject({ discipline: "trad", style: "top-rope", notes: "" });
  expect(climbOf(logbook, "Tiptoe Ridge")).toMatchObject({ style: "top-rope", sector: null });
  expect(climbOf(logbook, "Tiptoe Ridge").notes).toContain("Second clean");
  expect(climbOf(logbook, "Nando")).toMatchObject({ discipline: "boulder", style: "redpoint", rating: 2 });
  expect(climbOf(logbook, "Weg ohne Namen")).toMatchObject({
    grade: { value: "7+", system: "uiaa" },
    heightMeters: 19.8,
    notes: "Style: Tick",
  });
  expect(climbOf(logbook, "Geist").style).toBe("Ghost");
  expect(remarksOf(logbook)).toEqual([[10, expect.stringContaining('"Ghost"')]]);
  expect(reasonsOf(logbook)).toEqual([
    [9, '"Mark" marks a route and is no ascent'],
    [11, "It has no day"],
  ]);
});

test("8a.nu's ascents are read, with what it writes null for", async () => {
  const ascents = await read(logbookFixture("8a.csv"));
  expect(ascents.file).toMatchObject({ format: "8a", total: 5 });
  expect([reasonsOf(ascents), remarksOf(ascents)]).toEqual([[], []]);
  expect(climbOf(ascents, "La Rambla")).toMatchObject({
    discipline: "sport",
    style: "redpoint",
    attempts: 43,
    rating: 5,
    grade: { value: "9a+", system: "french" },
    climbedOn: "2024-03-01",
    locationName: "Siurana",
    sector: "El Pati",
    area: null,
    country: "ES",
    heightMeters: 41,
    notes: 'Seven seasons, one "go".\n\nFor its grade: hard',
  });
  expect(climbOf(ascents, "Kalea Borroka")).toMatchObject({
    style: "onsight",
    attempts: 1,
    rating: null,
    sector: null,
    area: "Catalunya",
    notes: "",
  });
  expect(climbOf(ascents, "Karma")).toMatchObject({
    discipline: "boulder",
    style: "flash",
    grade: { value: "8a", system: "font" },
    notes: "For its grade: soft\n\nSit start\n\nRepeats: 2",
  });
  expect(climbOf(ascents, "Biographie")).toMatchObject({ style: "attempt", attempts: 12 });
  expect(climbOf(ascents, "Warm-up")).toMatchObject({ style: "top-rope" });
});

test("UKClimbing's logbook is read in both of its forms, with days that are not wholly known", async () => {
  const logbook = await read(logbookFixture("ukclimbing.csv"));
  expect(logbook.file).toMatchObject({ format: "ukclimbing", total: 7 });
  expect(climbOf(logbook, "Goin Back")).toMatchObject({
    discipline: "trad",
    style: "onsight",
    grade: { value: "HS 4b" },
    climbedOn: "2021-06-12",
    locationName: "Moorhill Quarry",
    area: "Co. Down",
    country: "Northern Ireland",
    partners: ["Cath", "Lynn"],
    notes: "Fish & chips after",
  });
  expect(climbOf(logbook, "Three Pebble Slab")).toMatchObject({
    style: "top-rope",
    grade: { value: "HVS 5a" },
    area: "Derbyshire, Peak District",
    notes: "Style: 2nd β",
  });
  expect(climbOf(logbook, "Jerry's Traverse")).toMatchObject({
    discipline: "boulder",
    grade: { value: "f7C", system: "font" },
    climbedOn: "2021-07-01",
    notes: "Day: ??/Jul/21",
  });
  expect(climbOf(logbook, "Mecca")).toMatchObject({ style: "hangdog", climbedOn: "2008-01-01" });
  expect(climbOf(logbook, "Point Five Gully")).toMatchObject({ discipline: "mixed", style: "onsight", pitches: 5 });
  expect(climbOf(logbook, "Davey Jones' Locker")).toMatchObject({ discipline: "deep-water-solo", style: "onsight" });
  expect(reasonsOf(logbook)).toEqual([[7, '"Hill Walking" is no climb']]);
  expect(remarksOf(logbook)).toEqual([
    [4, 'The day "??/Jul/21" is taken as 2021-07-01'],
    [5, 'The day "???/08" is taken as 2008-01-01'],
  ]);

  const older = await read(logbookFixture("ukclimbing-older.csv"));
  expect(older.file).toMatchObject({ format: "ukclimbing", total: 3 });
  expect(climbOf(older, "Flying Buttress")).toMatchObject({
    discipline: "trad",
    style: "repeat",
    climbedOn: "1998-08-23",
    partners: ["Tom", "Cath"],
    locationName: "Stanage Popular",
  });
  expect(climbOf(older, "Brad Pit")).toMatchObject({ discipline: "boulder", style: "attempt" });
  expect(climbOf(older, "Sardine")).toMatchObject({ discipline: "sport", grade: { system: "french" } });
});

test("a CLDF archive is read with the places, routes and sessions that its climbs name", async () => {
  const archive = await read(await cldfFixture());
  expect(archive.file).toMatchObject({ format: "cldf", total: 6 });
  expect(archive.lines[0]?.reading).toMatchObject({
    entry: { kind: "session", row: { day: "2026-01-20", locationName: "Plywood Palace", durationMinutes: 150 } },
  });
  expect(climbOf(archive, "Blue Problem #1")).toMatchObject({
    discipline: "boulder",
    style: "flash",
    rating: 3,
    isIndoor: true,
    country: "Czechia",
    notes: "Nice warm-up\n\nTags: technical",
  });
  expect(climbOf(archive, "The Crimpy One")).toMatchObject({ style: "project", attempts: 5, rating: null });
  expect(climbOf(archive, "Stará cesta")).toMatchObject({
    discipline: "trad",
    style: "repeat",
    locationName: "Ádršpach",
    sector: "Milenci",
    area: "Hradec Králové",
    latitude: 50.61,
    heightMeters: 45,
    partners: ["Petr", "Jana"],
  });
  expect(reasonsOf(archive)).toEqual([[6, "date is no day such as 2026-05-01"]]);
});

const header = "Date,Route,Rating,Style,Lead Style,Location";
const ticksOn = (...days: readonly string[]) =>
  [header, ...days.map((day, at) => `"${day}",Route ${at},5.9,Lead,Onsight,Utah`)].join("\n");

describe("which number is the month", () => {
  test("is told by any day of the file that can be read in one way only", async () => {
    const american = await read(ticksOn("3/4/2024", "3/23/2024"));
    expect([daysOf(american), american.file.remarks]).toEqual([["2024-03-04", "2024-03-23"], []]);
    const timed = await read(ticksOn("3/4/2024", "3/23/2024, 10 AM"));
    expect([daysOf(timed), timed.file.remarks]).toEqual([["2024-03-04", "2024-03-23"], []]);
    const european = await read(ticksOn("3/4/2024", "23/3/2024"));
    expect([daysOf(european), european.file.remarks]).toEqual([["2024-04-03", "2024-03-23"], []]);
  });

  test("is as the site writes it when none does, and that is told", async () => {
    const unknown = await read(ticksOn("3/4/2024", "5/5/2024"));
    expect(daysOf(unknown)).toEqual(["2024-03-04", "2024-05-05"]);
    expect(unknown.file.remarks).toMatchObject([{ line: 1, reason: expect.stringContaining("month first") }]);
    const plain = await read(ticksOn("5/5/2024", "2024-01-02"));
    expect(plain.file.remarks).toEqual([]);
  });

  test("is not guessed in a file that has both, nor where the site has no way of its own", async () => {
    const mixed = await read(ticksOn("3/4/2024", "23/3/2024", "3/23/2024"));
    expect(daysOf(mixed)).toEqual([null, "2024-03-23", "2024-03-23"]);
    expect(reasonsOf(mixed)).toEqual([[2, expect.stringContaining('comes first in "3/4/2024"')]]);
    const crag = await read("Route Name,Ascent Type,Ascent Date\nA,Onsight,3/4/2024\nB,Onsight,5.6.2024");
    expect(daysOf(crag)).toEqual([null, "2024-06-05"]);
    expect(crag.file.remarks).toHaveLength(1);
  });

  test("matters not for days with names of months, points, or years in front", async () => {
    const days = ["3-Apr-2024", "Apr 3, 2024", "3.4.2024", "2024/4/3", "2024-04-03T10:00:00Z", "03 April 24"];
    expect(new Set(daysOf(await read(ticksOn(...days))))).toEqual(new Set(["2024-04-03"]));
  });
});

describe("a table is read", () => {
  const route = "Cöur de la Fontaine €";
  const table = `Date,Route,Rating,Style,Lead Style\n2024-03-04,${route},6a,Lead,Onsight\n`;
  const bytesOf: Record<string, Buffer> = {
    "in UTF-8": Buffer.from(table),
    "in UTF-8 with a mark": Buffer.from(`\uFEFF${table}`),
    "in UTF-16, little end first": Buffer.from(`\uFEFF${table}`, "utf16le"),
    "in UTF-16, big end first": Buffer.from(`\uFEFF${table}`, "utf16le").swap16(),
    "in Windows-1252": Buffer.from(table.replace("€", "\x80"), "latin1"),
    "with the line ends of Windows": Buffer.from(table.replaceAll("\n", "\r\n")),
    "with the line ends of old Macs": Buffer.from(table.replaceAll("\n", "\r")),
    "with semicolons": Buffer.from(table.replaceAll(",", ";")),
    "with tabs": Buffer.from(table.replaceAll(",", "\t")),
    "with its columns in another order and case": Buffer.from(
      `LEAD  STYLE,rating,"Route ",date,Style,Extra\nonsight,6a,${route},2024-03-04,LEAD,x\n`,
    ),
    "with empty lines and short ones": Buffer.from(`\n\n${table}\n,,,,\n`),
  };
  for (const [how, bytes] of Object.entries(bytesOf)) {
    test(`${how}`, async () => {
      const ticks = await read(bytes);
      expect(ticks.file).toMatchObject({ format: "mountain-project", total: 1 });
      expect(climbOf(ticks, route)).toMatchObject({ climbedOn: "2024-03-04", style: "onsight" });
    });
  }
});

describe("a file is refused with what is wrong", () => {
  const faults: Record<string, readonly [string | Uint8Array, string, FormatName?]> = {
    "when it is empty": ["", "is empty"],
    "when it is blank": ["\uFEFF \r\n\n", "is empty"],
    "when it has a header alone": [header, "has no entries"],
    "when it is a table of something else": ["Name,Price\nCam,60\n", "Mountain Project, theCrag, 8a.nu"],
    "when it is a page": ["<!doctype html><title>Ticks</title>", "is nothing that is understood here"],
    "when it is a picture": [Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "is no text"],
    "when it is JSON of something else": ['{"ticks": []}', "is nothing that is understood here"],
    "when it is broken JSON": ['{"format": "topout-logbook", ', "is no valid JSON"],
    "when a quote is never closed": [`${header}\n2024-03-04,"The Nose,5.9,Lead,Onsight,x\n`, "is damaged"],
    "when it is said to be what it is not": [ticksOn("2024-01-01"), 'it has no column "Ascent Type"', "thecrag"],
    "when it is an archive of something else": [Buffer.from("504b0304ffff", "hex"), "cannot be read"],
  };
  for (const [when, [content, fault, asked]] of Object.entries(faults)) {
    test(`${when}`, async () => {
      await expect(read(content, asked ?? null)).rejects.toMatchObject({
        reason: "invalid",
        message: expect.stringContaining(fault),
      });
    });
  }
});

test("lines that the logbook cannot take are refused one by one", async () => {
  const lines = [
    "2024-01-01,,5.9,Lead,Onsight,Utah",
    `2024-01-01,${"x".repeat(1_000_000)},5.9,Lead,Onsight,Utah`,
    `2024-01-01,${"x".repeat(300)},5.9,Lead,Onsight,Utah`,
    "2024-02-30,Leap,5.9,Lead,Onsight,Utah",
    "soon,Later,5.9,Lead,Onsight,Utah",
    "2026-06-01,Tomorrow,5.9,Lead,Onsight,Utah",
    "1492-06-01,Discovery,5.9,Lead,Onsight,Utah",
    "2024-01-01,Short",
    "2024-01-01,Good,quite hard,Lead,Onsight,Utah",
  ];
  const ticks = await read([header, ...lines].join("\n"));
  expect(reasonsOf(ticks)).toEqual([
    [2, "It has no name of a route"],
    [3, "The line has more than 200000 characters"],
    [4, "The name of the route has more than 200 characters"],
    [5, '"2024-02-30" is no day that is understood'],
    [6, '"soon" is no day that is understood'],
    [7, "The day 2026-06-01 is in the future"],
    [8, "The day 1492-06-01 is too long ago"],
  ]);
  // What is left out is not known; what is no grade stays as it is.
  expect(climbOf(ticks, "Short")).toMatchObject({ grade: null, style: "redpoint" });
  expect(climbOf(ticks, "Good").grade).toEqual({ value: "quite hard", system: undefined });
});
