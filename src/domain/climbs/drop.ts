import type { Context } from "../../context.ts";
import { deleteClimbs } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { releaseMediaOfClimbs } from "../../db/media-queries.ts";
import { insertTombstones } from "../../db/status-queries.ts";
import type { Climb } from "./climb.ts";
import { settleProjects } from "./rewrite.ts";

/**
 * The one way entries leave a logbook here: their files can be attached again until they are pruned, their projects are
 * what is left of them, and their addresses tell that they are gone. To be called with the account locked, and without
 * their posts.
 */
export async function dropEntries(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  entries: readonly Pick<Climb, "id" | "uri" | "projectId">[],
): Promise<void> {
  const ids = entries.map(({ id }) => id);
  const deletedAt = ctx.clock.now();
  await releaseMediaOfClimbs(tx, ids, deletedAt);
  await deleteClimbs(tx, ids);
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
