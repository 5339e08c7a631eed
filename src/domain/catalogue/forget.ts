import type { Context } from "../../context.ts";
import { findCrag, updateCrag, type Crag } from "../../db/crag-queries.ts";
import { findCragIdsBelow } from "../../db/crag-tree-queries.ts";
import type { Writer } from "../../db/database.ts";
import { deleteUntoldCrag, deleteUntoldRoute, findShownEntry } from "../../db/forget-queries.ts";
import { shownCoordinates, type Climb } from "../climbs/climb.ts";

/** How many crags are asked for another entry that shows where a place is. */
const mostBelow = 500;

/**
 * Takes out of the catalogue what nobody but this entry told, as it was while it was public: its route, the crags that
 * are empty then, the coordinates that were its own. To be called once it is changed or gone: what somebody keeps to few
 * people from now on, or wrote in error, is not to be found any longer.
 */
export async function forgetSpot(ctx: Pick<Context, "clock">, tx: Writer, before: Climb): Promise<void> {
  if (before.visibility !== "public") return;
  if (before.routeId !== null) await deleteUntoldRoute(tx, before.routeId);
  for (let cragId = before.cragId; cragId !== null;) {
    const crag: Crag | null = (await deleteUntoldCrag(tx, cragId)) ?? (await findCrag(tx, cragId));
    if (crag !== null) await forgetCoordinates(ctx, tx, crag, before);
    cragId = crag?.parentId ?? null;
  }
}

/** Those of a crag that the entry gave become another entry's, or none. */
async function forgetCoordinates(
  { clock }: Pick<Context, "clock">,
  tx: Writer,
  crag: Crag,
  before: Climb,
): Promise<void> {
  const given = shownCoordinates(before);
  if (crag.externalId !== null || given === null) return;
  if (crag.latitude !== given.latitude || crag.longitude !== given.longitude) return;
  const shown = await findShownEntry(tx, await findCragIdsBelow(tx, crag.id, mostBelow));
  const next = (shown === null ? null : shownCoordinates(shown)) ?? { latitude: null, longitude: null };
  await updateCrag(tx, crag.id, { ...next, updatedAt: clock.now() });
}
