import type { Writer } from "../../db/database.ts";
import { deleteMedia, findUnclaimedMedia } from "../../db/media-queries.ts";
import { folderOf, removeFiles } from "./files.ts";
import type { Media, MediaContext } from "./media.ts";

/** Deletes attachments with all that is stored for them; of remote ones the row alone. */
export async function removeMedia(
  ctx: Pick<MediaContext, "clock" | "wakeWorker">,
  tx: Writer,
  removed: readonly Media[],
): Promise<void> {
  if (removed.length === 0) return;
  await deleteMedia(
    tx,
    removed.map((media) => media.id),
  );
  const folders = removed.flatMap(({ folder, sourceKey }) => [folder, sourceKey === null ? null : folderOf(sourceKey)]);
  await removeFiles(
    ctx,
    tx,
    folders.filter((folder) => folder !== null),
  );
}

const unclaimedMs = 24 * 3_600_000;
const batch = 100;

/** Removes uploads that no post has had for a day. */
export async function pruneUnclaimed(ctx: Pick<MediaContext, "db" | "clock" | "wakeWorker">): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - unclaimedMs);
  // In steps, so that the only writer of SQLite is free in between.
  for (let removed = batch; removed === batch;) {
    removed = await ctx.db.write(async (tx) => {
      const unclaimed = await findUnclaimedMedia(tx, before, batch);
      await removeMedia(ctx, tx, unclaimed);
      return unclaimed.length;
    });
  }
}
