import type { Context } from "../../context.ts";
import { deleteClimb, updateClimb } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { insertTombstones } from "../../db/status-queries.ts";
import { forgetSpot } from "../catalogue/forget.ts";
import type { Climb } from "./climb.ts";

/** The one way an entry goes; its media are the caller's matter. */
export async function dropClimb(ctx: Pick<Context, "clock">, tx: Writer, climb: Climb): Promise<void> {
  await deleteClimb(tx, climb.id);
  await forgetSpot(ctx, tx, climb);
}

/**
 * An entry's post goes, or tells of it no longer. That of a local climber stays in the logbook, for the climber alone: a
 * logbook is never lost with a post. To other servers it is gone.
 */
export async function leavePost(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  climb: Climb,
  { isLocal }: { isLocal: boolean },
): Promise<void> {
  if (isLocal) {
    await updateClimb(tx, climb.id, { statusId: null, visibility: "direct" });
    await forgetSpot(ctx, tx, climb);
  } else await dropClimb(ctx, tx, climb);
  await insertTombstones(tx, [{ uri: climb.uri, formerType: "Climb", deletedAt: ctx.clock.now() }]);
}
