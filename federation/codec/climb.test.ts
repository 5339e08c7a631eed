import { Create, Note } from "@fedify/vocab";
import { getDocumentLoader } from "@fedify/vocab-runtime";
import { expect, test } from "vitest";
import { disciplines, gradeColumns, shownCoordinates, styles, type Climb } from "../../src/domain/climbs/climb.ts";
import { climbNodeOf, readClimb, writeClimb, type WirePartner } from "./climb.ts";
import { namespace } from "./context.ts";
import { ExtendedCreate, ExtendedNote } from "./extended.ts";
import { expandJsonLd } from "./json-ld.ts";
import { mendDocument } from "./mend.ts";

const author = "https://crag.example/users/ada";
const now = new Date("2027-01-01T00:00:00Z");
const noteUri = `${author}/statuses/1`;
const contextLoader = getDocumentLoader();

/** Random, but the same in every run. */
function createRandom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(...choices: readonly T[]): T => choices[integer(0, choices.length - 1)] as T;
  const maybe = <T>(make: () => T): T | null => (next() < 0.3 ? null : make());
  return { integer, pick, maybe };
}

const texts = [
  "Midnight Lightning",
  "Ångström 🧗‍♀️ “quoted”",
  "<b>not markup</b> & more",
  "as:Public",
  "@context",
  "topout:climb",
  "https://x.example/a",
  "١٢٣ クライミング",
  "0",
  "true",
  "null",
];

function randomClimb(seed: number): { climb: Climb; partners: WirePartner[] } {
  const { integer, pick, maybe } = createRandom(seed);
  const discipline = pick<string>(...disciplines, "buildering");
  const grade = gradeColumns(
    maybe(() => ({
      value: pick("V8", "7b+", "5.10a", "6c/6c+", "7 craters", "VIII-"),
      system: pick(undefined, "moon"),
    })),
    discipline,
  );
  const perceived = gradeColumns(
    maybe(() => ({ value: pick("V3", "6A", "E5 6a") })),
    discipline,
  );
  const isPlaced = integer(0, 2) > 0;
  const climb: Climb = {
    id: "1",
    uri: `${author}/climbs/${seed}`,
    accountId: "1",
    statusId: "1",
    visibility: "public",
    routeName: pick(...texts),
    routeUrl: maybe(() => pick("https://example.org/routes/1?a=b&c=d#e", "http://x.example/%C3%A9")),
    discipline,
    style: pick<string>(...styles, "solo"),
    attempts: maybe(() => integer(1, 100_000)),
    rating: maybe(() => integer(1, 5)),
    ...grade,
    perceivedGradeSystem: perceived.gradeSystem,
    perceivedGradeValue: perceived.gradeValue,
    perceivedGradeScore: perceived.gradeScore,
    climbedOn: `${integer(1950, 2026)}-${pick("01", "12")}-${pick("01", "28")}`,
    locationName: maybe(() => pick(...texts)),
    sector: maybe(() => pick(...texts)),
    area: maybe(() => pick(...texts)),
    country: maybe(() => pick("US", "Österreich")),
    latitude: isPlaced ? pick(0, -90, 90, 37.742_133, -0.000_001) : null,
    longitude: isPlaced ? pick(0, -180, 180, -119.602_1, 1e-7) : null,
    coordinatePrecision: pick("exact", "rounded", "hidden"),
    isIndoor: maybe(() => pick(true, false)),
    pitches: maybe(() => integer(1, 1_000)),
    heightMeters: maybe(() => pick(0.5, 4.5, 1_000, 8_848.86, 3)),
    notes: pick("", ...texts, "two\nlines\tand a tab"),
    routeId: null,
    cragId: null,
    sessionId: null,
    projectId: null,
    importKey: null,
    importId: null,
    createdAt: new Date("2026-05-01T10:11:12.131Z"),
    updatedAt: new Date(`2026-05-0${integer(1, 2)}T10:11:12.131Z`),
  };
  const partners = Array.from({ length: integer(0, 3) }, (_, n) => ({
    name: `${pick(...texts)} ${n}`,
    accountUri: maybe(() => `https://gym.example/users/${n}`),
  }));
  return { climb, partners };
}

/** The activity as JSON, as it goes out and comes in. */
async function send(climb: Climb, partners: readonly WirePartner[]): Promise<Record<string, unknown>> {
  const own = { [`${namespace}climb`]: [writeClimb(climb, { attributedTo: author, postUri: noteUri }, partners)] };
  const note = new ExtendedNote({ id: new URL(noteUri), attribution: new URL(author), content: "<p>Up</p>" }, {}, own);
  const create = new ExtendedCreate({ id: new URL(`${noteUri}/activity`), actor: new URL(author), object: note });
  const document: unknown = JSON.parse(JSON.stringify(await create.toJsonLd({ contextLoader })));
  return mendDocument(document) as Record<string, unknown>;
}

test("a climb comes out of a Create as it went in, whatever its fields", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { climb, partners } = randomClimb(seed);
    const document = await send(climb, partners);
    const received = await Create.fromJsonLd(document, { contextLoader });
    expect(await received.getObject()).toBeInstanceOf(Note);
    // What Fedify's class keeps of the document it was made from, as the inbox reads it.
    const expanded = await expandJsonLd(await received.toJsonLd(), contextLoader);
    const read = readClimb(climbNodeOf(noteOf(expanded)), now);
    // Adding nothing makes 0 of -0, which JSON does not know.
    const coordinates = shownCoordinates(climb);
    const { id: _id, accountId: _a, statusId: _s, visibility: _v, createdAt, updatedAt, ...own } = climb;
    const { routeId: _r, cragId: _g, sessionId: _n, projectId: _p, importKey: _k, importId: _i, ...fields } = own;
    expect(read, `seed ${seed}`).toEqual({
      ...fields,
      notes: climb.notes,
      latitude: coordinates === null ? null : coordinates.latitude + 0,
      longitude: coordinates === null ? null : coordinates.longitude + 0,
      attributedTo: author,
      partners,
      publishedAt: createdAt,
      updatedAt: updatedAt > createdAt ? updatedAt : null,
    });
  }
}, 60_000);

function noteOf(expanded: unknown): unknown {
  const [create] = expanded as Record<string, { "@id": string }[]>[];
  return create?.["https://www.w3.org/ns/activitystreams#object"]?.[0];
}

test("a Note keeps its climb when Fedify copies it", async () => {
  const { climb, partners } = randomClimb(1);
  const own = { [`${namespace}climb`]: [writeClimb(climb, { attributedTo: author, postUri: noteUri }, partners)] };
  const note = new ExtendedNote({ id: new URL(noteUri), attribution: new URL(author) }, {}, own);
  const copy = note.clone({ content: "Up" });
  expect(await copy.toJsonLd({ contextLoader })).toMatchObject({
    type: "Note",
    climb: { type: "Climb", id: climb.uri },
  });
});

test("a climb from elsewhere is read with what it has", () => {
  const ns = (name: string) => `${namespace}${name}`;
  const as = (name: string) => `https://www.w3.org/ns/activitystreams#${name}`;
  const least = {
    "@id": "https://gym.example/climbs/1",
    [as("attributedTo")]: [{ "@id": "https://gym.example/users/bob" }],
    [as("name")]: [{ "@value": "Blue one" }],
    [as("startTime")]: [{ "@value": "2026-05-01T23:30:00+02:00" }],
  };
  expect(readClimb(least, now)).toMatchObject({ routeName: "Blue one", climbedOn: "2026-05-01", discipline: "sport" });
  const rated = {
    ...least,
    "http://schema.org/ratingValue": [{ "@value": 80 }],
    "http://schema.org/bestRating": [{ "@value": 100 }],
    [ns("attempts")]: [{ "@value": "3" }],
  };
  expect(readClimb(rated, now)).toMatchObject({ rating: 4, attempts: 3, publishedAt: null });
  const undated = { ...least, [as("published")]: [{ "@value": "yesterday" }], [as("updated")]: [{ "@value": 7 }] };
  expect(readClimb(undated, now)).toMatchObject({ publishedAt: null, updatedAt: null });
  for (const missing of ["@id", as("attributedTo"), as("name"), as("startTime")]) {
    expect(readClimb({ ...least, [missing]: undefined }, now), missing).toBeNull();
  }
  for (const odd of [null, undefined, 5, "climb", [], {}]) expect(readClimb(odd, now)).toBeNull();
});
