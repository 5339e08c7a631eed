import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { disciplines, styles } from "../domain/climbs/climb.ts";
import { unzip } from "../lib/unzip.ts";
import { importLogbook } from "../testing/import-logbook.ts";
import type { Loose } from "../testing/loose.ts";
import { samplePhoto } from "../testing/sample-media.ts";
import { startTopout, type TestUser } from "../testing/start-topout.ts";

/** Generated, and looked into freely. */
const odd = [
  '=HYPERLINK("https://x.example")',
  "'=1+1",
  "'",
  "+41 79",
  "-5",
  "@sum(1)",
  'a "b", c;d',
  "\\;",
  '="5.10"',
  "Škoda 🧗",
];
const trimmed = (most: number) =>
  fc
    .oneof(fc.constantFrom(...odd), fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }))
    .map((text) => text.replaceAll("\0", "").toWellFormed().trim().slice(0, most).toWellFormed().trim())
    .filter((text) => text !== "");
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const day = fc
  .integer({ min: Date.UTC(1950, 0, 1) / 86_400_000, max: Date.UTC(2026, 4, 1) / 86_400_000 })
  .map((at) => new Date(at * 86_400_000).toISOString().slice(0, 10));
const instant = fc
  .integer({ min: Date.UTC(2019, 0, 1), max: Date.UTC(2026, 4, 1) })
  .map((at) => new Date(at).toISOString());
const id = fc
  .tuple(fc.integer({ min: Date.UTC(2019, 0, 1), max: Date.UTC(2026, 4, 1) }), fc.integer({ min: 0, max: 0xffff }))
  .map(([ms, low]) => ((BigInt(ms) << 16n) | BigInt(low)).toString());
const visibility = fc.constantFrom("public", "unlisted", "private", "direct");
const known = ["V8", "7A+", "5.10a/b", "6b+", "VIII-", "E1 5b", "WI4", "M6", "A2", "21", "V4-5", "7a/a+", "5.9 R"];
const grade = maybe(
  fc.record({
    value: fc.oneof(fc.constantFrom(...known), trimmed(64)),
    system: fc.option(fc.constantFrom("vScale", "font", "french", "ewbank", "kurtyka"), { nil: null }),
  }),
);
const partners = fc.array(fc.record({ name: trimmed(200), account_uri: fc.constant(null) }), { maxLength: 4 });
const coordinate = (most: number) => fc.double({ min: -most, max: most, noNaN: true }).map((at) => at + 0);

const climb = (sessions: readonly string[], projects: readonly string[]) =>
  fc.record({
    id,
    route_name: trimmed(200),
    route_url: maybe(fc.webUrl()),
    discipline: fc.oneof(fc.constantFrom(...disciplines), trimmed(64)),
    style: fc.oneof(fc.constantFrom(...styles), trimmed(64)),
    attempts: maybe(fc.integer({ min: 1, max: 10_000 })),
    rating: maybe(fc.integer({ min: 1, max: 5 })),
    grade,
    perceived_grade: grade,
    climbed_on: day,
    location: fc.record({
      name: maybe(trimmed(200)),
      sector: maybe(trimmed(200)),
      area: maybe(trimmed(200)),
      country: maybe(trimmed(100)),
      latitude: maybe(coordinate(90)),
      longitude: maybe(coordinate(180)),
      precision: fc.constantFrom("exact", "rounded", "hidden"),
    }),
    indoor: maybe(fc.boolean()),
    pitches: maybe(fc.integer({ min: 1, max: 200 })),
    height_meters: maybe(fc.double({ min: 0, max: 10_000, noNaN: true }).map((height) => height + 0)),
    notes: fc.oneof(fc.constant(""), trimmed(500), fc.constant("One\r\ntwo\n\nthree\rfour")),
    partners,
    visibility,
    session_id: maybe(fc.constantFrom(...sessions)),
    project_id: maybe(fc.constantFrom(...projects)),
    created_at: instant,
    updated_at: instant,
  });

const session = fc.record({
  id,
  day,
  location: maybe(trimmed(200)),
  country: maybe(trimmed(100)),
  indoor: maybe(fc.boolean()),
  duration_minutes: maybe(fc.integer({ min: 1, max: 1_440 })),
  partners,
  notes: fc.oneof(fc.constant(""), trimmed(500)),
  visibility,
  created_at: instant,
  updated_at: instant,
});

const project = fc.record({
  id,
  route_name: trimmed(200),
  discipline: fc.constantFrom(...disciplines),
  grade,
  location: maybe(trimmed(200)),
  country: maybe(trimmed(100)),
  state: fc.constantFrom("open", "sent", "given-up"),
  notes: fc.oneof(fc.constant(""), trimmed(500)),
  visibility,
  started_on: day,
  ended_on: maybe(day),
  created_at: instant,
  updated_at: instant,
});

const goal = fc.record({
  id,
  kind: fc.constantFrom("days", "climbs", "grade", "pyramid"),
  title: trimmed(200),
  target: maybe(fc.integer({ min: 1, max: 100_000 })),
  grade,
  steps: maybe(fc.constant([{ system: "vScale", value: "V5", score: 1_650, count: 10 }])),
  discipline: maybe(fc.constantFrom(...disciplines)),
  indoor: maybe(fc.boolean()),
  starts_on: day,
  ends_on: maybe(day),
  created_at: instant,
  updated_at: instant,
});

const seed = 20_260_520;
const some = <T>(value: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(value, { seed, numRuns });

function generateLogbook(): Loose {
  const [sessions, projects] = [some(session, 12), some(project, 12)];
  const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id);
  const climbs = some(climb(ids(sessions), ids(projects)), 150);
  return { format: "topout-logbook", version: 1, sessions, projects, goals: some(goal, 12), climbs };
}

const exportOf = async (by: TestUser, format = "json"): Promise<Loose> =>
  await by.get(`/api/v1/climbs/export?format=${format}`);

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
/** In any order: those of one millisecond have no other. */
const inOrder = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row, sortKeys)).toSorted();

/** What a server does not give anew. */
const factsOf = ({ id: _i, uri: _u, post_url: _p, import_key: _k, media: _m, ...facts }: Loose): object => facts;
/** How a grade is written there is the same for every spelling of it. */
const withoutGrades = ({ grade: _g, perceived_grade: _p, ...facts }: Loose): object => facts;
/** What a table of climbs has. */
const untied = ({ session_id: _s, project_id: _p, ...facts }: Loose): object => facts;

test("a logbook with something in every field is the same after each move", { timeout: 120_000 }, async () => {
  const logbook = generateLogbook();
  await using first = await startTopout();
  const ada = await first.signUp("ada");
  const done = await importLogbook(ada, JSON.stringify(logbook));
  expect(done).toMatchObject({ created_count: 186, failed_count: 0, duplicate_count: 0, issues: [] });
  const { json: exported } = await exportOf(ada);
  for (const list of ["sessions", "projects", "goals", "climbs"]) {
    const bare = (rows: readonly object[]) => inOrder(rows.map((row) => withoutGrades(factsOf(row))));
    expect(bare(exported[list]), list).toEqual(bare(logbook[list]));
  }

  await using second = await startTopout();
  const moved = await second.signUp("ada");
  expect(await importLogbook(moved, JSON.stringify(exported))).toMatchObject({ created_count: 186, issues: [] });
  const { json: back } = await exportOf(moved);
  for (const list of ["sessions", "projects", "goals", "climbs"])
    expect(inOrder(back[list].map(factsOf)), list).toEqual(inOrder(exported[list].map(factsOf)));

  const table = (await exportOf(ada, "csv")).text;
  const tabled = await second.signUp("tabled");
  expect(await importLogbook(tabled, table)).toMatchObject({ created_count: 150, failed_count: 0, issues: [] });
  const { json: fromTable } = await exportOf(tabled);
  const carried = (climbs: readonly Loose[]) => inOrder(climbs.map(factsOf).map(untied));
  expect(carried(fromTable.climbs)).toEqual(carried(exported.climbs));
});

test(
  "what CrushLog's format holds is the same after each move, and its files are as it wants them",
  { timeout: 120_000 },
  async () => {
    const logbook = generateLogbook();
    await using topout = await startTopout();
    const ada = await topout.signUp("ada");
    await importLogbook(ada, JSON.stringify(logbook));
    const answer = await fetch(new URL("/api/v1/climbs/export?format=cldf", topout.origin), {
      headers: { authorization: `Bearer ${ada.token}` },
    });
    expect(answer.headers.get("content-type")).toBe("application/zip");
    const archive = Buffer.from(await answer.arrayBuffer());
    const files = (await unzip(archive, () => true, 10_000_000)) ?? new Map<string, Buffer>();
    const parsed = new Map([...files].map(([path, bytes]) => [path, JSON.parse(bytes.toString())]));
    const { files: sums } = parsed.get("checksums.json");
    for (const [path, sum] of Object.entries(sums))
      expect(
        createHash("sha256")
          .update(files.get(path) ?? "")
          .digest("hex"),
        path,
      ).toBe(sum);
    expect(Object.keys(sums).toSorted()).toEqual(
      ["climbs", "locations", "manifest", "routes", "sectors", "sessions"].map((name) => `${name}.json`),
    );
    expect(parsed.get("manifest.json")).toMatchObject({ format: "CLDF", version: "1.0.0", platform: "Web" });
    for (const { finishType, type, sessionId } of parsed.get("climbs.json").climbs) {
      expect(["onsight", "flash", "top", "redpoint", "repeat", "project", "attempt"]).toContain(finishType);
      expect(["boulder", "route"]).toContain(type);
      if (sessionId !== undefined)
        expect(parsed.get("sessions.json").sessions.map(({ id }: Loose) => id)).toContain(sessionId);
    }

    const moved = await topout.signUp("moved");
    const done = await importLogbook(moved, archive, { visibility: "public" });
    expect(done).toMatchObject({ format: "cldf", created_count: 162, failed_count: 0, issues: [] });
    const [before, after] = [(await exportOf(ada)).json, (await exportOf(moved)).json];
    // Where no crag is told it has no place for the rest, and it does not know when an entry was written.
    const held = ({ location, created_at: _c, updated_at: _u, ...rest }: Loose) => ({
      ...untied(factsOf(rest) as Loose),
      location: location.name === null ? null : { ...location, ...coordinatesOf(location) },
    });
    expect(inOrder(after.climbs.map(held))).toEqual(inOrder(before.climbs.map(held)));
    const heldSession = ({ id: _i, created_at: _c, updated_at: _u, ...rest }: Loose): object => rest;
    expect(inOrder(after.sessions.map(heldSession))).toEqual(inOrder(before.sessions.map(heldSession)));
    const inSession = ({ climbs, sessions }: Loose) =>
      inOrder(
        climbs.map(({ route_name: name, session_id: id }: Loose) => ({
          name,
          notes: sessions.find((session: Loose) => session.id === id)?.notes ?? null,
        })),
      );
    expect(inSession(after)).toEqual(inSession(before));

    // Read in where it comes from, and once more where it went: nothing is added, though an entry was changed since.
    await ada.patch(`/api/v1/climbs/${before.climbs[0].id}`, { route_name: "Another", climbed_on: "2024-02-29" });
    await ada.put(`/api/v1/climbs/sessions/${before.sessions[0].id}`, { day: "2024-02-29", notes: "Another" });
    for (const by of [ada, moved])
      expect(await importLogbook(by, archive)).toMatchObject({
        created_count: 0,
        failed_count: 0,
        duplicate_count: 162,
      });
  },
);

/** One of them alone is no place. */
const coordinatesOf = ({ latitude, longitude }: Loose) =>
  latitude === null || longitude === null ? { latitude: null, longitude: null } : { latitude, longitude };

test("no cell of the table is a formula", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const climb = { route_name: "=1+1", style: "flash", notes: "@SUM(A1)", partners: ["+Lynn; the other"] };
  expect((await ada.post("/api/v1/climbs", { ...climb, climbed_on: "2026-05-01" })).status).toBe(200);
  const { text } = await exportOf(ada, "csv");
  expect(text).toContain("'=1+1");
  expect(text).toContain("'@SUM(A1)");
  expect(text).toContain("'+Lynn\\; the other");
});

test("a note with the line ends of old Macs stays one cell, and the table tells where the photos are", async () => {
  await using topout = await startTopout();
  const [ada, ben] = [await topout.signUp("ada"), await topout.signUp("ben")];
  const form = new FormData();
  form.set("file", new File([new Uint8Array(await samplePhoto())], "a.jpg"));
  const { json: photo } = await ada.post("/api/v2/media", form);
  const climb = { route_name: "Slab", style: "flash", climbed_on: "2026-05-01", notes: "One\rtwo" };
  expect((await ada.post("/api/v1/climbs", { ...climb, media_ids: [photo.id] })).status).toBe(200);
  const { text } = await exportOf(ada, "csv");
  const [{ media }] = (await exportOf(ada)).json.climbs;
  expect(text).toContain(`,${media[0].url},`);
  expect(await importLogbook(ben, text)).toMatchObject({ created_count: 1, failed_count: 0 });
  expect((await exportOf(ben)).json.climbs).toMatchObject([{ route_name: "Slab", notes: "One\rtwo" }]);
});
