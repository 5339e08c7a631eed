import type { CragKind } from "../../../db/schema/index.ts";
import type { GradeDraft } from "../../climbs/climb.ts";
import { toSpot, type Coordinates } from "../place.ts";

/** A place as imported data have it. What it is part of comes before it. */
export interface CragEntry {
  readonly kind: "crag";
  /** `openbeta:<uuid>`, `osm:node/<id>`. */
  readonly externalId: string;
  readonly parentExternalId: string | null;
  readonly cragKind: CragKind;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly country: string | null;
  readonly coordinates: Coordinates | null;
  /** Only its name is known here: what is there already is not changed. */
  readonly isStub: boolean;
}

export interface RouteEntry {
  readonly kind: "route";
  readonly externalId: string;
  readonly cragExternalId: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly discipline: string;
  readonly grade: GradeDraft | null;
  readonly pitches: number | null;
  readonly heightMeters: number | null;
  readonly url: string | null;
}

/** What could not be read, and why. */
export interface FaultEntry {
  readonly kind: "fault";
  /** Null where a file has no lines. */
  readonly line: number | null;
  readonly reason: string;
}

export type Entry = CragEntry | RouteEntry | FaultEntry;

const longestName = 300;

/** A name that can be shown and found; null for none. */
export function readName(given: unknown): string | null {
  if (typeof given !== "string") return null;
  const name = given.replace(/\p{C}/gu, "").replace(/\s+/g, " ").trim().slice(0, longestName).trim();
  return name === "" ? null : name;
}

/** The null island stands for what nobody entered. */
export function readCoordinates(latitude: unknown, longitude: unknown): Coordinates | null {
  if (typeof latitude !== "number" || typeof longitude !== "number") return null;
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isOnEarth && (latitude !== 0 || longitude !== 0) ? toSpot({ latitude, longitude }) : null;
}

/** A number within bounds; anything else, such as the -1 for what is not known, is none. */
export function readNumber(given: unknown, least: number, most: number): number | null {
  const number = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  return typeof number === "number" && number >= least && number <= most ? number : null;
}
