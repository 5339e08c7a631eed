import { findNearbyClimberIds } from "../../db/ascent-queries.ts";
import { findCragsInBox, type Crag } from "../../db/crag-queries.ts";
import type { Reader } from "../../db/database.ts";
import { lowestIdAt } from "../../lib/ids.ts";
import { boxAround, findExtent, mostCragsTogether } from "./extent.ts";
import { coordinatesOf, distanceKm, toSpot, type Coordinates } from "./place.ts";

export interface NearCrag {
  crag: Crag;
  km: number;
}

/** Crags within a circle of which the names have some words, if any; the nearest first. */
export async function findCragsNear(
  db: Reader,
  at: Coordinates,
  radiusKm: number,
  page: { limit: number; offset: number },
  words: readonly string[] = [],
): Promise<NearCrag[]> {
  const found = await findCragsInBox(db, boxAround(at, radiusKm), toSpot(at), page, words);
  return found.flatMap((crag) => withinKm(crag, at, radiusKm));
}

/** How many of the nearest places are looked at for crags that are no part of this one. */
const mostAround = 40;
const neighbourKm = 25;

/** The crags and gyms nearest to one, the nearest first; none of `extent`, which is null where it is too wide to know. */
export async function findNeighbours(
  db: Reader,
  crag: Crag,
  extent: readonly string[] | null,
  limit: number,
): Promise<NearCrag[]> {
  const at = coordinatesOf(crag);
  if (at === null) return [];
  const around = await findCragsNear(db, at, neighbourKm, { limit: mostAround, offset: 0 });
  const ownIds = new Set([...(extent ?? [crag.id]), crag.parentId]);
  const isOther = ({ id, kind, parentId }: Crag): boolean =>
    ["crag", "gym"].includes(kind) && !ownIds.has(id) && parentId !== crag.id;
  return around.filter((near) => isOther(near.crag)).slice(0, limit);
}

/** The crag with its distance, unless it is farther away. */
function withinKm(crag: Crag, at: Coordinates, radiusKm: number): NearCrag[] {
  const coordinates = coordinatesOf(crag);
  const km = coordinates === null ? Infinity : distanceKm(coordinates, at);
  return km <= radiusKm ? [{ crag, km }] : [];
}

const yearMs = 365 * 86_400_000;

/**
 * Who wants to be found and climbed publicly around a crag in the last year, the last first. Where its place is not
 * known: at the crag itself and what is below it.
 */
export async function findClimbersNear(
  db: Reader,
  crag: Crag,
  asked: { radiusKm: number; viewerId: string | null; now: Date },
  page: { limit: number; offset: number },
): Promise<string[]> {
  const at = coordinatesOf(crag);
  const around =
    at === null ? [] : await findCragsNear(db, at, asked.radiusKm, { limit: mostCragsTogether, offset: 0 });
  const below = (await findExtent(db, crag.id)) ?? [];
  const since = new Date(asked.now.getTime() - yearMs);
  return await findNearbyClimberIds(
    db,
    {
      cragIds: [...new Set([...around.map((near) => near.crag.id), ...below, crag.id])],
      sinceDay: since.toISOString().slice(0, 10),
      sinceId: lowestIdAt(since),
      viewerId: asked.viewerId,
      now: asked.now,
    },
    page,
  );
}
