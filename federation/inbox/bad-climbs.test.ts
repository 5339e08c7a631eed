import { afterAll, beforeAll, expect, test } from "vitest";
import { climbOn, createOf, noteBy } from "../testing/activities.ts";
import { follow, startPlainScene, type Scene } from "../testing/peer-scene.ts";

// A climb that is strange costs itself or its strange detail, never the post that carries it.

let scene: Scene;
let nora: string;
beforeAll(async () => {
  scene = await startPlainScene();
  nora = scene.peer.serveActor("nora");
  await follow(scene, nora);
});
afterAll(() => scene[Symbol.asyncDispose]());

let count = 0;

/** The post that carries a climb with these properties, as Ada sees it. */
async function shown(extra: Record<string, unknown>, note: Record<string, unknown> = {}) {
  const uri = `${nora}/notes/climb-${count++}`;
  // Each newer than the last, so that it is the first that Ada sees.
  const published = new Date(Date.UTC(2026, 4, 1, 0, 0, count)).toISOString();
  const carrying = { ...climbOn(uri, nora, extra), id: uri, published, ...note };
  await scene.deliver(createOf(noteBy(nora, `climb-${count}`, carrying)));
  await scene.settle();
  const status = await scene.look(uri);
  expect(status.content, JSON.stringify(extra)).toContain("climb-");
  return status;
}

const withPrototype: unknown = JSON.parse('{"__proto__":{"a":1}}');
const odd = [null, 7, true, "", " ", "x", [], {}, [[["deep"]]], { "@value": { a: 1 } }, withPrototype, 1e308];

test("without a name or a day that can be, the post is shown without its climb", { timeout: 60_000 }, async () => {
  for (const name of [null, 7, "", "  ", [], {}, "n".repeat(10_000)]) expect((await shown({ name })).climb).toBeNull();
  const days = ["0000-00-00", "2026-02-30", "2026-13-01", "9999-12-31", "1066-10-14", "yesterday", "", 7, null, [], {}];
  for (const climbedOn of days) expect((await shown({ climbedOn })).climb, String(climbedOn)).toBeNull();
  // Of two days that are told, one that can be is enough.
  const told = await shown({ climbedOn: "2026-02-30", startTime: "2026-03-01T23:30:00+02:00" });
  expect(told.climb.climbed_on).toBe("2026-03-01");
});

test("whose climb it is, and where it lives, is not for the document to say", async () => {
  const elsewhere = "http://127.0.0.1:9/users/nora";
  for (const attributedTo of [elsewhere, scene.ada.account.uri, null, 7, [], {}])
    expect((await shown({ attributedTo })).climb, String(attributedTo)).toBeNull();
  const own = (await scene.ada.post("/api/v1/climbs", { route_name: "Ada's own", style: "flash" })).json;
  for (const id of [`${elsewhere}/climbs/1`, own.uri, null, 7, "climb"])
    expect((await shown({ id })).climb, String(id)).toBeNull();
  expect((await scene.ada.get(`/api/v1/climbs/${own.id}`)).json.route_name).toBe("Ada's own");
});

test("any other detail that cannot be is left out by itself", { timeout: 120_000 }, async () => {
  const bad: Record<string, readonly unknown[]> = {
    attempts: [0, -1, 1.5, 1e308, "many"],
    pitches: [0, -1, 1e308],
    heightMeters: [-1, 1e308, "high"],
    ratingValue: [0, -3, 6, 1e308],
    perceivedGrade: [{ gradeValue: "g".repeat(65) }, { gradeSystem: "font" }],
    route: ["javascript:alert(1)", "file:///etc/passwd", `https://x.example/${"a".repeat(3_000)}`],
    indoor: ["perhaps", 2],
    partners: [[{ type: "Partner" }], [7, null, "Jo"]],
  };
  const least = (await shown({})).climb;
  const without = ({
    id: _i,
    uri: _u,
    status_id: _s,
    created_at: _c,
    updated_at: _up,
    ascent_number: _n,
    ...said
  }: typeof least) => said;
  for (const [field, values] of Object.entries(bad)) {
    for (const value of [...values, ...odd.filter((given) => !isNumber(given))]) {
      if (field === "indoor" && typeof value === "boolean") continue;
      const { climb } = await shown({ [field]: value });
      expect(without(climb), `${field}: ${JSON.stringify(value)}`).toEqual(without(least));
    }
  }
  for (const location of [
    { latitude: 91, longitude: 0 },
    { latitude: 0, longitude: -180.1 },
    { latitude: 1e308, longitude: 1e308 },
    { latitude: "north", longitude: [] },
    { latitude: 47 },
    { name: "n".repeat(301), sector: 7, area: {}, country: "c".repeat(101) },
    { precision: "secret" },
  ])
    expect(without((await shown({ location: { type: "Place", ...location } })).climb)).toEqual(without(least));
});

const isNumber = (value: unknown) => typeof value === "number";

test("what was written in a year that no database knows, or in one to come, is shown with a time that can be", async () => {
  for (const instant of ["-200000-01-01T00:00:00Z", "+200000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "soon", 7, {}]) {
    const { climb } = await shown({ published: instant, updated: instant });
    for (const at of [climb.created_at, climb.updated_at].map(Date.parse)) {
      expect(at, JSON.stringify(instant)).toBeGreaterThanOrEqual(0);
      expect(at, JSON.stringify(instant)).toBeLessThanOrEqual(Date.now());
    }
  }
});

test("what is written differently and can be understood is kept", async () => {
  const grade = { type: "Grade", gradeSystem: "ewbank", gradeValue: 24 };
  expect((await shown({ discipline: "sport", grade })).climb.grade).toMatchObject({ system: "ewbank", value: "24" });
  // In full addresses, partners have nothing that makes a list of them.
  const terms = "https://w3id.org/topout/ns#";
  const partners = ["Jo", "Lynn"].map((name) => ({ type: `${terms}Partner`, name }));
  const { climb } = await shown({ [`${terms}partners`]: partners });
  expect(climb.partners.map(({ name }: { name: string }) => name)).toEqual(["Jo", "Lynn"]);
});

test("grades of systems that nobody knows are kept as they came, and sort nowhere", async () => {
  const grade = { type: "Grade", gradeSystem: "__proto__", gradeValue: "constructor" };
  const { climb } = await shown({ grade, style: "toString", discipline: "hasOwnProperty" });
  expect(climb).toMatchObject({
    grade: { system: "__proto__", value: "constructor", score: null },
    style: "toString",
    discipline: "hasOwnProperty",
  });
  expect((await shown({ grade: { gradeSystem: "vScale", gradeValue: "V99" } })).climb.grade).toMatchObject({
    value: "V99",
    score: null,
  });
  const stats = await scene.ada.get(`/api/v1/accounts/${climb.account_id}/climbs/stats`);
  expect(stats.status).toBe(200);
});

test("names are text on every page, whatever they hold, and notes that are HTML become text", async () => {
  const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;
  const { climb } = await shown(
    {
      name: evil,
      style: evil.slice(0, 60),
      content: "<p>Up <b>at last</b></p><p>1 &lt; 2</p>",
      location: { type: "Place", name: evil, country: evil },
      grade: { type: "Grade", gradeValue: evil.slice(0, 60) },
      partners: [{ type: "Partner", name: evil }],
    },
    { tag: [{ type: "Hashtag", name: "#evil" }] },
  );
  expect(climb).toMatchObject({ route_name: evil, notes: "Up at last\n\n1 < 2" });
  for (const path of ["/tags/evil", `/routes/${climb.route_id}`, `/crags/${climb.crag_id}`]) {
    const page = await scene.topout.anyone.get(path, { accept: "text/html" });
    expect(page.status, path).toBe(200);
    expect(page.text, path).toContain("&lt;script&gt;");
    expect(page.text, path).not.toMatch(/<script|<img src=x/);
  }
  // What the post says stays, where it is not what tells the climb.
  expect((await scene.topout.anyone.get("/tags/evil", { accept: "text/html" })).text).toContain("climb-");
  expect((await scene.topout.anyone.get(`/climbs/${climb.id}/card.png`)).status).toBe(404);
});

test("a page tells a climb once, however many blanks its name has", async () => {
  const name = "Two  \tblanks";
  const content = `<p>${name}, redpoint</p><p>climb-line</p>`;
  await shown({ name }, { content, tag: [{ type: "Hashtag", name: "#blanks" }] });
  const { text } = await scene.topout.anyone.get("/tags/blanks", { accept: "text/html" });
  expect(/<div class="prose"[^>]*>(.*?)<\/div>/s.exec(text)?.[1]).toBe("<p>climb-line</p>");
});
