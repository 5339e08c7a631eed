import type { Context } from "../../context.ts";
import { insertCrag, insertCragNames, type Crag } from "../../db/crag-queries.ts";
import type { Writer } from "../../db/database.ts";
import { insertRoute, insertRouteNames, type Route } from "../../db/route-queries.ts";
import type { CragKind } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { toCountryKey } from "../../lib/text/country-key.ts";
import { nameKeys, nameWords } from "../../lib/text/name-key.ts";
import type { Coordinates } from "./place.ts";

export interface NewCrag {
  parentId: string | null;
  kind: CragKind;
  name: string;
  country: string | null;
  coordinates: Coordinates | null;
  externalId?: string | undefined;
}

/** Adds a crag with the words and keys by which it is found. */
export async function recordCrag(ctx: Pick<Context, "clock">, tx: Writer, given: NewCrag): Promise<Crag> {
  const now = ctx.clock.now();
  const crag = await insertCrag(tx, {
    id: newId(now),
    parentId: given.parentId,
    kind: given.kind,
    name: given.name,
    country: given.country,
    latitude: given.coordinates?.latitude ?? null,
    longitude: given.coordinates?.longitude ?? null,
    externalId: given.externalId ?? null,
    createdAt: now,
    updatedAt: now,
  });
  await nameCrag(tx, crag, given.name);
  return crag;
}

/** Lets a crag be found under a further name, or in its country once that is known. */
export async function nameCrag(tx: Writer, crag: Pick<Crag, "id" | "country">, name: string): Promise<void> {
  const countryKey = toCountryKey(crag.country);
  const keys = nameKeys(name).map((nameKey) => ({ cragId: crag.id, nameKey, countryKey }));
  const words = nameWords(name).map((word) => ({ word, cragId: crag.id }));
  await insertCragNames(tx, keys, words);
}

export type NewRoute = Pick<
  Route,
  "cragId" | "name" | "discipline" | "gradeSystem" | "gradeValue" | "gradeScore" | "pitches" | "heightMeters" | "url"
> & { externalId?: string | undefined };

/** Adds a route with the words and the key by which it is found. */
export async function recordRoute(ctx: Pick<Context, "clock">, tx: Writer, given: NewRoute): Promise<Route> {
  const now = ctx.clock.now();
  const { externalId = null, ...facts } = given;
  const route = await insertRoute(tx, {
    ...facts,
    id: newId(now),
    externalId,
    isImported: externalId !== null,
    createdAt: now,
    updatedAt: now,
  });
  await nameRoute(tx, route, given.name);
  return route;
}

/** Lets a route be found under a further name. */
export async function nameRoute(tx: Writer, route: Pick<Route, "id" | "cragId">, name: string): Promise<void> {
  const keys = nameKeys(name).map((nameKey) => ({ routeId: route.id, cragId: route.cragId, nameKey }));
  const words = nameWords(name).map((word) => ({ word, routeId: route.id }));
  await insertRouteNames(tx, keys, words);
}
