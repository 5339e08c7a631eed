import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { environmentOf, runCommand } from "../../../testing/run-command.ts";
import { startTopout, type TestTopout, type TestUser } from "../../../testing/start-topout.ts";
import { importCatalogue } from "./import.ts";

const fixture = (name: string): string => resolve(import.meta.dirname, "fixtures", name);

async function read(topout: TestTopout, path: string, country: string | null = null) {
  const faults: string[] = [];
  const counts = await importCatalogue(topout.ctx, path, {
    country,
    onProgress() {},
    onFault: ({ line, reason }) => void faults.push(line === null ? reason : `${line}: ${reason}`),
  });
  return { counts: structuredClone(counts), faults };
}

/** As `read`, of a text. */
async function readText(topout: TestTopout, text: string | Buffer) {
  const folder = await mkdtemp(join(tmpdir(), "topout-import-"));
  await writeFile(join(folder, "file"), text);
  try {
    return await read(topout, join(folder, "file"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const found = async (topout: TestTopout, path: string) => {
  const { json, status, text } = await topout.anyone.get(path);
  expect(status, text).toBe(200);
  return json;
};
const pathOf = ({ ancestors }: { ancestors: { name: string }[] }): string[] => ancestors.map(({ name }) => name);

async function log(user: TestUser, routeName: string, location: object, more: object = {}) {
  const climb = { route_name: routeName, style: "redpoint", visibility: "public", location, ...more };
  const answer = await user.post("/api/v1/climbs", climb);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

test("areas and climbs of OpenBeta become crags and routes, and once more changes nothing", async () => {
  await using topout = await startTopout();
  const first = await read(topout, fixture("openbeta-areas.ndjson"));
  expect(first.counts).toMatchObject({ crags: { created: 4 }, routes: { created: 2 }, faults: 2 });
  expect(first.faults).toEqual(["2: is no JSON object", "3: is a climb without a name"]);
  const [route] = await found(topout, "/api/v1/routes?q=midnight");
  expect(route).toMatchObject({
    name: "Midnight Lightning",
    discipline: "boulder",
    grade: { system: "vScale", value: "V8" },
    height_meters: null,
    external_id: "openbeta:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeee01",
    link: "https://openbeta.io/climb/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeee01",
    crag: { name: "Camp 4", kind: "crag", country: "USA", latitude: 37.742, longitude: -119.602 },
  });
  expect(pathOf(route.crag)).toEqual(["USA", "California", "Yosemite Valley"]);
  expect((await found(topout, "/api/v1/routes?q=swan"))[0]).toMatchObject({
    discipline: "trad",
    grade: { value: "5.6" },
    pitches: 2,
    height_meters: 60,
  });
  const again = await read(topout, fixture("openbeta-areas.ndjson"));
  expect(again.counts).toMatchObject({
    crags: { created: 0, changed: 0 },
    routes: { created: 0, changed: 0, same: 2 },
  });
});

test("the answers of OpenBeta's API and its flat export are read as well", async () => {
  await using topout = await startTopout();
  expect((await read(topout, fixture("openbeta-api.json"))).faults).toEqual([]);
  const [biographie] = await found(topout, "/api/v1/routes?q=biographie");
  expect(biographie).toMatchObject({ grade: { system: "french", value: "9a+" }, crag: { latitude: 44.5 } });
  expect(pathOf(biographie.crag)).toEqual(["France", "Hautes-Alpes"]);
  const flat = await read(topout, fixture("openbeta-flat.ndjson"));
  expect(flat.faults).toEqual(["2: Nameless has no id"]);
  const [action] = await found(topout, "/api/v1/routes?q=action");
  expect(action).toMatchObject({
    discipline: "sport",
    height_meters: 12,
    crag: { name: "Waldkopf", country: "Germany" },
  });
  expect((await read(topout, fixture("openbeta-flat.ndjson"))).counts.routes).toEqual({
    created: 0,
    changed: 0,
    same: 1,
  });
});

test("a map of OpenStreetMap becomes crags and routes by its relations, or by what is near", async () => {
  await using topout = await startTopout();
  const { counts, faults } = await read(topout, fixture("overpass.json"), "DE");
  expect(counts).toMatchObject({ crags: { created: 3 }, routes: { created: 3 } });
  expect(faults).toEqual(["97: is no element of OpenStreetMap", "Nirgends (node/4) is at no crag"]);
  const [wall] = await found(topout, "/api/v1/crags?q=danube");
  expect(wall).toMatchObject({ name: "Donauwand", kind: "crag", country: "DE", latitude: 48.5 });
  expect(pathOf(wall)).toEqual(["Bayerischer Wald"]);
  expect(await found(topout, `/api/v1/crags/${wall.id}/routes`)).toMatchObject([
    { name: "Kleines Dach", discipline: "sport", grade: { system: "french", value: "6b" }, height_meters: 30.5 },
    { name: "Ohne Relation", discipline: "boulder", grade: { system: "font", value: "7A" } },
    { name: "Südkante", discipline: "trad", grade: { system: "uiaa", value: "VI-" }, height_meters: 25 },
  ]);
  expect((await found(topout, "/api/v1/crags?q=kletterhalle"))[0]).toMatchObject({ kind: "gym", latitude: 48.57 });
  const again = await read(topout, fixture("overpass.json"), "DE");
  expect(again.counts).toMatchObject({
    crags: { created: 0, changed: 0 },
    routes: { created: 0, changed: 0, same: 3 },
  });
});

test("OpenStreetMap's XML and GeoJSON tell the same places", async () => {
  await using topout = await startTopout();
  expect((await read(topout, fixture("map.osm"))).counts).toMatchObject({
    crags: { created: 1 },
    routes: { created: 2 },
  });
  const [wall] = await found(topout, "/api/v1/crags?q=donauwand");
  expect(wall).toMatchObject({ external_id: "osm:relation/20", latitude: 48.5, longitude: 13.5 });
  const geo = await read(topout, fixture("overpass-turbo.geojson"));
  expect(geo.counts).toMatchObject({ crags: { created: 0 }, routes: { created: 1 } });
  const names = (await found(topout, `/api/v1/crags/${wall.id}/routes`)).map(({ name }: { name: string }) => name);
  expect(names).toEqual(["Linie", "Sieg & Platz", "Südkante"]);
});

test("what climbers named already is not there twice, and two sources share what both have", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const place = { name: "Donauwand", country: "DE", latitude: 48.501, longitude: 13.501 };
  const climbed = await log(ada, "Südkante", place, { discipline: "trad", grade: "5.7" });
  await read(topout, fixture("map.osm"));
  expect(await found(topout, `/api/v1/routes/${climbed.route_id}`)).toMatchObject({
    external_id: "osm:node/1",
    grade: { system: "uiaa" },
    crag: { id: climbed.crag_id, external_id: "osm:relation/20" },
  });
  const area = {
    uuid: "11111111-2222-3333-4444-555555555599",
    area_name: "Donauwand",
    pathTokens: ["Germany", "Bavaria", "Donauwand"],
    metadata: { lat: 48.5, lng: 13.5 },
    climbs: [
      { uuid: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeee99", name: "Sudkante", grades: { yds: "5.9" }, type: { trad: true } },
    ],
  };
  for (let times = 0; times < 2; times++) {
    expect((await readText(topout, JSON.stringify(area))).counts.routes.created).toBe(0);
  }
  const crag = await found(topout, `/api/v1/crags/${climbed.crag_id}`);
  expect(pathOf(crag)).toEqual(["Germany", "Bavaria"]);
  expect((await found(topout, "/api/v1/routes?q=sudkante")).length).toBe(1);
});

test("of two names that differ in an article, each finds its own", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const climbs = ["The Wall", "Wall", "The Corner"].map((name, index) => ({
    uuid: `aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeee8${index}`,
    name,
    type: { sport: true },
  }));
  const pathTokens = ["Spain", "Siurana"];
  const uuid = "11111111-2222-3333-4444-555555555588";
  expect(
    (await readText(topout, JSON.stringify({ uuid, area_name: "Siurana", pathTokens, climbs }))).counts,
  ).toMatchObject({ routes: { created: 3 } });
  const nameOf = async (routeName: string): Promise<string> => {
    const { route_id: id } = await log(ada, routeName, { name: "Siurana", country: "ES" });
    return (await found(topout, `/api/v1/routes/${id}`)).name;
  };
  expect(await nameOf("the wall")).toBe("The Wall");
  expect(await nameOf("wall")).toBe("Wall");
  expect(await nameOf("corner")).toBe("The Corner");
});

test("climbs that no route was known for find it after an import", async () => {
  await using topout = await startTopout();
  const ada = await topout.signUp("ada");
  const secret = await log(ada, "Biographie", { name: "Ceuse", country: "FR" }, { visibility: "private" });
  expect(secret.route_id).toBeNull();
  await read(topout, fixture("openbeta-api.json"));
  await expect
    .poll(async () => (await ada.get(`/api/v1/climbs/${secret.id}`)).json.route_id, { timeout: 10_000 })
    .not.toBeNull();
});

test.each([
  "",
  "{}",
  "[]",
  "[1, 2]",
  '{"elements": [{}, []]}',
  "<osm><node id='x'/></osm>",
  "<osm><node",
  "climbs",
  '{"a',
])("a file that has nothing leaves the catalogue alone: %s", async (text) => {
  await using topout = await startTopout();
  const { counts } = await readText(topout, text);
  expect(counts).toMatchObject({ crags: { created: 0 }, routes: { created: 0 } });
});

test("the command line imports, tells what it did, and what could not be read", { timeout: 90_000 }, async () => {
  await using topout = await startTopout();
  const run = (...args: string[]) => runCommand(environmentOf(topout), "routes", "import", ...args);
  const done = await run(fixture("overpass.json"), "--country", "Germany");
  expect(done.stdout).toBe(
    "Crags: 3 added, 0 changed, 0 as they were.\nRoutes: 3 added, 0 changed, 0 as they were.\n2 could not be read.\n",
  );
  expect(done.stderr).toContain("Nirgends (node/4) is at no crag.");
  for (const [file, reason] of [
    ["absent.json", "There is no file"],
    [fixture("."), "There is no file"],
    [import.meta.filename, "There are no crags or routes"],
  ] as const) {
    const answer = await run(file);
    expect([answer.code, answer.stderr], file).toEqual([1, expect.stringContaining(reason)]);
  }
});

test("a map is read gzipped, and what holds no text is refused", async () => {
  await using topout = await startTopout();
  const xml = await readFile(fixture("map.osm"));
  expect((await readText(topout, gzipSync(xml))).counts.routes.created).toBe(2);
  await expect(readText(topout, "\0\0\0\u000d\n\tOSMHeader")).rejects.toThrow("osmium");
  await expect(readText(topout, "BZh91AY")).rejects.toThrow("unpack");
  await expect(readText(topout, gzipSync(xml).subarray(0, 200))).rejects.toThrow("unexpected end of file");
});

test("of a country's map the climbing is kept, wherever in the file its places are", async () => {
  const relation = (id: number, members: string, tags: Record<string, string>) =>
    `<relation id="${id}">${members}${Object.entries(tags)
      .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
      .join("")}</relation>`;
  const text = [
    '<osm version="0.6">',
    relation(1, '<member type="relation" ref="2"/>', { name: "Tal", climbing: "area" }),
    relation(2, '<member type="way" ref="3"/>', { name: "Wand", climbing: "crag" }),
    '<way id="3"><nd ref="4"/><nd ref="5"/><tag k="natural" v="cliff"/></way>',
    '<way id="9"><nd ref="5"/><tag k="highway" v="path"/></way>',
    '<node id="5" lat="47.6" lon="11.6"/>',
    '<node id="4" lat="47.5" lon="11.5"/>',
    "</osm>",
  ];
  for (const lines of [text, [text[0], ...text.slice(1, -1).toReversed(), text.at(-1)]]) {
    await using topout = await startTopout();
    await readText(topout, lines.join("\n"));
    for (const name of ["wand", "tal"]) {
      expect((await found(topout, `/api/v1/crags?q=${name}`))[0]).toMatchObject({ latitude: 47.5, longitude: 11.5 });
    }
  }
});

test("a large file is read line by line", { timeout: 60_000 }, async () => {
  await using topout = await startTopout();
  const line = await readFile(fixture("openbeta-flat.ndjson"), "utf8").then((text) => text.split("\n")[0] ?? "");
  const rows = Array.from({ length: 1_000 }, (_, index) =>
    line.replace("eeeeeeeeee21", String(index).padStart(12, "0")).replace("Action Directe", `Route ${index}`),
  );
  expect((await readText(topout, rows.join("\r\n"))).counts.routes.created).toBe(1_000);
});
