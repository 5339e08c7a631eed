import { describe, expect, test } from "vitest";
import { climbOf, daysOf, readLogbook, reasonsOf, remarksOf } from "../../testing/read-logbook.ts";
import { readDay } from "./days.ts";

describe("days are read as sites, people and spreadsheets write them", () => {
  const whole = [
    "2019-07-04",
    "20190704",
    "2019-7-4",
    "2019/07/04",
    "2019-07-04 10:00:00",
    "2019-07-04T10:00:00+02:00",
    "4/Jul/19",
    "04/Jul/2019",
    "Sat 04/Jul/19",
    "4-Jul-19",
    "04. Juli 2019",
    "4th July 2019",
    "Jul 4 2019",
    "July 4th, 2019",
    "Thursday, July 4, 2019",
    "Jul 4, 2019, 10:00 AM",
    "4.7.19",
    "04/07/2019 00:00:00",
    // What stands behind it is another matter.
    "2019-07-04 (approx)",
    "2019-07-04 Thu",
    "2019-07-04 10:00 (approx)",
    "4/7/2019, 10 AM",
    // In a column without a format.
    "43650",
  ];
  for (const written of whole)
    test(`${written}`, () =>
      expect(readDay(written, "day-first", "2026-05-20")).toEqual({ day: "2019-07-04", isRough: false }));

  const rough = {
    "??/Aug/2001": "2001-08-01",
    "??/???/2001": "2001-01-01",
    "???/01": "2001-01-01",
    "2014": "2014-01-01",
    "2014-07": "2014-07-01",
    "07/2014": "2014-07-01",
    "Jul 2014": "2014-07-01",
    "July/2014": "2014-07-01",
    "Jul-14": "2014-07-01",
  };
  for (const [written, day] of Object.entries(rough))
    test(`${written}, roughly`, () => expect(readDay(written, null, "2026-05-20")).toEqual({ day, isRough: true }));

  for (const written of ["", "soon", "14", "13/2014", "Foo 2014", "2019-02-30", "99999999", "436500", "32 Jul 2019"])
    test(`"${written}" is none`, () => expect(readDay(written, null, "2026-05-20")).toBeNull());
});

test("a table that a spreadsheet has written anew is read as before", async () => {
  const header = "Date;Route;Rating;Notes;URL;Style;Lead Style;Route Type;Rating Code;;";
  const rows = [
    '3/23/24;Serenity Crack;5.1;"Two, or\r\nthree";;Lead;Onsight;Trad;2500;;',
    '23-Mar-24;"=""Sons of Yesterday""";="5.10";;;Lead;Redpoint;Trad;2500;;',
    "3/24/24;The Grack;5.1;;;Lead;Onsight;Trad;1100;;",
    ";;;;;;;;;;",
  ];
  const text = ["sep=;", header, ...rows].join("\r\n");
  for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`, "utf16le"), Buffer.from(text, "utf16le")]) {
    const ticks = await readLogbook(bytes);
    expect(ticks.file).toMatchObject({ format: "mountain-project", total: 3, remarks: [] });
    expect(ticks.lines.map(({ line }) => line)).toEqual([3, 5, 6]);
    expect(daysOf(ticks)).toEqual(["2024-03-23", "2024-03-23", "2024-03-24"]);
    // What was 5.10 is told by its code.
    expect(climbOf(ticks, "Serenity Crack")).toMatchObject({ grade: { value: "5.10" }, notes: "Two, or\r\nthree" });
    expect(climbOf(ticks, "Sons of Yesterday")).toMatchObject({ grade: { value: "5.10" } });
    expect(climbOf(ticks, "The Grack")).toMatchObject({ grade: { value: "5.1" } });
  }
});

const sites = {
  "mountain-project": "Date,Route,Rating,Style,Lead Style,Route Type",
  thecrag: "Ascent Date,Route Name,Route Grade,Ascent Type,Ascent Gear Style,Route Gear Style,Country",
  "8a": "date,name,difficulty,type,sub_type,route_boulder",
  ukclimbing: "Date,Name,Grade,Style,Type,Crag",
} as const;

/** Of a table of one site, without its days and names: what each line became. */
async function climbsOf(site: keyof typeof sites, ...rows: readonly string[]) {
  const lines = rows.map((row, at) => `2024-03-23,Route ${at},${row}`);
  const logbook = await readLogbook([sites[site], ...lines].join("\n"), site);
  expect(reasonsOf(logbook)).toEqual([]);
  return { remarks: remarksOf(logbook), climbs: rows.map((_, at) => climbOf(logbook, `Route ${at}`)) };
}

test("every style of Mountain Project has its own here", async () => {
  const styles = {
    "Lead,Onsight": "onsight",
    "Lead,Flash": "flash",
    "Lead,Redpoint": "redpoint",
    "Lead,Pinkpoint": "pinkpoint",
    "Lead,Fell/Hung": "hangdog",
    "Lead,": "redpoint",
    "Follow,": "top-rope",
    "TR,": "top-rope",
    "Solo,": "redpoint",
    "Flash,": "flash",
    "Send,": "redpoint",
    "Attempt,": "attempt",
    ",": "redpoint",
  };
  const { climbs, remarks } = await climbsOf(
    "mountain-project",
    ...Object.keys(styles).map((style) => `5.9,${style},Trad`),
  );
  expect([climbs.map(({ style }) => style), remarks]).toEqual([Object.values(styles), []]);
});

test("ratings of several parts give the first that is a grade, and the notes keep the whole", async () => {
  const ratings = ["V6-7 PG13", "5.10b/c V2", "WI3-4 M5", "5.6 C2 R", "5.7 Easy Snow", "4th", "V-easy", "Mod. Snow"];
  const { climbs } = await climbsOf("mountain-project", ...ratings.map((rating) => `${rating},Lead,,Trad`));
  expect(climbs.map(({ grade, notes }) => [grade?.value, notes])).toEqual([
    ["V6-7", "Grade: V6-7 PG13"],
    ["5.10b/c", "Grade: 5.10b/c V2"],
    ["WI3-4", "Grade: WI3-4 M5"],
    ["5.6", "Grade: 5.6 C2 R"],
    ["5.7", "Grade: 5.7 Easy Snow"],
    ["4th", ""],
    ["V-easy", ""],
    ["Mod. Snow", ""],
  ]);
});

test("theCrag's numbers are of the system of their country", async () => {
  const grades = {
    "21,Onsight,Sport,Sport,Australia": "ewbank",
    "19/20,Onsight,Sport,Sport,New Zealand": "ewbank",
    "24,Onsight,Sport,Sport,Thailand": "ewbank",
    "7+,Onsight,Sport,Sport,Germany": "uiaa",
    "7+,Onsight,Sport,Sport,Norway": "norwegian",
    "5+,Onsight,Sport,Sport,Switzerland": "french",
    "6b+,Onsight,Sport,Sport,Spain": undefined,
    "7A,Send,Boulder,Boulder,Germany": undefined,
  };
  const { climbs } = await climbsOf("thecrag", ...Object.keys(grades));
  expect(climbs.map(({ grade }) => grade?.system)).toEqual(Object.values(grades));
  const [aided] = (await climbsOf("thecrag", "19 M1,Tick,Aid,Aid,Australia")).climbs;
  expect(aided).toMatchObject({ grade: { value: "19", system: "ewbank" }, notes: "Style: Tick\n\nGrade: 19 M1" });
});

test("every tick type of theCrag has its own here", async () => {
  const styles = {
    "Onsight,Sport": "onsight",
    "Flash,Sport": "flash",
    "Red point,Sport": "redpoint",
    "Pink point,Trad": "pinkpoint",
    "Green point,Trad": "redpoint",
    "Ground up red point,Trad": "redpoint",
    "Hang dog,Sport": "hangdog",
    "All free with rest,Trad": "hangdog",
    "Attempt,Sport": "attempt",
    "Working,Sport": "attempt",
    "Retreat,Trad": "attempt",
    "Dab,Boulder": "attempt",
    "Send,Boulder": "redpoint",
    "Repeat,Boulder": "repeat",
    "Clean,Top rope": "top-rope",
    "Onsight,Top rope": "top-rope",
    "Hang dog,Second": "hangdog",
    "Top rope with rest,Sport": "hangdog",
    "Second clean,Trad": "top-rope",
    "Roped Solo,Trad": "redpoint",
    "Onsight,Free solo": "onsight",
    "Deep water solo,Deep water solo": "redpoint",
    "Tick,Unknown": "redpoint",
    ",Sport": "redpoint",
  };
  const { climbs, remarks } = await climbsOf(
    "thecrag",
    ...Object.keys(styles).map((style) => `6a,${style},Sport,Spain`),
  );
  expect([climbs.map(({ style }) => style), remarks]).toEqual([Object.values(styles), []]);
});

test("every style of UKClimbing has its own here, and its letters for easy routes are grades", async () => {
  const styles = {
    "Lead O/S": "onsight",
    "Lead β": "flash",
    "Lead RP": "redpoint",
    "Lead G/U": "redpoint",
    "Lead rpt": "repeat",
    "Lead dog": "hangdog",
    "Lead dnf": "attempt",
    Lead: "redpoint",
    "AltLd O/S": "onsight",
    "AltLd dnf": "attempt",
    AltLd: "redpoint",
    "Solo O/S": "onsight",
    "Solo rpt": "repeat",
    Solo: "redpoint",
    "2nd O/S": "top-rope",
    "2nd dog": "hangdog",
    "2nd": "top-rope",
    TR: "top-rope",
    "TR dnf": "attempt",
    "Sent O/S": "onsight",
    "Sent x": "redpoint",
    "Sent dnf": "attempt",
    Sent: "redpoint",
    "DWS O/S": "onsight",
    "O/S": "onsight",
    dnf: "attempt",
    "-": "redpoint",
  };
  const { climbs, remarks } = await climbsOf(
    "ukclimbing",
    ...Object.keys(styles).map((style) => `VD,${style},Trad,Stanage`),
  );
  expect([climbs.map(({ style }) => style), remarks]).toEqual([Object.values(styles), []]);
  const easy = await climbsOf(
    "ukclimbing",
    "M,Solo,Trad,Stanage",
    "D *,Solo,Trad,Stanage",
    "E1 5b ***,Lead,Trad,Stanage",
  );
  expect(easy.climbs.map(({ grade }) => [grade?.value, grade?.system])).toEqual([
    ["M", "british"],
    ["D", "british"],
    ["E1 5b", undefined],
  ]);
});

test("a sign that slipped into a text does not make the file a picture", async () => {
  const rows = ["A\u0000,2024-03-23,flash,ring\u0007 twice", "B,2024-03-23,flash,\u0001"];
  const own = await readLogbook(["route_name,climbed_on,style,notes", ...rows].join("\n"));
  expect(climbOf(own, "A").notes).toBe("ring\u0007 twice");
  const bytes = Buffer.from(["route_name,climbed_on,style,notes", "Ü,2024-03-23,flash,\u0001"].join("\n"), "latin1");
  await expect(readLogbook(bytes)).rejects.toMatchObject({ message: expect.stringContaining("is no text") });
});

test("what DOS and terminals left in a text of old letters does not make it a picture either", async () => {
  const rows = ["Ü,2024-03-23,flash,\u001b quiet", "Ö,2024-03-24,flash,\u001a"];
  for (const end of ["", "\r\n\u001a"]) {
    const text = ["route_name,climbed_on,style,notes", ...rows].join("\r\n") + end;
    const own = await readLogbook(Buffer.from(text, "latin1"));
    expect(climbOf(own, "Ü").notes).toBe("\u001b quiet");
    expect(daysOf(own).slice(0, 2)).toEqual(["2024-03-23", "2024-03-24"]);
  }
});

test("Mountain Project's stars go from its bomb to its classics, and -1 is none", async () => {
  const stars = ["-1", "0", "1", "2", "3", "4"];
  const lines = stars.map((count) => `2019-07-04,Stars ${count},5.9,TR,,${count}`);
  const ticks = await readLogbook(["Date,Route,Rating,Style,Lead Style,Your Stars", ...lines].join("\n"));
  expect(stars.map((count) => climbOf(ticks, `Stars ${count}`).rating)).toEqual([null, 1, 2, 3, 4, 5]);
});

test("what 8a.nu has for a project is no send", async () => {
  const rows = ["Go,go,1", "Open,null,1", "Marked,rp,1", "Sent,rp,0"];
  const lines = rows.map((row) => `ROUTE,${row},7a,2019-07-04T00:00:00Z`);
  const ascents = await readLogbook(["route_boulder,name,type,project,difficulty,date", ...lines].join("\n"));
  const styles = ["Go", "Open", "Marked", "Sent"].map((name) => climbOf(ascents, name).style);
  expect(styles).toEqual(["attempt", "project", "project", "redpoint"]);
  expect(remarksOf(ascents)).toMatchObject([
    [3, expect.any(String)],
    [4, expect.stringContaining("marked as a project")],
  ]);
});

test("a line of many more cells than the header has columns is read", async () => {
  const own = await readLogbook(`route_name,climbed_on,style\nA,2024-03-23,flash${",".repeat(500_000)}\n`);
  expect(climbOf(own, "A")).toMatchObject({ style: "flash", climbedOn: "2024-03-23" });
});

test("8a.nu's second go is two attempts", async () => {
  const { climbs } = await climbsOf("8a", "7a,rp,second go,ROUTE", "7a,os,,ROUTE", "7a,rp,null,ROUTE");
  expect(climbs.map(({ attempts, style }) => [attempts, style])).toEqual([
    [2, "redpoint"],
    [1, "onsight"],
    [null, "redpoint"],
  ]);
});

test("a table of one's own may be written in any country, and without a style it is told", async () => {
  const rows = [
    "A;2024-03-23;flash;37,74;4,5;WAHR",
    "B;2024-03-23;flash;-37.74;4.5;FAUX",
    "C;2024-03-23;flash;;;maybe",
    "D;2024-03-23;;;;",
  ];
  const own = await readLogbook(["route_name;climbed_on;style;latitude;height_meters;indoor", ...rows].join("\n"));
  expect(climbOf(own, "A")).toMatchObject({ latitude: 37.74, heightMeters: 4.5, isIndoor: true });
  expect(climbOf(own, "B")).toMatchObject({ latitude: -37.74, heightMeters: 4.5, isIndoor: false });
  expect(climbOf(own, "C")).toMatchObject({ latitude: null, isIndoor: null });
  expect(reasonsOf(own)).toEqual([[5, "It has no style"]]);
});
