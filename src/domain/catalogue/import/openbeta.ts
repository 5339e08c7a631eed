import type { JsonPiece } from "../../../lib/json-stream.ts";
import type { GradeDraft } from "../../climbs/climb.ts";
import { readCoordinates, readName, readNumber, type CragEntry, type Entry, type RouteEntry } from "./entries.ts";

/** The names under which OpenBeta's API gives lists of areas. */
export const openBetaLists = ["areas"];

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const partOf = (value: Json, name: string): Json => (isJson(value[name]) ? value[name] : {});
const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

interface Area {
  /** Of the areas from the country down to this one. */
  readonly externalIds: readonly string[];
  readonly names: readonly string[];
}

/**
 * Reads areas with their climbs, and climbs by themselves, as OpenBeta's database, its API and its exports write them
 * (github.com/OpenBeta: openbeta-graphql, parquet-exporter).
 */
export async function* readOpenBeta(pieces: AsyncIterable<JsonPiece>): AsyncGenerator<Entry> {
  const reader = new OpenBetaReader();
  for await (const { line, text } of pieces) {
    const record = parse(text);
    if (record === null) yield { kind: "fault", line, reason: "is no JSON object" };
    else yield* reader.read(record, line);
  }
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}

class OpenBetaReader {
  readonly #told = new Set<string>();

  *read(record: Json, line: number): Generator<Entry> {
    if (areaName(record) !== null) yield* this.#readArea(record, line, null);
    else if ("climb_id" in record) yield* this.#readClimb(fromFlat(record), line, null);
    else if (readName(record["name"]) !== null) yield* this.#readClimb(record, line, null);
    else yield { kind: "fault", line, reason: "is neither an area nor a climb with a name" };
  }

  *#readArea(record: Json, line: number, above: Area | null): Generator<Entry> {
    const area = locate(record, above);
    const externalId = area?.externalIds.at(-1);
    if (area === null || externalId === undefined)
      return yield { kind: "fault", line, reason: "is an area without a place in the tree" };
    yield* this.#tellAbove(area, area.externalIds.length - 1);
    const climbs = listIn(record["climbs"]).filter(isJson);
    const metadata = partOf(record, "metadata");
    this.#told.add(externalId);
    yield {
      ...stubOf(area, area.externalIds.length - 1),
      cragKind: metadata["leaf"] === true || climbs.length > 0 ? "crag" : "area",
      coordinates: placeOf(metadata),
      isStub: false,
    };
    for (const climb of climbs) yield* this.#readClimb(climb, line, area);
    for (const child of listIn(record["children"])) {
      if (isJson(child) && areaName(child) !== null) yield* this.#readArea(child, line, area);
    }
  }

  *#readClimb(record: Json, line: number, within: Area | null): Generator<Entry> {
    const name = readName(record["name"]);
    const id = idOf(record);
    const area = within ?? locateClimb(record);
    const cragExternalId = area?.externalIds.at(-1);
    if (name === null) return yield { kind: "fault", line, reason: "is a climb without a name" };
    if (id === null) return yield { kind: "fault", line, reason: `${name} has no id` };
    if (area === null || cragExternalId === undefined)
      return yield { kind: "fault", line, reason: `${name} is in no area` };
    yield* this.#tellAbove(area, area.externalIds.length);
    yield toRoute(record, { name, id, cragExternalId });
  }

  /** The first `count` areas of a path, unless they were told. */
  *#tellAbove(area: Area, count: number): Generator<CragEntry> {
    for (let level = 0; level < count; level++) {
      const externalId = area.externalIds[level] ?? "";
      if (this.#told.has(externalId)) continue;
      this.#told.add(externalId);
      yield stubOf(area, level);
    }
  }
}

const areaName = (record: Json): string | null => readName(record["area_name"] ?? record["areaName"]);

function stubOf({ externalIds, names }: Area, level: number): CragEntry {
  return {
    kind: "crag",
    externalId: externalIds[level] ?? "",
    parentExternalId: level === 0 ? null : (externalIds[level - 1] ?? null),
    cragKind: "area",
    name: names[level] ?? "",
    aliases: [],
    country: names[0] ?? null,
    coordinates: null,
    isStub: true,
  };
}

function locate(record: Json, above: Area | null): Area | null {
  const name = areaName(record) ?? "";
  const id = idOf(record);
  if (above !== null) {
    return { externalIds: [...above.externalIds, id ?? pathId([...above.names, name])], names: [...above.names, name] };
  }
  const tokens = tokensOf(record);
  const path = tokens.at(-1) === name ? tokens : [...tokens, name];
  const ids = ancestorsOf(record);
  return withIds(path, id !== null && ids.at(-1) !== id ? [...ids, id] : ids, id);
}

function locateClimb(record: Json): Area | null {
  const tokens = tokensOf(record);
  const reference = readUuid(partOf(record, "metadata")["areaRef"]);
  return tokens.length === 0 ? null : withIds(tokens, ancestorsOf(record), reference);
}

/** The ids fit the names one to one, or only the last is known. */
function withIds(names: readonly string[], ids: readonly string[], lastId: string | null): Area {
  if (ids.length === names.length) return { externalIds: ids, names };
  const byPath = names.map((_, level) => pathId(names.slice(0, level + 1)));
  return { externalIds: lastId === null ? byPath : [...byPath.slice(0, -1), lastId], names };
}

const pathId = (names: readonly string[]): string => `openbeta:path/${names.join("/")}`.slice(0, 1_000);

const tokensOf = (record: Json): string[] => listIn(record["pathTokens"]).flatMap((token) => readName(token) ?? []);

/** From the country down to the area itself: a list, or one text with commas. */
function ancestorsOf(record: Json): string[] {
  const given = record["ancestors"];
  const list = typeof given === "string" ? given.split(",") : listIn(given);
  return list.flatMap((id) => readUuid(id) ?? []);
}

function idOf(record: Json): string | null {
  const metadata = partOf(record, "metadata");
  for (const given of [
    record["uuid"],
    metadata["area_id"],
    metadata["areaId"],
    metadata["climb_id"],
    record["_id"],
    record["id"],
  ]) {
    const id = readUuid(given);
    if (id !== null) return id;
  }
  return null;
}

/** As text, or as MongoDB writes binary values into JSON. */
function readUuid(given: unknown): string | null {
  const text = typeof given === "string" ? given.trim().toLowerCase() : isJson(given) ? binaryUuid(given) : "";
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? `openbeta:${text}` : null;
}

function binaryUuid(given: Json): string {
  if (typeof given["$uuid"] === "string") return given["$uuid"].toLowerCase();
  const binary = given["$binary"];
  const base64 = isJson(binary) ? binary["base64"] : binary;
  const hex = typeof base64 === "string" ? Buffer.from(base64, "base64").toString("hex") : "";
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function placeOf(metadata: Json) {
  const point = listIn(partOf(metadata, "lnglat")["coordinates"]);
  return readCoordinates(metadata["lat"] ?? point[1], metadata["lng"] ?? point[0]);
}

/** OpenBeta's word first, ours second; of several, the first here. */
const disciplines = [
  ["bouldering", "boulder"],
  ["deepwatersolo", "deep-water-solo"],
  ["ice", "ice"],
  ["mixed", "mixed"],
  ["trad", "trad"],
  ["sport", "sport"],
  ["alpine", "alpine"],
  ["snow", "alpine"],
  ["aid", "aid"],
  ["tr", "top-rope"],
] as const;

/** The systems in which OpenBeta has grades, and what they are called here. */
const boulderGrades = [
  ["vscale", "vScale"],
  ["font", "font"],
] as const;
const routeGrades = [
  ["yds", "yds"],
  ["french", "french"],
  ["uiaa", "uiaa"],
  ["ewbank", "ewbank"],
  ["saxon", "saxon"],
  ["norwegian", "norwegian"],
  ["brazilian_crux", "brazilian"],
  ["wi", "wi"],
  ["ai", "ai"],
  ["aid", "a"],
] as const;
/** Which one is the guidebook's, where several are given. */
const systemsOfContext: Readonly<Record<string, string>> = { FR: "french", UIAA: "uiaa", AU: "ewbank", SX: "saxon" };

function toRoute(record: Json, known: { name: string; id: string; cragExternalId: string }): RouteEntry {
  const type = partOf(record, "type");
  const discipline = disciplines.find(([word]) => type[word] === true)?.[1] ?? "sport";
  const pitches = listIn(record["pitches"]).length;
  return {
    kind: "route",
    externalId: known.id,
    cragExternalId: known.cragExternalId,
    name: known.name,
    aliases: [],
    discipline,
    grade: gradeOf(record, discipline),
    pitches: pitches === 0 ? null : readNumber(pitches, 1, 200),
    heightMeters: readNumber(record["length"], 1, 10_000),
    url: `https://openbeta.io/climb/${known.id.replace("openbeta:", "")}`,
  };
}

function gradeOf(record: Json, discipline: string): GradeDraft | null {
  const grades = partOf(record, "grades");
  const preferred = systemsOfContext[String(record["gradeContext"])];
  const systems = discipline === "boulder" ? [...boulderGrades, ...routeGrades] : [...routeGrades, ...boulderGrades];
  const ordered = systems.toSorted((one, other) => Number(other[1] === preferred) - Number(one[1] === preferred));
  for (const [word, system] of ordered) {
    const value = readName(grades[word]);
    if (value !== null && value.length <= 64) return { value, system };
  }
  const old = readName(record["yds"]);
  return old === null || old.length > 64 ? null : { value: old, system: "yds" };
}

/** A row of the flat export. */
const fromFlat = (row: Json): Json => ({
  uuid: row["climb_id"],
  name: row["climb_name"],
  pathTokens: ["country", "state_province", "region", "area", "crag"].map((level) => row[level]),
  grades: { yds: row["grade_yds"], vscale: row["grade_vscale"], french: row["grade_french"] },
  type: {
    sport: row["is_sport"],
    trad: row["is_trad"],
    bouldering: row["is_boulder"],
    alpine: row["is_alpine"],
    tr: row["is_top_rope"],
  },
  length: row["length_meters"],
});
