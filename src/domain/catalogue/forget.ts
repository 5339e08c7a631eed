import type { Context } from "../../context.ts";
import { findCrag, updateCrag } from "../../db/crag-queries.ts";
import { findAncestors, findCragIdsBelow } from "../../db/crag-tree-queries.ts";
import type { Writer } from "../../db/database.ts";
import {
  deleteUntoldCrag,
  deleteUntoldRoute,
  findShownEntry,
  findToldSectors,
  forgetLink,
} from "../../db/forget-queries.ts";
import { nameKeys } from "../../lib/text/name-key.ts";
import type { Climb } from "../climbs/climb.ts";
import { findPart } from "./find-crag.ts";
import { placeOf, sharedCoordinates } from "./place.ts";

/** How many crags are asked for another entry that shows where a place is. */
const mostBelow = 500;
/** Sectors that entries at one crag name. */
const mostSectors = 500;

/**
 * Takes out of the catalogue what nobody but this entry told, as it was while it was public: its route, the crags that
 * are empty then, the link and the coordinates that were its own. To be called once it is changed (`after`) or gone: what
 * somebody keeps to few people from now on, or wrote in error, is not to be found any longer.
 */
export async function forgetSpot(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  before: Climb,
  after: Climb | null = null,
): Promise<void> {
  if (before.visibility !== "public") return;
  const { routeId, routeUrl, cragId } = before;
  const stays = routeId !== null && !(await deleteUntoldRoute(tx, routeId));
  if (stays && routeUrl !== null) await forgetLink(tx, routeId, routeUrl, ctx.clock.now());
  if (cragId === null) return;
  const isStillShown = showsStill(before, after);
  await forgetSector(ctx, tx, cragId, before, isStillShown && after?.sector === before.sector);
  const above = (await findAncestors(tx, [cragId])).get(cragId) ?? [];
  let isGone = true;
  for (const id of [cragId, ...above.toReversed().map((ancestor) => ancestor.id)]) {
    // What has a part is not empty.
    isGone = isGone && (await deleteUntoldCrag(tx, id));
    if (!isGone && !isStillShown) await forgetCoordinates(ctx, tx, id, before);
  }
}

/** Whether an entry tells everybody the same of where its crag is as before. */
function showsStill(before: Climb, after: Climb | null): boolean {
  if (after?.visibility !== "public" || after.cragId !== before.cragId) return false;
  const [was, is] = [sharedCoordinates(before), sharedCoordinates(after)];
  return was?.latitude === is?.latitude && was?.longitude === is?.longitude;
}

/** A sector that the entry named, and added, is not where it was tied when its route was known at the crag itself. */
async function forgetSector(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  cragId: string,
  before: Climb,
  isStillShown: boolean,
): Promise<void> {
  const name = placeOf(before)?.sector ?? "";
  const sector = name === "" ? null : await findPart(tx, cragId, name);
  if (sector === null) return;
  const keys = new Set(nameKeys(name));
  const told = await findToldSectors(tx, cragId, mostSectors);
  const isTold = told.some((other) => nameKeys(other).some((key) => keys.has(key)));
  const isGone = !isTold && (await deleteUntoldCrag(tx, sector.id));
  if (!isGone && !isStillShown) await forgetCoordinates(ctx, tx, sector.id, before);
}

/** Those of a crag that the entry gave become another entry's, or none. */
async function forgetCoordinates(
  { clock }: Pick<Context, "clock">,
  tx: Writer,
  cragId: string,
  before: Climb,
): Promise<void> {
  const given = sharedCoordinates(before);
  const crag = given === null ? null : await findCrag(tx, cragId);
  if (given === null || crag === null || crag.externalId !== null) return;
  if (crag.latitude !== given.latitude || crag.longitude !== given.longitude) return;
  const shown = await findShownEntry(tx, await findCragIdsBelow(tx, crag.id, mostBelow));
  const next = (shown === null ? null : sharedCoordinates(shown)) ?? { latitude: null, longitude: null };
  await updateCrag(tx, crag.id, { ...next, updatedAt: clock.now() });
}
