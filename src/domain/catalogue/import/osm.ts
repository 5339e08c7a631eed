import type { CragKind } from "../../../db/schema/index.ts";
import { readName, readNumber, type CragEntry, type Entry, type FaultEntry, type RouteEntry } from "./entries.ts";
import type { OsmElement, OsmFault, OsmKey } from "./osm-elements.ts";
import { gradeOf, disciplineOf } from "./osm-tags.ts";
import { distanceKm, type Coordinates } from "../place.ts";

type Tags = OsmElement["tags"];

const kinds: Readonly<Record<string, CragKind>> = {
  area: "area",
  crag: "crag",
  cliff: "crag",
  site: "crag",
  wall: "crag",
  boulder: "sector",
  sector: "sector",
};
const routeTags = new Set(["route", "route_bottom", "boulder_problem"]);
/** A route that no relation holds is at what is so near. */
const nearKm = 0.5;
/** About a kilometre. */
const cellDegrees = 0.01;

/** A relation of relations of ways of nodes: so often a file is read again for where something is. */
const mostLevels = 4;

/**
 * Places and routes of OpenStreetMap (wiki.openstreetmap.org/wiki/Key:climbing, .../Tag:sport=climbing). They are held
 * together by relations, which may stand before or after their members: all climbing of a file is held in memory. Of a
 * whole country hardly anything is climbing, so the file is read again for the members by which something is placed.
 */
export async function* readOsm(
  open: () => AsyncIterable<OsmElement | OsmFault>,
  country: string | null,
): AsyncGenerator<Entry> {
  const map = new ClimbingMap(country);
  for await (const element of open()) {
    if ("reason" in element) yield { kind: "fault", ...element };
    else map.add(element);
  }
  let wanted = map.unplaced();
  for (let level = 0; level < mostLevels && wanted.size > 0; level++) {
    const further = new Set<OsmKey>();
    for await (const element of open()) {
      if ("reason" in element || !wanted.has(element.key)) continue;
      for (const member of map.place(element)) further.add(member);
    }
    wanted = further;
  }
  yield* map.entries();
}

class ClimbingMap {
  readonly #country: string | null;
  readonly #climbing = new Map<OsmKey, OsmElement>();
  readonly #places = new Map<OsmKey, Coordinates>();
  readonly #members = new Map<OsmKey, readonly OsmKey[]>();
  readonly #parents = new Map<OsmKey, OsmKey[]>();

  constructor(country: string | null) {
    this.#country = country;
  }

  /** Takes what is climbing up. */
  add(element: OsmElement): void {
    if (!isClimbing(element.tags)) return;
    this.#climbing.set(element.key, element);
    this.place(element);
    for (const member of element.members) this.#addParent(member, element.key);
    for (const relation of element.memberOf) this.#addParent(element.key, relation);
  }

  /** Notes where something is; else gives the members that tell it and are not known. */
  place({ key, coordinates, members }: OsmElement): readonly OsmKey[] {
    if (coordinates !== null) this.#places.set(key, coordinates);
    if (coordinates !== null || members.length === 0) return [];
    this.#members.set(key, members);
    return members.filter((member) => !this.#places.has(member) && !this.#members.has(member));
  }

  /** What has to be looked up to place all climbing. */
  unplaced(): Set<OsmKey> {
    return new Set([...this.#climbing.values()].flatMap((element) => this.place(element)));
  }

  #addParent(of: OsmKey, parent: OsmKey): void {
    const known = this.#parents.get(of) ?? [];
    if (!known.includes(parent)) this.#parents.set(of, [...known, parent]);
  }

  *entries(): Generator<Entry> {
    const told = new Set<OsmKey>();
    for (const element of this.#climbing.values()) if (!isRoute(element.tags)) yield* this.#tellCrag(element, told);
    const near = new Near([...told].flatMap((key) => ({ key, at: this.#at(key) })));
    for (const element of this.#climbing.values()) {
      if (isRoute(element.tags)) yield* this.#tellRoute(element, near);
    }
  }

  /** What it is part of comes first. */
  *#tellCrag(element: OsmElement, told: Set<OsmKey>): Generator<CragEntry> {
    const name = nameOf(element.tags);
    if (name === null || told.has(element.key)) return;
    const parent = this.#parentOf(element.key, new Set([element.key]));
    told.add(element.key);
    if (parent !== null) yield* this.#tellCrag(parent, told);
    yield {
      kind: "crag",
      externalId: `osm:${element.key}`,
      parentExternalId: parent === null ? null : `osm:${parent.key}`,
      cragKind: parent === null && kindOf(element.tags) === "sector" ? "crag" : kindOf(element.tags),
      name,
      aliases: aliasesOf(element.tags),
      country: element.tags["addr:country"] ?? this.#country,
      coordinates: this.#at(element.key),
      isStub: false,
    };
  }

  *#tellRoute(element: OsmElement, near: Near): Generator<RouteEntry | FaultEntry> {
    const { key, tags } = element;
    const name = nameOf(tags);
    if (name === null) return;
    const at = this.#at(key);
    const parent = this.#parentOf(key, new Set([key]));
    const cragKey = parent?.key ?? (at === null ? null : near.find(at));
    if (cragKey === null) return yield { kind: "fault", line: null, reason: `${name} (${key}) is at no crag` };
    const discipline = disciplineOf(tags, this.#climbing.get(cragKey)?.tags ?? {});
    yield {
      kind: "route",
      externalId: `osm:${key}`,
      cragExternalId: `osm:${cragKey}`,
      name,
      aliases: aliasesOf(tags),
      discipline,
      grade: gradeOf(tags, discipline),
      pitches: readNumber(tags["climbing:pitches"], 1, 200),
      heightMeters: lengthOf(tags["climbing:length"]),
      url: pageOf(key, tags),
    };
  }

  /** The nearest place above that has a name. The relations of a broken map may go round in circles. */
  #parentOf(key: OsmKey, seen: Set<OsmKey>): OsmElement | null {
    const above = (this.#parents.get(key) ?? []).flatMap((parent) => this.#climbing.get(parent) ?? []);
    const places = above.filter((element) => !isRoute(element.tags) && !seen.has(element.key));
    for (const element of places) seen.add(element.key);
    const named = places.filter((element) => nameOf(element.tags) !== null);
    // Of a crag and the area around it, the crag.
    const closest = named.find((element) => kindOf(element.tags) !== "area") ?? named[0];
    if (closest !== undefined) return closest;
    for (const element of places) {
      const further = this.#parentOf(element.key, seen);
      if (further !== null) return further;
    }
    return null;
  }

  /** Its own place, or that of the first of its members that has one. */
  #at(key: OsmKey, levels = mostLevels): Coordinates | null {
    const own = this.#places.get(key);
    if (own !== undefined || levels === 0) return own ?? null;
    for (const member of this.#members.get(key) ?? []) {
      const at = this.#at(member, levels - 1);
      if (at !== null) return at;
    }
    return null;
  }
}

interface Spot {
  key: OsmKey;
  at: Coordinates | null;
}

/** Places by the cell of a grid. */
class Near {
  readonly #spotsByCell = new Map<string, Spot[]>();

  constructor(spots: readonly Spot[]) {
    for (const spot of spots) {
      if (spot.at === null) continue;
      const cell = cellOf(spot.at, 0, 0);
      this.#spotsByCell.set(cell, [...(this.#spotsByCell.get(cell) ?? []), spot]);
    }
  }

  find(at: Coordinates): OsmKey | null {
    let best: { key: OsmKey; km: number } | null = null;
    for (const [south, west] of around) {
      for (const spot of this.#spotsByCell.get(cellOf(at, south, west)) ?? []) {
        const km = spot.at === null ? Infinity : distanceKm(at, spot.at);
        if (km <= nearKm && (best === null || km < best.km)) best = { key: spot.key, km };
      }
    }
    return best?.key ?? null;
  }
}

const around = [-1, 0, 1].flatMap((south) => [-1, 0, 1].map((west) => [south, west] as const));
const cellOf = ({ latitude, longitude }: Coordinates, south: number, west: number): string =>
  `${Math.floor(latitude / cellDegrees) + south} ${Math.floor(longitude / cellDegrees) + west}`;

const isClimbing = (tags: Tags): boolean =>
  (tags["climbing"] !== undefined && !["no", "route_top"].includes(tags["climbing"])) ||
  (tags["climbing"] === undefined && (tags["sport"] ?? "").split(";").some((sport) => sport.trim() === "climbing"));

const isRoute = (tags: Tags): boolean => routeTags.has(tags["climbing"] ?? "");

function kindOf(tags: Tags): CragKind {
  const known = kinds[tags["climbing"] ?? ""];
  if (known !== undefined) return known;
  const isHall = ["sports_centre", "sports_hall", "fitness_centre"].includes(tags["leisure"] ?? "");
  const isInside = tags["indoor"] === "yes" || (tags["building"] ?? "no") !== "no";
  return isHall || isInside ? "gym" : "crag";
}

const nameOf = (tags: Tags): string | null => readName(tags["name"] ?? tags["name:en"] ?? tags["loc_name"]);

const aliasesOf = (tags: Tags): string[] =>
  ["name:en", "alt_name", "old_name", "loc_name", "int_name", "official_name"]
    .flatMap((key) => (tags[key] ?? "").split(";"))
    .flatMap((name) => readName(name) ?? [])
    .slice(0, 10);

/** In metres unless it says feet. */
function lengthOf(given: string | undefined): number | null {
  const [, number, unit = ""] = /^\s*(\d+(?:[.,]\d+)?)\s*(m|ft|')?\s*$/.exec(given ?? "") ?? [];
  if (number === undefined) return null;
  const value = Number(number.replace(",", "."));
  return readNumber(Math.round(unit === "ft" || unit === "'" ? value * 3.048 : value * 10) / 10, 0.1, 10_000);
}

function pageOf(key: OsmKey, tags: Tags): string {
  const given = tags["climbing:url"] ?? tags["website"] ?? tags["url"] ?? "";
  const isPage = /^https?:\/\//i.test(given) && given.length <= 2_000 && URL.canParse(given);
  return isPage ? given : `https://www.openstreetmap.org/${key}`;
}
