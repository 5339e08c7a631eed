import type { Context } from "../../context.ts";
import { findClimbByUri } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { replaceRemoteMedia } from "../../db/media-queries.ts";
import { deleteTombstone, findTombstone } from "../../db/status-queries.ts";
import { idAt, idOfDay } from "../../lib/ids.ts";
import type { Account } from "../accounts/account.ts";
import { recordAttachments, recordClimb } from "../statuses/record.ts";
import type { RemoteAttachment } from "../statuses/status.ts";
import type { ClimbDetails } from "./climb.ts";
import { dropClimbs } from "./let-go.ts";
import { rewriteClimb } from "./rewrite.ts";

/** A remote climb, decoded and checked, its partners looked up. */
export interface ReceivedEntry extends ClimbDetails {
  uri: string;
  times: { createdAt: Date; updatedAt: Date };
}

const dayMs = 86_400_000;

/** Its place in the logbook: when it was written down, or, of what was written down long after (an import), its day. */
export function idOfEntry({ uri, climbedOn, times }: ReceivedEntry, now: Date): string {
  const isLate = times.createdAt.getTime() - Date.parse(`${climbedOn}T00:00:00Z`) > 3 * dayMs;
  return isLate ? idOfDay(climbedOn, now, uri) : idAt(times.createdAt, now);
}

/**
 * Takes an entry of a remote climber's public logbook over: nobody is notified, and no timeline gets it. One that a post
 * carries is told by that post; one that is known changes when it is newer; one that was deleted stays so, unless it was
 * changed since.
 */
export async function receiveEntry(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  climber: Account,
  entry: ReceivedEntry,
  attachments: readonly RemoteAttachment[],
): Promise<void> {
  const tombstone = await findTombstone(tx, entry.uri);
  if (tombstone !== null && entry.times.updatedAt <= tombstone.deletedAt) return;
  // It went with its post, and its climber has shown it again.
  if (tombstone !== null) await deleteTombstone(tx, entry.uri);
  const known = await findClimbByUri(tx, entry.uri);
  const files = { author: climber, attachments };
  if (known === null) {
    const id = idOfEntry(entry, ctx.clock.now());
    const record = { ...entry, id, author: climber, statusId: null, visibility: "public" } as const;
    const recorded = await recordClimb(ctx, tx, record);
    if (recorded !== null) await recordAttachments(ctx, tx, { climbId: recorded.id }, files);
    return;
  }
  const { uri: _uri, times, ...details } = entry;
  const isOwn = known.accountId === climber.id && known.statusId === null;
  if (!isOwn || known.updatedAt >= times.updatedAt) return;
  await rewriteClimb(ctx, tx, known, details, { updatedAt: times.updatedAt });
  await recordAttachments(ctx, tx, { climbId: known.id }, files);
}

/** Its server no longer has an entry of a remote logbook. One that came with a post meanwhile goes with that. */
export async function dropEntry(ctx: Pick<Context, "clock">, tx: Writer, uri: string): Promise<void> {
  const known = await findClimbByUri(tx, uri);
  if (known === null || known.statusId !== null) return;
  await replaceRemoteMedia(tx, { climbId: known.id }, []);
  await dropClimbs(ctx, tx, [known]);
}
