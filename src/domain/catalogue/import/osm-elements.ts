import type { JsonPiece } from "../../../lib/json-stream.ts";
import { readCoordinates } from "./entries.ts";
import type { Coordinates } from "../place.ts";

/** The names under which Overpass and GeoJSON list what they have. */
export const osmLists = ["elements", "features"];

export type OsmKey = `${"node" | "way" | "relation"}/${string}`;

/** A node, way or relation of OpenStreetMap. */
export interface OsmElement {
  readonly key: OsmKey;
  readonly tags: Readonly<Record<string, string>>;
  readonly coordinates: Coordinates | null;
  /** Of a relation; of a way its nodes. */
  readonly members: readonly OsmKey[];
  /** Relations that it is told to be a member of. */
  readonly memberOf: readonly OsmKey[];
}

export interface OsmFault {
  readonly line: number;
  readonly reason: string;
}

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The answers of Overpass as JSON (`out body`, with `center` or `geom` where ways are to be placed), and GeoJSON. */
export async function* readOsmJson(pieces: AsyncIterable<JsonPiece>): AsyncGenerator<OsmElement | OsmFault> {
  for await (const { line, text } of pieces) {
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch {
      record = null;
    }
    const element = !isJson(record) ? null : record["type"] === "Feature" ? fromFeature(record) : fromOverpass(record);
    yield element ?? { line, reason: "is no element of OpenStreetMap" };
  }
}

function keyOf(type: unknown, id: unknown): OsmKey | null {
  const isId = (typeof id === "number" && Number.isSafeInteger(id)) || (typeof id === "string" && /^-?\d+$/.test(id));
  if (!isId || (type !== "node" && type !== "way" && type !== "relation")) return null;
  return `${type}/${id}`;
}

function readKey(given: unknown): OsmKey | null {
  const [, type, id] = /^(node|way|relation)\/(-?\d+)$/.exec(String(given)) ?? [];
  return keyOf(type, id);
}

const tagsIn = (given: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isJson(given) ? given : {}).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [],
    ),
  );

function fromOverpass(record: Json): OsmElement | null {
  const key = keyOf(record["type"], record["id"]);
  if (key === null) return null;
  const members = listIn(record["members"]).flatMap((member) =>
    isJson(member) ? (keyOf(member["type"], member["ref"]) ?? []) : [],
  );
  const nodes = listIn(record["nodes"]).flatMap((id) => keyOf("node", id) ?? []);
  return {
    key,
    tags: tagsIn(record["tags"]),
    coordinates: pointIn(record),
    members: [...members, ...nodes],
    memberOf: [],
  };
}

/** A node's own place, a centre, the first point of a line, or the middle of the bounds. */
function pointIn(record: Json): Coordinates | null {
  const places = [record, record["center"], listIn(record["geometry"])[0]];
  for (const place of places) {
    const found = isJson(place) ? readCoordinates(place["lat"], place["lon"]) : null;
    if (found !== null) return found;
  }
  const bounds = isJson(record["bounds"]) ? record["bounds"] : {};
  const between = (low: unknown, high: unknown) =>
    typeof low === "number" && typeof high === "number" ? (low + high) / 2 : undefined;
  return readCoordinates(between(bounds["minlat"], bounds["maxlat"]), between(bounds["minlon"], bounds["maxlon"]));
}

function fromFeature(feature: Json): OsmElement | null {
  const properties = isJson(feature["properties"]) ? feature["properties"] : {};
  const key = readKey(feature["id"]) ?? readKey(properties["@id"]);
  if (key === null) return null;
  const relations = listIn(properties["@relations"]).flatMap((one) =>
    isJson(one) ? (keyOf("relation", one["rel"]) ?? []) : [],
  );
  return {
    key,
    tags: tagsIn(isJson(properties["tags"]) ? properties["tags"] : properties),
    coordinates: firstPoint(isJson(feature["geometry"]) ? feature["geometry"]["coordinates"] : null),
    members: [],
    memberOf: relations,
  };
}

/** Points come as [longitude, latitude], in lists of lists for anything longer. */
function firstPoint(given: unknown): Coordinates | null {
  const [first, second] = listIn(given);
  return Array.isArray(first) ? firstPoint(first) : readCoordinates(second, first);
}

const tag = /<(\/?)(node|way|relation|tag|nd|member)\b([^>]*?)(\/?)>/g;
const attribute = /([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const longestTag = 65_536;

interface Open {
  type: string;
  attributes: Record<string, string>;
  tags: Record<string, string>;
  members: OsmKey[];
}

/** OpenStreetMap's own XML. */
export async function* readOsmXml(chunks: AsyncIterable<string>): AsyncGenerator<OsmElement | OsmFault> {
  let left = "";
  let line = 1;
  let open: Open | null = null;
  for await (const chunk of chunks) {
    const text = left + chunk;
    let end = 0;
    for (const match of text.matchAll(tag)) {
      line += countLines(text, end, match.index);
      end = match.index;
      const [, isEnd, type = "", written = "", isWhole] = match;
      if (type === "tag" || type === "nd" || type === "member") {
        if (open !== null) addPart(open, type, attributesOf(written));
        continue;
      }
      if (isEnd !== "/") open = { type, attributes: attributesOf(written), tags: {}, members: [] };
      if (open !== null && (isEnd === "/" || isWhole === "/")) {
        yield toElement(open) ?? { line, reason: "is no element of OpenStreetMap" };
        open = null;
      }
    }
    const last = text.lastIndexOf(">");
    line += countLines(text, end, last + 1);
    left = text.slice(last + 1).slice(-longestTag);
  }
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function addPart(open: Open, type: string, attributes: Record<string, string>): void {
  if (type === "tag") open.tags[attributes["k"] ?? ""] = attributes["v"] ?? "";
  const member = type === "nd" ? keyOf("node", attributes["ref"]) : keyOf(attributes["type"], attributes["ref"]);
  if (type !== "tag" && member !== null) open.members.push(member);
}

function toElement({ type, attributes, tags, members }: Open): OsmElement | null {
  const key = keyOf(type, attributes["id"]);
  if (key === null) return null;
  const coordinates = readCoordinates(Number(attributes["lat"] ?? NaN), Number(attributes["lon"] ?? NaN));
  return { key, tags, coordinates, members, memberOf: [] };
}

const attributesOf = (written: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(written.matchAll(attribute), ([, name, one, other]) => [name, unescape(one ?? other ?? "")]),
  );

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : null;
    if (code !== null) return code <= 0x10_ffff ? String.fromCodePoint(code) : "";
    return entities[name] ?? whole;
  });
}
