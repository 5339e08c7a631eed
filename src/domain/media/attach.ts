import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { claimMedia, findMedia, releaseMedia, retireMedia, type MediaOwner } from "../../db/media-queries.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import type { PollDraft } from "../polls/poll.ts";

/** Names the field, for apps that show faults beside their inputs. */
const faultyMedia = (what: string, message = `Validation failed: ${what}`): Refused =>
  new Refused("invalid", message, { details: { media_ids: [{ error: "ERR_INVALID", description: what }] } });

/** Before anything is written: a post that has too many, or one twice. @throws Refused */
export function checkAttachments(
  { config }: Pick<Context, "config">,
  mediaIds: readonly string[],
  poll: PollDraft | null = null,
): void {
  // A poll takes the place of files; Mastodon says it in the same words.
  if (mediaIds.length > (poll === null ? config.maxAttachments : 0)) {
    throw faultyMedia(`Cannot attach more than ${config.maxAttachments} files`);
  }
  if (new Set(mediaIds).size < mediaIds.length) throw faultyMedia("The same file cannot be attached twice");
}

/**
 * Gives a post or an entry these uploads, in this order, and takes from it what is not among them: the history of a post
 * keeps that. @throws Refused when one is not the author's, belongs to something else, or is still being processed.
 */
export async function attachMedia(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  author: Pick<Account, "id">,
  owner: MediaOwner,
  mediaIds: readonly string[],
): Promise<void> {
  if ("statusId" in owner) await retireMedia(tx, owner.statusId);
  else await releaseMedia(tx, owner, ctx.clock.now());
  for (const [position, id] of mediaIds.entries()) {
    if (!(await claimMedia(tx, { id, accountId: author.id, owner, position }))) await refuseMedia(tx, id, author.id);
  }
}

/** Says why an upload cannot be had. @throws Refused always. */
export async function refuseMedia(tx: Writer, id: string, accountId: string): Promise<never> {
  const media = await findMedia(tx, id);
  // Not 404, as on Mastodon since 4.4: what is not there is the file, not what was asked for.
  if (media === null || media.accountId !== accountId) throw faultyMedia(`There is no file ${id} of yours`);
  if (media.state === "ready") throw faultyMedia("A file is attached to another post already");
  const why =
    media.state === "failed"
      ? (media.failure ?? "The file could not be processed")
      : "Cannot attach files that have not finished processing. Try again in a moment!";
  throw faultyMedia(why, why);
}
