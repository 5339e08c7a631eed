import type { Context } from "../../context.ts";
import { deleteClimbs, updateClimb } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { releaseMediaOfClimbs } from "../../db/media-queries.ts";
import { insertTombstones } from "../../db/status-queries.ts";
import { forgetSpot } from "../catalogue/forget.ts";
import type { Climb } from "./climb.ts";
import { settleProjects } from "./rewrite.ts";

/** Takes entries out of the catalogue and away; their media are the caller's matter. */
export async function dropClimbs(ctx: Pick<Context, "clock">, tx: Writer, entries: readonly Climb[]): Promise<void> {
  await deleteClimbs(
    tx,
    entries.map(({ id }) => id),
  );
  for (const entry of entries) await forgetSpot(ctx, tx, entry);
}

/**
 * The one way entries leave a logbook here: their files can be attached again until they are pruned, their projects are
 * what is left of them, and their addresses tell that they are gone. To be called with the account locked, and without
 * their posts.
 */
export async function dropEntries(ctx: Pick<Context, "clock">, tx: Writer, entries: readonly Climb[]): Promise<void> {
  const deletedAt = ctx.clock.now();
  await releaseMediaOfClimbs(
    tx,
    entries.map(({ id }) => id),
    deletedAt,
  );
  await dropClimbs(ctx, tx, entries);
  await settleProjects(
    ctx,
    tx,
    entries.map(({ projectId }) => projectId),
  );
  await insertTombstones(
    tx,
    entries.map(({ uri }) => ({ uri, formerType: "Climb", deletedAt })),
  );
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
  } else await dropClimbs(ctx, tx, [climb]);
  await insertTombstones(tx, [{ uri: climb.uri, formerType: "Climb", deletedAt: ctx.clock.now() }]);
}
