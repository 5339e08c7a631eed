import { findChildrenNamed, findCragsInBox, findCragsNamed, type Crag, type NamedCrag } from "../../db/crag-queries.ts";
import { findAncestors, findCragIdsBelow } from "../../db/crag-tree-queries.ts";
import type { Reader } from "../../db/database.ts";
import { findRoutesNamed, type Route } from "../../db/route-queries.ts";
import { areAlike } from "../../lib/text/alike.ts";
import { toCountryKey } from "../../lib/text/country-key.ts";
import { calledSo, nameKeys } from "../../lib/text/name-key.ts";
import { boxAround } from "./extent.ts";
import { coordinatesOf, distanceKm, kindOf, type Place } from "./place.ts";

/** Names such as "Main Wall" are everywhere: more of one name are not told apart. */
const mostNamesakes = 50;
/** Two crags of one name that are farther apart are two. */
const farKm = 50;
/** What is so near and called nearly so is the same. */
const nextKm = 1;
/** How much of what is below a crag is looked into for a route. */
const mostBelow = 500;

/**
 * The crag that a place names. Country, kind and distance must fit; among several the area, the distance and the route
 * decide, at last which was there first. Without any, what is next to it and called nearly so. Null when there is none,
 * or when they are in several countries and the place tells none.
 */
export async function findCragOf(db: Reader, place: Place): Promise<Crag | null> {
  const named = await findCragsNamed(db, nameKeys(place.name), place.countryKey, mostNamesakes);
  const fitting = distinct(inCountry(named.filter(fits(place)), place.countryKey));
  let left = [...calledSo(fitting, place.name, (crag) => crag.name)];
  if (left.length === 0) return await findNext(db, place);
  if (left.length === 1) return left[0] ?? null;
  if (place.area !== "") left = prefer(left, await partsOf(db, left, place.area));
  left = prefer(left, (crag) => crag.kind !== "sector");
  left = nearest(left, place);
  if (left.length > 1) left = prefer(left, await knowing(db, left, place));
  if (left.length > 1) left = prefer(left, (crag) => crag.parentId === null);
  const isOfCountry = named.some((one) => one.countryKey === place.countryKey);
  return left.length === 1 || isOfCountry ? (left[0] ?? null) : null;
}

/** The nearest crag next to a place that is called nearly so. */
async function findNext(db: Reader, place: Place): Promise<Crag | null> {
  const { coordinates, countryKey } = place;
  if (coordinates === null) return null;
  const page = { limit: mostNamesakes, offset: 0 };
  const around = await findCragsInBox(db, boxAround(coordinates, nextKm), coordinates, page);
  const named = around.map((crag) => ({ crag, countryKey: toCountryKey(crag.country) }));
  const fitting = named.filter(
    (one) => fits(place)(one) && (one.countryKey === countryKey || [one.countryKey, countryKey].includes("")),
  );
  return fitting.find(({ crag }) => areAlike(crag.name, place.name))?.crag ?? null;
}

/** What is called so among the parts of a crag. */
export async function findPart(db: Reader, cragId: string, name: string): Promise<Crag | null> {
  const found = await findChildrenNamed(db, cragId, nameKeys(name), mostNamesakes);
  return calledSo(found, name, (crag) => crag.name)[0] ?? null;
}

/** The route of this name in a crag: in the sector where one is told, else at the crag or anywhere below it. */
export async function findRouteIn(
  db: Reader,
  crag: Crag,
  sector: Crag | null,
  place: Pick<Place, "routeName" | "routeKind">,
): Promise<Route | null> {
  const below = await findCragIdsBelow(db, (sector ?? crag).id, mostBelow);
  const found = await findRoutesNamed(db, [...new Set([...below, crag.id])], nameKeys(place.routeName), mostNamesakes);
  const alike = calledSo(
    found.filter(({ route }) => kindOf(route.discipline) === place.routeKind),
    place.routeName,
    ({ route }) => route.name,
  );
  for (const nearestId of [sector?.id, crag.id]) {
    const here = alike.find(({ atCragId }) => atCragId === nearestId);
    if (here !== undefined) return here.route;
  }
  // "Left" in two sectors: without the sector nobody knows which.
  const ids = new Set(alike.map(({ route }) => route.id));
  return ids.size === 1 ? (alike[0]?.route ?? null) : null;
}

const fits =
  ({ isIndoor, coordinates }: Place) =>
  ({ crag }: NamedCrag): boolean => {
    if (isIndoor !== null && isIndoor !== (crag.kind === "gym")) return false;
    const at = coordinatesOf(crag);
    return at === null || coordinates === null || distanceKm(at, coordinates) <= farKm;
  };

/** Those of the country, else the only one of which the country is not known; without a country, any. */
function inCountry(named: readonly NamedCrag[], countryKey: string): readonly NamedCrag[] {
  const same = named.filter((one) => one.countryKey === countryKey);
  if (same.length > 0) return same;
  if (countryKey === "") return named;
  const unknown = named.filter((one) => one.countryKey === "" && one.crag.country === null);
  return unknown.length === 1 ? unknown : [];
}

const distinct = (named: readonly NamedCrag[]): Crag[] => [
  ...new Map(named.map(({ crag }) => [crag.id, crag])).values(),
];

function prefer(crags: readonly Crag[], isPreferred: (crag: Crag) => boolean): Crag[] {
  const preferred = crags.filter(isPreferred);
  return preferred.length > 0 ? preferred : [...crags];
}

async function partsOf(db: Reader, crags: readonly Crag[], area: string): Promise<(crag: Crag) => boolean> {
  const ancestors = await findAncestors(
    db,
    crags.map((crag) => crag.id),
  );
  const asked = new Set(nameKeys(area));
  return (crag) => (ancestors.get(crag.id) ?? []).some(({ name }) => nameKeys(name).some((key) => asked.has(key)));
}

function nearest(crags: readonly Crag[], { coordinates }: Place): Crag[] {
  if (coordinates === null) return [...crags];
  const byDistance = crags
    .flatMap((crag) => {
      const at = coordinatesOf(crag);
      return at === null ? [] : [{ crag, km: distanceKm(at, coordinates) }];
    })
    .toSorted((one, other) => one.km - other.km);
  return byDistance[0] === undefined ? [...crags] : [byDistance[0].crag];
}

async function knowing(db: Reader, crags: readonly Crag[], place: Place): Promise<(crag: Crag) => boolean> {
  const found = await findRoutesNamed(
    db,
    crags.map((crag) => crag.id),
    nameKeys(place.routeName),
    mostNamesakes,
  );
  const ids = new Set(
    found.flatMap(({ route, atCragId }) => (kindOf(route.discipline) === place.routeKind ? [atCragId] : [])),
  );
  return (crag) => ids.has(crag.id);
}
