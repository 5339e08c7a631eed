import type { Context } from "../../context.ts";
import { changeImport, endImport, findImport, type ClimbImport } from "../../db/climb-import-queries.ts";
import type { Writer } from "../../db/database.ts";
import { folderOf, removeFiles } from "../media/files.ts";
import { tellStreams } from "../streams/tell.ts";

/** Ends an import, and with it its file. Null when it has ended already, or is gone. */
export async function finishImport(
  ctx: Pick<Context, "bus" | "clock" | "wakeWorker">,
  tx: Writer,
  id: string,
  change: Pick<Partial<ClimbImport>, "state" | "failure">,
): Promise<ClimbImport | null> {
  const fileKey = (await findImport(tx, id))?.fileKey ?? null;
  if ((await endImport(tx, id, { ...change, fileKey: null })) === null) return null;
  // Only now: on PostgreSQL it has waited for a piece, and an undo takes what was written up to this moment.
  const ended = await changeImport(tx, id, { finishedAt: ctx.clock.now() });
  if (ended === null) return null;
  if (fileKey !== null) await removeFiles(ctx, tx, [folderOf(fileKey)]);
  tellStreams(ctx, tx, { kind: "import-changed", accountId: ended.accountId, importId: id });
  return ended;
}
