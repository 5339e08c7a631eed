import type { Context } from "../../context.ts";
import { deleteOldRemoteFiles } from "../../db/remote-file-queries.ts";
import { folderOf, removeFiles } from "./files.ts";

const dayMs = 24 * 3_600_000;
const batch = 200;

/**
 * Gives up the copies of other servers' files that are older than the configuration says. The rows go first, and the
 * job that removes the files is written in the same transaction: no crash leaves a row without its file, and none loses
 * track of a file. A copy that is fetched meanwhile has a folder of its own.
 */
export async function pruneRemoteFiles(ctx: Pick<Context, "config" | "db" | "clock" | "wakeWorker">): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - ctx.config.remoteMediaDays * dayMs);
  // In steps, so that the only writer of SQLite is free in between.
  for (let removed = batch; removed === batch;) {
    removed = await ctx.db.write(async (tx) => {
      const old = await deleteOldRemoteFiles(tx, before, batch);
      const keys = old.flatMap((row) => row.key ?? []);
      await removeFiles(ctx, tx, keys.map(folderOf));
      return old.length;
    });
  }
}
