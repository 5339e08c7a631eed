import { toCountryKey } from "../../lib/text/country-key.ts";
import { nameKeys, toNameKey } from "../../lib/text/name-key.ts";
import { shownCoordinates, type Climb } from "../climbs/climb.ts";

export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** A boulder and a route of one name are two; whether a route is sport, trad or top-rope is often a matter of opinion. */
export type RouteKind = "boulder" | "route";
export const kindOf = (discipline: string): RouteKind => (discipline === "boulder" ? "boulder" : "route");

/** Where a climb was, as the catalogue compares it. */
export interface Place {
  readonly name: string;
  readonly countryKey: string;
  /** "" for none. */
  readonly area: string;
  readonly sector: string;
  /** As far as its climber shares them. */
  readonly coordinates: Coordinates | null;
  /** Null when it is not told. */
  readonly isIndoor: boolean | null;
  readonly routeName: string;
  readonly routeKind: RouteKind;
}

/** To a centimetre: PostgreSQL refuses to reckon with what is far smaller than that. */
export function toSpot({ latitude, longitude }: Coordinates): Coordinates {
  const rounded = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return { latitude: rounded(latitude), longitude: rounded(longitude) };
}

/** Where a climb tells others that it was, as the catalogue keeps it. */
export function sharedCoordinates(climb: Parameters<typeof shownCoordinates>[0]): Coordinates | null {
  const shown = shownCoordinates(climb);
  return shown === null ? null : toSpot(shown);
}

/** Null for a climb without a crag: its route alone names no place. */
export function placeOf(climb: Climb): Place | null {
  const name = climb.locationName ?? "";
  if (nameKeys(name).length === 0 || nameKeys(climb.routeName).length === 0) return null;
  return {
    name,
    countryKey: toCountryKey(climb.country),
    area: unlike(climb.area, name),
    sector: unlike(climb.sector, name),
    coordinates: sharedCoordinates(climb),
    isIndoor: climb.isIndoor,
    routeName: climb.routeName,
    routeKind: kindOf(climb.discipline),
  };
}

/** A crag is no part of itself; what cannot be seen is no name. */
const unlike = (part: string | null, name: string): string =>
  part === null || ["", toNameKey(name)].includes(toNameKey(part)) ? "" : part;

const earthKm = 6_371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function distanceKm(one: Coordinates, other: Coordinates): number {
  const height = radians(other.latitude - one.latitude);
  const width = radians(other.longitude - one.longitude);
  const a =
    Math.sin(height / 2) ** 2 +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(width / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** How far east and north one place is of another: on a map of their surroundings, which is flat. */
export function offsetKm(of: MaybePlaced, place: MaybePlaced): { eastKm: number; northKm: number } {
  const [from, to] = [coordinatesOf(of), coordinatesOf(place)];
  if (from === null || to === null) return { eastKm: 0, northKm: 0 };
  const turn = ((to.longitude - from.longitude + 540) % 360) - 180;
  return {
    eastKm: earthKm * radians(turn) * Math.cos(radians(from.latitude)),
    northKm: earthKm * radians(to.latitude - from.latitude),
  };
}

interface MaybePlaced {
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export const coordinatesOf = (at: MaybePlaced): Coordinates | null =>
  at.latitude === null || at.longitude === null ? null : { latitude: at.latitude, longitude: at.longitude };
