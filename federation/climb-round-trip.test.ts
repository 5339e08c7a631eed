import fc from "fast-check";
import { expect, test } from "vitest";
import { disciplines, styles } from "../src/domain/climbs/climb.ts";
import { eventually } from "../src/testing/eventually.ts";
import type { Loose } from "../src/testing/loose.ts";
import { startTopout, type TestUser } from "../src/testing/start-topout.ts";
import { untilIdle } from "../src/testing/until-idle.ts";
import { followAcross } from "./testing/follow-across.ts";

// What a climb says on one server it says on another, whatever its fields.

const texts = fc.constantFrom(
  "Midnight Lightning",
  "Ångström 🧗‍♀️ “quoted”",
  "<b>not markup</b> & more",
  "a < b &amp; c > d",
  "as:Public",
  "@context",
  "@id",
  "https://x.example/a",
  "١٢٣ クライミング",
  "#hashtag @nobody :emoji:",
  "0",
  "true",
  "null",
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });
const oneOf = <T>(...choices: readonly T[]) => fc.constantFrom(...choices);
const decimal = (least: number, most: number, digits: number) =>
  fc.integer({ min: least * 10 ** digits, max: most * 10 ** digits }).map((whole) => whole / 10 ** digits);

const grades = oneOf(
  { value: "V8", system: "vScale" },
  { value: "7b+", system: "font" },
  { value: "6c/6c+", system: "french" },
  { value: "5.10a/b", system: "yds" },
  { value: "E5 6a", system: "british" },
  { value: "24", system: "ewbank" },
  { value: "VIII-", system: "uiaa" },
  { value: "WI4+", system: "wi" },
  { value: "M8", system: "m" },
  { value: "7 craters", system: "moon" },
  { value: "red tape" },
);

const climbs = (partners: readonly string[]) =>
  fc.record({
    route_name: texts,
    route_url: maybe(oneOf("https://example.org/routes/1?a=b&c=d#e", "http://x.example/%C3%A9")),
    discipline: oneOf(...disciplines),
    style: oneOf(...styles),
    attempts: maybe(fc.integer({ min: 1, max: 10_000 })),
    rating: maybe(fc.integer({ min: 1, max: 5 })),
    grade: maybe(grades),
    perceived_grade: maybe(grades),
    climbed_on: fc
      .tuple(fc.integer({ min: 1900, max: 2025 }), oneOf("01-01", "02-28", "12-31"))
      .map((parts) => parts.join("-")),
    location: fc.record({
      name: maybe(texts),
      sector: maybe(texts),
      area: maybe(texts),
      country: maybe(oneOf("US", "Österreich")),
      latitude: maybe(oneOf(0, -90, 90, 37.742_133, -0.000_001, 1e-7)),
      longitude: maybe(oneOf(0, -180, 180, -119.602_1, 1e-7)),
      precision: oneOf("exact", "rounded", "hidden"),
    }),
    indoor: maybe(fc.boolean()),
    pitches: maybe(fc.integer({ min: 1, max: 200 })),
    height_meters: maybe(decimal(0, 10_000, 2)),
    notes: fc.oneof(fc.constant(""), texts, fc.constant("two\nlines\tand a tab\n\n<p>three</p>")),
    partners: fc.subarray([...partners, "Lynn", "<i>Jo</i> & Co"]),
  });

/** What it says, without what each server calls by its own ids. */
function saidBy(climb: Loose): Loose {
  const {
    id: _id,
    account_id: _account,
    status_id: _status,
    route_id: _route,
    crag_id: _crag,
    share_card_url: _card,
    partners,
    ...said
  } = climb;
  const named = partners.map(({ name, account }: Loose) => ({ name, url: account?.url ?? null }));
  return { ...said, partners: named };
}

test(
  "a climb says the same on both servers, when it was posted, edited, done by somebody there too, and deleted",
  { timeout: 120_000 },
  async () => {
    await using crag = await startTopout();
    await using gym = await startTopout();
    const [ada, bob] = [await crag.signUp("ada"), await gym.signUp("bob")];
    // What a follower on the same server sees is what a follower elsewhere has to see.
    const [lynn, mia] = [await crag.signUp("lynn"), await gym.signUp("mia")];
    await lynn.post(`/api/v1/accounts/${ada.account.id}/follow`);
    await mia.post(`/api/v1/accounts/${bob.account.id}/follow`);
    await followAcross(bob, crag, ada);
    await followAcross(ada, gym, bob);
    const partners = [`@bob@${new URL(gym.origin).host}`];
    const drafts = fc.sample(climbs(partners), { numRuns: 20, seed: 5 });
    const edits = fc.sample(climbs(partners), { numRuns: 20, seed: 6 });

    const uris: string[] = [];
    const settle = async () => {
      for (const server of [crag, gym, crag]) await untilIdle(server);
    };
    const arrivedAt = async (reader: TestUser): Promise<Map<string, Loose>> => {
      const arrived = new Map<string, Loose>();
      for (let before = ""; ;) {
        const { json } = await reader.get(`/api/v1/timelines/home?limit=40${before}`);
        if (json.length === 0) return arrived;
        for (const { climb } of json) if (climb !== null) arrived.set(climb.uri, climb);
        before = `&max_id=${json.at(-1).id}`;
      }
    };
    // One after the other: what a climb is tied to, and so how many came before it, depends on what was told before.
    // A delivery may be lost on a busy machine: what it told comes with the next try.
    const inTheEnd = (check: () => Promise<void>) =>
      eventually(
        () =>
          settle()
            .then(check)
            .then(() => true),
        40_000,
      );
    const areAlike = async () => {
      const here = await arrivedAt(bob);
      for (const uri of uris) {
        const { json: there } = await lynn.get(`/api/v1/climbs/${uri.split("/").at(-1)}`);
        expect(there.uri).toBe(uri);
        expect(here.has(uri), uri).toBe(true);
        expect(saidBy(here.get(uri)), JSON.stringify(there)).toEqual(saidBy(there));
      }
    };

    for (const [index, draft] of drafts.entries()) {
      const visibility = (["public", "unlisted", "private"] as const)[index % 3];
      const { status, json } = await ada.post("/api/v1/climbs", { ...draft, post: true, visibility });
      expect(status, JSON.stringify(json)).toBe(200);
      uris.push(json.uri);
      await settle();
    }
    await inTheEnd(areAlike);

    for (const [index, edit] of edits.entries()) {
      const { status, json } = await ada.put(`/api/v1/climbs/${uris[index]?.split("/").at(-1)}`, edit);
      expect(status, JSON.stringify(json)).toBe(200);
      await settle();
    }
    await inTheEnd(areAlike);

    const redone: Loose[] = [];
    for (const { id } of (await arrivedAt(bob)).values()) {
      const { status, json } = await bob.post(`/api/v1/climbs/${id}/log`, { post: true });
      expect(status, JSON.stringify(json)).toBe(200);
      redone.push(json);
      await settle();
    }
    expect(redone).toHaveLength(uris.length);
    await inTheEnd(async () => {
      const back = await arrivedAt(ada);
      for (const climb of redone) {
        const { json: there } = await mia.get(`/api/v1/climbs/${climb.id}`);
        expect(there.uri).toBe(climb.uri);
        expect(back.has(climb.uri), climb.uri).toBe(true);
        expect(saidBy(back.get(climb.uri))).toEqual(saidBy(there));
      }
    });

    for (const uri of uris) await ada.delete(`/api/v1/climbs/${uri.split("/").at(-1)}`);
    await inTheEnd(async () => {
      const left = await arrivedAt(bob);
      expect(uris.filter((uri) => left.has(uri))).toEqual([]);
    });
  },
);
