import { z } from "zod";
import type { Context } from "../context.ts";
import type { Writer } from "../db/database.ts";
import { insertJobs } from "../db/job-queries.ts";

const id = z.string();
const uri = z.string();
/** To whom a post went, kept for when the post itself is gone. */
const audience = z.object({
  visibility: z.enum(["public", "unlisted", "private", "direct"]),
  mentionedIds: z.array(id),
});

/**
 * What happened here that other servers must hear of. Each is a row in `jobs`, written with its cause; it carries what
 * can no longer be read when its turn comes.
 */
export const federationEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status-published"), statusId: id }),
  z.object({ kind: z.literal("status-edited"), statusId: id, editId: id }),
  z.object({
    kind: z.literal("status-deleted"),
    accountId: id,
    uri,
    inReplyToAccountId: id.nullable(),
    audience,
  }),
  z.object({ kind: z.literal("boosted"), boostId: id }),
  z.object({ kind: z.literal("boost-undone"), accountId: id, boostUri: uri, statusUri: uri, authorId: id, audience }),
  z.object({ kind: z.literal("favourited"), accountId: id, uri, statusUri: uri, authorId: id }),
  z.object({ kind: z.literal("favourite-undone"), accountId: id, uri, statusUri: uri, authorId: id }),
  z.object({ kind: z.literal("disliked"), accountId: id, uri, statusUri: uri, authorId: id }),
  z.object({ kind: z.literal("dislike-undone"), accountId: id, uri, statusUri: uri, authorId: id }),
  z.object({ kind: z.literal("quote-requested"), accountId: id, targetId: id, uri, statusUri: uri, quotedUri: uri }),
  z.object({ kind: z.literal("quote-revoked"), accountId: id, targetId: id, uri, statusUri: uri, quotedUri: uri }),
  z.object({
    kind: z.literal("quote-answered"),
    accountId: id,
    targetId: id,
    uri,
    statusUri: uri,
    quotedUri: uri,
    approvalUri: uri.nullable(),
  }),
  z.object({ kind: z.literal("collection-added"), collectionId: id }),
  z.object({ kind: z.literal("collection-edited"), collectionId: id, editId: id }),
  z.object({ kind: z.literal("collection-removed"), accountId: id, uri, memberIds: z.array(id) }),
  z.object({ kind: z.literal("item-added"), itemId: id }),
  z.object({ kind: z.literal("item-removed"), collectionId: id, uri, memberId: id }),
  z.object({ kind: z.literal("feature-requested"), accountId: id, targetId: id, uri, collectionUri: uri }),
  z.object({ kind: z.literal("feature-revoked"), accountId: id, targetId: id, uri, collectionUri: uri }),
  z.object({
    kind: z.literal("feature-answered"),
    accountId: id,
    targetId: id,
    uri,
    collectionUri: uri,
    approvalUri: uri.nullable(),
  }),
  z.object({ kind: z.literal("voted"), accountId: id, authorId: id, uri, statusUri: uri, title: z.string() }),
  z.object({ kind: z.literal("follow-requested"), accountId: id, targetId: id, uri }),
  z.object({ kind: z.literal("follow-undone"), accountId: id, targetId: id, uri }),
  z.object({ kind: z.literal("follow-accepted"), accountId: id, followerId: id, uri }),
  z.object({ kind: z.literal("follow-rejected"), accountId: id, followerId: id, uri }),
  z.object({ kind: z.literal("blocked"), accountId: id, targetId: id, uri }),
  z.object({ kind: z.literal("block-undone"), accountId: id, targetId: id, uri }),
  z.object({ kind: z.literal("pinned"), accountId: id, statusUri: uri }),
  z.object({ kind: z.literal("unpinned"), accountId: id, statusUri: uri }),
  z.object({ kind: z.literal("account-updated"), accountId: id, updatedAt: z.string() }),
  z.object({ kind: z.literal("reported"), reportId: id }),
]);

export type FederationEvent = z.infer<typeof federationEvent>;

export const federateJobType = "federate";

/** Writes the event beside its cause. Events of one `object` leave in the order in which they were written. */
export async function federate(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  object: string,
  event: FederationEvent,
): Promise<void> {
  const now = ctx.clock.now();
  await insertJobs(tx, [
    {
      type: federateJobType,
      payload: event,
      lane: "prompt",
      orderingKey: `federate ${object}`,
      runAt: now,
      createdAt: now,
    },
  ]);
  tx.afterCommit(ctx.wakeWorker);
}
