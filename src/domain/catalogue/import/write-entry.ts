import type { Context } from "../../../context.ts";
import { findCragsNamed, updateCrag, type Crag } from "../../../db/crag-queries.ts";
import { findAncestors } from "../../../db/crag-tree-queries.ts";
import type { Reader, Writer } from "../../../db/database.ts";
import { insertExternalAlias } from "../../../db/merge-queries.ts";
import { findRoutesNamed, updateRoute, type Route } from "../../../db/route-queries.ts";
import { newId } from "../../../lib/ids.ts";
import { toCountryKey } from "../../../lib/text/country-key.ts";
import { calledSo, nameKeys } from "../../../lib/text/name-key.ts";
import { gradeColumns } from "../../climbs/climb.ts";
import { findPart } from "../find-crag.ts";
import { coordinatesOf, distanceKm, kindOf } from "../place.ts";
import { nameCrag, nameRoute, recordCrag, recordRoute } from "../record.ts";
import type { CragEntry, RouteEntry } from "./entries.ts";

export type Outcome = "created" | "changed" | "same";
export interface Written<T> {
  row: T;
  outcome: Outcome;
}

/** Two places of one name that are so near are one. */
const sameKm = 5;
const mostNamesakes = 50;

/** Adds a place, or brings the one that is there up to date. */
export async function writeCrag(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  entry: CragEntry,
  { known, parent }: { known: Crag | null; parent: Crag | null },
): Promise<Written<Crag>> {
  const adopted = known ?? (await adoptCrag(ctx, tx, entry, parent));
  if (adopted === null) {
    const { cragKind: kind, name, country, coordinates, externalId } = entry;
    const row = await recordCrag(ctx, tx, {
      parentId: parent?.id ?? null,
      kind,
      name,
      country,
      coordinates,
      externalId,
    });
    for (const alias of entry.aliases) await nameCrag(tx, row, alias);
    return { row, outcome: "created" };
  }
  // Of another source, or only its name is known: what is there stays.
  const isOurs = adopted.externalId === entry.externalId && !entry.isStub;
  const change = isOurs ? await cragChange(tx, entry, adopted, parent) : await missingOf(tx, entry, adopted, parent);
  if (Object.keys(change).length === 0) return { row: adopted, outcome: "same" };
  const row = (await updateCrag(tx, adopted.id, { ...change, updatedAt: ctx.clock.now() })) ?? adopted;
  for (const name of [entry.name, ...entry.aliases]) await nameCrag(tx, row, name);
  return { row, outcome: "changed" };
}

async function cragChange(db: Reader, entry: CragEntry, crag: Crag, parent: Crag | null) {
  const moves = parent !== null && parent.id !== crag.parentId && (await isOutside(db, parent, crag));
  return changed(crag, {
    name: entry.name,
    kind: entry.cragKind,
    country: entry.country ?? crag.country,
    latitude: entry.coordinates?.latitude ?? crag.latitude,
    longitude: entry.coordinates?.longitude ?? crag.longitude,
    parentId: moves ? parent.id : crag.parentId,
  });
}

/** Nothing becomes part of itself. */
async function isOutside(db: Reader, parent: Crag, crag: Crag): Promise<boolean> {
  const above = (await findAncestors(db, [parent.id])).get(parent.id) ?? [];
  return parent.id !== crag.id && above.every((ancestor) => ancestor.id !== crag.id);
}

async function missingOf(db: Reader, entry: CragEntry, crag: Crag, parent: Crag | null) {
  const moves = parent !== null && crag.parentId === null && (await isOutside(db, parent, crag));
  return changed(crag, {
    country: crag.country ?? entry.country,
    latitude: crag.latitude ?? entry.coordinates?.latitude ?? null,
    longitude: crag.longitude ?? entry.coordinates?.longitude ?? null,
    parentId: moves ? parent.id : crag.parentId,
  });
}

/** The parts of `next` that differ from what is there. */
function changed<T extends object>(row: T, next: Partial<T>): Partial<T> {
  const differing = Object.entries(next).filter(([key, value]) => row[key as keyof T] !== value);
  return Object.fromEntries(differing) as Partial<T>;
}

/**
 * A place that came from elsewhere: a part of the same parent, or one that is near. It is told apart from all others of
 * its own source.
 */
async function adoptCrag(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  entry: CragEntry,
  parent: Crag | null,
): Promise<Crag | null> {
  const part = parent === null ? null : await findPart(tx, parent.id, entry.name);
  const found = part !== null && isOfOther(part, entry) ? part : await findNamesake(tx, entry);
  return found === null ? null : await claimCrag(ctx, tx, entry, found);
}

async function findNamesake(db: Reader, entry: CragEntry): Promise<Crag | null> {
  const countryKey = toCountryKey(entry.country);
  const named = await findCragsNamed(db, nameKeys(entry.name), countryKey, mostNamesakes);
  const fitting = named.filter(({ crag }) => {
    if (!isOfOther(crag, entry) || (crag.kind === "gym") !== (entry.cragKind === "gym")) return false;
    const at = coordinatesOf(crag);
    return at !== null && entry.coordinates !== null && distanceKm(at, entry.coordinates) <= sameKm;
  });
  return calledSo(fitting, entry.name, ({ crag }) => crag.name)[0]?.crag ?? null;
}

const sourceOf = (externalId: string): string => externalId.split(":")[0] ?? "";

const isOfOther = (row: { externalId: string | null }, entry: { externalId: string }): boolean =>
  row.externalId === null || sourceOf(row.externalId) !== sourceOf(entry.externalId);

async function claimCrag(ctx: Pick<Context, "clock">, tx: Writer, entry: CragEntry, crag: Crag): Promise<Crag> {
  const { externalId } = entry;
  if (crag.externalId === null) return (await updateCrag(tx, crag.id, { externalId })) ?? crag;
  await insertExternalAlias(tx, { fromId: newId(ctx.clock.now()), intoId: crag.id, externalId });
  return crag;
}

/** Adds a route, or brings the one that is there up to date. */
export async function writeRoute(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  entry: RouteEntry,
  { known, crag }: { known: Route | null; crag: Crag },
): Promise<Written<Route>> {
  const { name, discipline, pitches, heightMeters, url, externalId } = entry;
  const grade = gradeColumns(entry.grade, discipline);
  const adopted = known ?? (await adoptRoute(ctx, tx, entry, crag));
  if (adopted === null) {
    const facts = { cragId: crag.id, name, discipline, ...grade, pitches, heightMeters, url, externalId };
    const row = await recordRoute(ctx, tx, facts);
    for (const alias of entry.aliases) await nameRoute(tx, row, alias);
    return { row, outcome: "created" };
  }
  const isOurs = adopted.externalId === externalId;
  const facts = {
    ...(grade.gradeValue === null ? {} : grade),
    pitches: pitches ?? adopted.pitches,
    heightMeters: heightMeters ?? adopted.heightMeters,
    url: adopted.url ?? url,
  };
  // Of what two sources have, the first one stays the guidebook.
  const next = isOurs ? { ...facts, name, discipline, isImported: true } : { url: facts.url };
  const change = changed(adopted, next);
  if (Object.keys(change).length === 0) return { row: adopted, outcome: "same" };
  const row = (await updateRoute(tx, adopted.id, { ...change, updatedAt: ctx.clock.now() })) ?? adopted;
  for (const alias of [name, ...entry.aliases]) await nameRoute(tx, row, alias);
  return { row, outcome: "changed" };
}

async function adoptRoute(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  entry: RouteEntry,
  crag: Crag,
): Promise<Route | null> {
  const named = await findRoutesNamed(tx, [crag.id], nameKeys(entry.name), mostNamesakes);
  const kind = kindOf(entry.discipline);
  const fitting = named.filter(({ route }) => isOfOther(route, entry) && kindOf(route.discipline) === kind);
  const found = calledSo(fitting, entry.name, ({ route }) => route.name)[0]?.route;
  if (found === undefined) return null;
  const { externalId } = entry;
  if (found.externalId === null) return (await updateRoute(tx, found.id, { externalId })) ?? found;
  await insertExternalAlias(tx, { fromId: newId(ctx.clock.now()), intoId: found.id, externalId });
  return found;
}
