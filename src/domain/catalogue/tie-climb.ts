import type { Context } from "../../context.ts";
import { updateClimb } from "../../db/climb-queries.ts";
import { lockName, updateCrag, type Crag } from "../../db/crag-queries.ts";
import { findAncestors } from "../../db/crag-tree-queries.ts";
import type { Reader, Writer } from "../../db/database.ts";
import { findRoute, findRoutesByUrl, isNamed, updateRoute, type Route } from "../../db/route-queries.ts";
import { nameKeys } from "../../lib/text/name-key.ts";
import type { Climb } from "../climbs/climb.ts";
import { routeIdOf } from "../uris.ts";
import { findCragOf, findPart, findRouteIn } from "./find-crag.ts";
import { placeSessionOf } from "./place-session.ts";
import { kindOf, placeOf, sharedCoordinates, type Place } from "./place.ts";
import { nameCrag, recordCrag, recordRoute } from "./record.ts";

interface Spot {
  crag: Crag | null;
  /** The part of the crag that the climb names, or that the route is in. */
  sector: Crag | null;
  route: Route | null;
}

type TieContext = Pick<Context, "clock" | "config">;

/**
 * Finds the route and crag of an entry in the catalogue; to be called in the transaction that records or changes it.
 * What a public entry names is added when it is not there. Any other only finds: nobody may learn of a spot from the
 * catalogue that its climber keeps to few people. Gives the entry as it is then.
 */
export async function tieClimb(ctx: TieContext, tx: Writer, climb: Climb): Promise<Climb> {
  const isPublic = climb.visibility === "public";
  const place = placeOf(climb);
  const spot =
    (await findLinked(ctx, tx, climb)) ??
    (place === null ? nowhere : isPublic ? await ensureSpot(ctx, tx, climb, place) : await findSpot(tx, place));
  if (isPublic) await complete(ctx, tx, climb, spot);
  const tie = {
    routeId: spot.route?.id ?? null,
    cragId: spot.route?.cragId ?? spot.sector?.id ?? spot.crag?.id ?? null,
  };
  if (tie.cragId !== null) await placeSessionOf(tx, climb);
  if (tie.routeId === climb.routeId && tie.cragId === climb.cragId) return climb;
  return (await updateClimb(tx, climb.id, tie)) ?? climb;
}

const nowhere: Spot = { crag: null, sector: null, route: null };
const mostLinked = 20;

/**
 * By the address that the entry gives: our own page of a route, or a page that is known of one. What an entry brought
 * along, and no import, may be of a whole crag: there the name must fit too.
 */
async function findLinked(ctx: TieContext, db: Reader, climb: Climb): Promise<Spot | null> {
  if (climb.routeUrl === null) return null;
  const ownId = routeIdOf(ctx.config.origin, climb.routeUrl);
  if (ownId !== null) return spotOf(await findRoute(db, ownId));
  for (const route of await findRoutesByUrl(db, climb.routeUrl, mostLinked)) {
    if (kindOf(route.discipline) !== kindOf(climb.discipline)) continue;
    if (route.isImported || (await isNamed(db, route.id, nameKeys(climb.routeName)))) return spotOf(route);
  }
  return null;
}

/** Without its crag: what the entry says of its place may be of another one. */
const spotOf = (route: Route | null): Spot | null => (route === null ? null : { crag: null, sector: null, route });

async function findSpot(db: Reader, place: Place): Promise<Spot> {
  const crag = await findCragOf(db, place);
  if (crag === null) return nowhere;
  const sector = place.sector === "" ? null : await findPart(db, crag.id, place.sector);
  return { crag, sector, route: await findRouteIn(db, crag, sector, place) };
}

async function ensureSpot(ctx: TieContext, tx: Writer, climb: Climb, place: Place): Promise<Spot> {
  const before = await findSpot(tx, place);
  if (before.route !== null && (before.sector !== null || place.sector === "")) return before;
  if (before.crag === null) await lockKeys(tx, place.name);
  // Somebody may have been faster.
  const crag = (await findCragOf(tx, place)) ?? (await addCrag(ctx, tx, climb));
  await lockName(tx, `crag ${crag.id}`);
  const sector = await ensureSector(ctx, tx, climb, place, crag);
  const route = (await findRouteIn(tx, crag, sector, place)) ?? (await addRoute(ctx, tx, climb, sector ?? crag));
  return { crag, sector, route };
}

/** Names that are one share a key, but not each. Whoever locks several does so in one order: else two wait for each other. */
async function lockKeys(tx: Writer, name: string): Promise<void> {
  for (const key of nameKeys(name).toSorted()) await lockName(tx, `name ${key}`);
}

async function addCrag(ctx: TieContext, tx: Writer, climb: Climb): Promise<Crag> {
  return await recordCrag(ctx, tx, {
    parentId: null,
    kind: climb.isIndoor ? "gym" : "crag",
    name: climb.locationName ?? "",
    country: climb.country,
    coordinates: null,
  });
}

async function ensureSector(ctx: TieContext, tx: Writer, climb: Climb, place: Place, crag: Crag): Promise<Crag | null> {
  if (place.sector === "") return null;
  const known = await findPart(tx, crag.id, place.sector);
  if (known !== null) return known;
  return await recordCrag(ctx, tx, {
    parentId: crag.id,
    kind: "sector",
    name: place.sector,
    country: crag.country,
    coordinates: null,
  });
}

async function addRoute(ctx: TieContext, tx: Writer, climb: Climb, at: Crag): Promise<Route> {
  return await recordRoute(ctx, tx, {
    cragId: at.id,
    name: climb.routeName,
    discipline: climb.discipline,
    gradeSystem: climb.gradeSystem,
    gradeValue: climb.gradeValue,
    gradeScore: climb.gradeScore,
    pitches: climb.pitches,
    heightMeters: climb.heightMeters,
    url: routeIdOf(ctx.config.origin, climb.routeUrl ?? "") === null ? climb.routeUrl : null,
  });
}

/** Puts a crag that nobody has put anywhere into the area that an entry names. */
async function placeInArea(ctx: TieContext, tx: Writer, climb: Climb, place: Place, crag: Crag): Promise<void> {
  if (place.area === "" || crag.parentId !== null || crag.externalId !== null) return;
  const area = await ensureArea(ctx, tx, climb, place);
  const above = (await findAncestors(tx, [area.id])).get(area.id) ?? [];
  // Somebody has it the other way round.
  if ([area, ...above].some((one) => one.id === crag.id)) return;
  await updateCrag(tx, crag.id, { parentId: area.id, updatedAt: ctx.clock.now() });
}

async function ensureArea(ctx: TieContext, tx: Writer, climb: Climb, place: Place): Promise<Crag> {
  await lockKeys(tx, place.area);
  // An area is wide: how far its middle is away tells nothing, and what is in a hall is not its matter.
  const asked = { ...place, name: place.area, area: "", coordinates: null, isIndoor: false };
  return (
    (await findCragOf(tx, asked)) ??
    (await recordCrag(ctx, tx, {
      parentId: null,
      kind: "area",
      name: place.area,
      country: climb.country,
      coordinates: null,
    }))
  );
}

/** What the catalogue does not know yet of a route and its crag, and a public entry tells. */
async function complete(ctx: TieContext, tx: Writer, climb: Climb, { crag, sector, route }: Spot): Promise<void> {
  const now = ctx.clock.now();
  const place = placeOf(climb);
  const coordinates = sharedCoordinates(climb);
  if (crag !== null && place !== null) await placeInArea(ctx, tx, climb, place, crag);
  for (const at of [crag, sector]) {
    if (at === null) continue;
    const lacksCountry = at.country === null && climb.country !== null;
    const change = {
      ...(lacksCountry ? { country: climb.country } : {}),
      ...(at.latitude === null && coordinates !== null ? coordinates : {}),
    };
    if (Object.keys(change).length > 0) await updateCrag(tx, at.id, { ...change, updatedAt: now });
    if (lacksCountry) await nameCrag(tx, { id: at.id, country: climb.country }, at.name);
  }
  if (route === null) return;
  const { gradeSystem, gradeValue, gradeScore, pitches, heightMeters } = climb;
  const change = {
    ...(route.gradeValue === null && gradeValue !== null ? { gradeSystem, gradeValue, gradeScore } : {}),
    ...(route.pitches === null && pitches !== null ? { pitches } : {}),
    ...(route.heightMeters === null && heightMeters !== null ? { heightMeters } : {}),
  };
  if (Object.keys(change).length > 0) await updateRoute(tx, route.id, { ...change, updatedAt: now });
}
