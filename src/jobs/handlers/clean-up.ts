import type { Context } from "../../context.ts";
import { deleteOldIdempotencyKeys } from "../../db/idempotency-queries.ts";
import { deleteExpiredMutes } from "../../db/mute-queries.ts";
import { deleteExpiredKeyValues } from "../../db/key-value-queries.ts";
import { removeUnconfirmed } from "../../domain/accounts/confirm.ts";
import { clearScratch } from "../../domain/media/files.ts";
import { pruneRemoteFiles } from "../../domain/media/prune-remote.ts";
import { pruneUnclaimed } from "../../domain/media/remove.ts";
import { trimTimelines } from "../../domain/timelines/trim.ts";
import { deleteExpiredGrants } from "../../domain/oauth/sessions.ts";

const idempotencyMs = 24 * 3_600_000;

/** Removes what has run out: codes, sessions, caches, idempotency keys, uploads that nobody used, and what is far down in home timelines and lists. */
export async function cleanUp(ctx: Pick<Context, "db" | "clock" | "config" | "storage" | "wakeWorker">): Promise<void> {
  const now = ctx.clock.now();
  await deleteExpiredGrants(ctx);
  await ctx.db.write((tx) => deleteExpiredKeyValues(tx, now));
  await ctx.db.write((tx) => deleteExpiredMutes(tx, now));
  await ctx.db.write((tx) => deleteOldIdempotencyKeys(tx, new Date(now.getTime() - idempotencyMs)));
  await trimTimelines(ctx);
  await removeUnconfirmed(ctx);
  await pruneUnclaimed(ctx);
  await pruneRemoteFiles(ctx);
  await clearScratch(ctx);
}
