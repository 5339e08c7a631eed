import type { Context } from "../../context.ts";
import { findClimbOfStatus } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findFormerMedia, findMediaOfStatus, releaseMedia } from "../../db/media-queries.ts";
import { findMentionedIds } from "../../db/status-part-queries.ts";
import {
  countUpAccount,
  countUpStatus,
  countsAsPost,
  countsAsReply,
  deleteStatuses,
  findBoostsOf,
  findStatus,
  insertTombstones,
  lockStatus,
  orphanReplies,
} from "../../db/status-queries.ts";
import type { Account } from "../accounts/account.ts";
import { leavePost } from "../climbs/let-go.ts";
import { shortenConversations } from "../conversations/follow-along.ts";
import { federate } from "../federation-events.ts";
import { dropQuote } from "../quotes/quote.ts";
import { removeMedia } from "../media/remove.ts";
import { uncountFeaturedUses } from "../tags/feature.ts";
import { tellDeleted } from "../streams/tell.ts";
import type { Status } from "./status.ts";

/**
 * The one way a post goes, with its boosts; its answers stay. Its URI answers 410 from now on. What becomes of
 * its climb: see `leavePost`.
 */
export async function deleteStatus(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  id: string,
): Promise<Status | null> {
  // Nothing may be hung on it meanwhile.
  const status = (await lockStatus(tx, id)) ? await findStatus(tx, id) : null;
  if (status === null) return null;
  if (status.boostOfId !== null) {
    await removeBoosts(ctx, tx, [status]);
    await countUpStatus(tx, status.boostOfId, "boostsCount", -1);
    return status;
  }
  const deletedAt = ctx.clock.now();
  await removeBoosts(ctx, tx, await findBoostsOf(tx, id));
  const climb = await findClimbOfStatus(tx, id);
  if (climb !== null) await leavePost(ctx, tx, climb, status);
  await insertTombstones(tx, [{ uri: status.uri, formerType: "Note", deletedAt }]);
  await shortenConversations(tx, status);
  await orphanReplies(tx, id);
  await dropQuote(tx, status);
  if (status.inReplyToId !== null && countsAsReply(status.visibility)) {
    await countUpStatus(tx, status.inReplyToId, "repliesCount", -1);
  }
  if (countsAsPost(status.visibility)) await countUpAccount(tx, status.accountId, "statusesCount", -1);
  // Its author may attach them again: "delete and write again" does.
  if (status.isLocal) await releaseMedia(tx, { statusId: id }, deletedAt);
  await uncountFeaturedUses(tx, status);
  await tellDeleted(ctx, tx, [status]);
  await deleteStatuses(tx, [id]);
  return status;
}

async function removeBoosts(ctx: Pick<Context, "bus">, tx: Writer, boosts: readonly Status[]): Promise<void> {
  await tellDeleted(ctx, tx, boosts);
  for (const boost of boosts) await countUpAccount(tx, boost.accountId, "statusesCount", -1);
  await deleteStatuses(
    tx,
    boosts.map((boost) => boost.id),
  );
}

/** A local author deletes a post: the servers that had it are told. Its files go now, or when they are pruned. */
export async function withdrawStatus(
  ctx: Pick<Context, "bus" | "clock" | "wakeWorker">,
  tx: Writer,
  author: Account,
  status: Status,
  { deletesMedia = false } = {},
): Promise<void> {
  if (deletesMedia) {
    const media = [...(await findMediaOfStatus(tx, status.id)), ...(await findFormerMedia(tx, status.id))];
    await removeMedia(ctx, tx, media);
  }
  const mentionedIds = await findMentionedIds(tx, status.id);
  const gone = await deleteStatus(ctx, tx, status.id);
  if (gone === null) return;
  await federate(ctx, tx, status.uri, {
    kind: "status-deleted",
    accountId: author.id,
    uri: status.uri,
    inReplyToAccountId: status.inReplyToAccountId,
    audience: { visibility: status.visibility, mentionedIds },
  });
}
