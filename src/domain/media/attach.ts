import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { claimMedia, findMedia, retireMedia } from "../../db/media-queries.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import type { PollDraft } from "../polls/poll.ts";
import { invalidMedia } from "./media.ts";

/** Before anything is written: a post that has too many, or one twice. @throws Refused */
export function checkAttachments(
  { config }: Pick<Context, "config">,
  mediaIds: readonly string[],
  poll: PollDraft | null = null,
): void {
  // A poll takes the place of files; Mastodon says it in the same words.
  if (mediaIds.length > (poll === null ? config.maxAttachments : 0)) {
    throw invalidMedia(`Cannot attach more than ${config.maxAttachments} files`);
  }
  if (new Set(mediaIds).size < mediaIds.length) throw invalidMedia("The same file cannot be attached twice");
}

/**
 * Gives a post these uploads, in this order, and leaves to its history what is not among them. @throws Refused when one
 * is not the author's, belongs to another post, or is still being processed.
 */
export async function attachMedia(
  tx: Writer,
  author: Pick<Account, "id">,
  statusId: string,
  mediaIds: readonly string[],
): Promise<void> {
  await retireMedia(tx, statusId);
  for (const [position, id] of mediaIds.entries()) {
    if (!(await claimMedia(tx, { id, accountId: author.id, statusId, position }))) await refuseMedia(tx, id, author.id);
  }
}

/** Says why an upload cannot be had. @throws Refused always. */
export async function refuseMedia(tx: Writer, id: string, accountId: string): Promise<never> {
  const media = await findMedia(tx, id);
  if (media === null || media.accountId !== accountId) throw recordNotFound();
  const isReserved = media.state === "ready" && media.unclaimedAt === null;
  if (media.statusId !== null || isReserved) throw invalidMedia("A file is attached to another post already");
  if (media.state === "failed") throw new Refused("invalid", media.failure ?? "The file could not be processed");
  throw new Refused("invalid", "Cannot attach files that have not finished processing. Try again in a moment!");
}
