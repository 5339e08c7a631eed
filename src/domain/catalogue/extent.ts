import { findCragIdsBelow } from "../../db/crag-tree-queries.ts";
import type { AscentPlace } from "../../db/ascent-queries.ts";
import type { MapBox } from "../../db/crag-queries.ts";
import type { Reader } from "../../db/database.ts";
import { findRoutesAt, type Route, type RouteOrder } from "../../db/route-queries.ts";
import type { Coordinates } from "./place.ts";

/**
 * So many crags are looked at together. What is below a wider region is not counted or sorted: it would stop everybody
 * else for as long as that takes.
 */
export const mostCragsTogether = 1_000;

/** A crag with all that is below it; null for a region that is too wide. */
export async function findExtent(db: Reader, cragId: string): Promise<string[] | null> {
  const ids = await findCragIdsBelow(db, cragId, mostCragsTogether + 1);
  return ids.length > mostCragsTogether ? null : ids;
}

/** Where the climbs of a crag and of all below it are, however wide it is. */
export async function findAscentPlace(db: Reader, cragId: string): Promise<AscentPlace> {
  const cragIds = await findExtent(db, cragId);
  return cragIds === null ? { belowCragId: cragId } : { cragIds };
}

/** Routes of a crag and of all below it; of a region that is too wide for that, its own ones. */
export async function findRoutesBelow(
  db: Reader,
  cragId: string,
  order: RouteOrder,
  page: { limit: number; offset: number },
): Promise<Route[]> {
  return await findRoutesAt(db, (await findExtent(db, cragId)) ?? [cragId], order, page);
}

const kmPerDegree = 111.2;

/** The rectangle around a circle. At the poles it goes all the way round. */
export function boxAround({ latitude, longitude }: Coordinates, radiusKm: number): MapBox {
  const height = radiusKm / kmPerDegree;
  const widest = Math.cos((Math.min(90, Math.abs(latitude) + height) * Math.PI) / 180);
  const width = widest * 180 <= height ? 180 : height / widest;
  const turn = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;
  const goesRound = width >= 180;
  return {
    south: latitude - height,
    north: latitude + height,
    west: goesRound ? -180 : turn(longitude - width),
    east: goesRound ? 180 : turn(longitude + width),
  };
}
