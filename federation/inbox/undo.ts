import { Announce, Block, Dislike, Follow, Like, type Undo, Activity } from "@fedify/vocab";
import { findAccount } from "../../src/db/account-queries.ts";
import { findDislikeByUri } from "../../src/db/dislike-queries.ts";
import { findFavouriteByUri } from "../../src/db/interaction-queries.ts";
import { findFollowByUri } from "../../src/db/relationship-queries.ts";
import { findStatus, findStatusByUri } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { unblock } from "../../src/domain/relationships/block.ts";
import { unfollow } from "../../src/domain/relationships/follow.ts";
import { unboost } from "../../src/domain/statuses/boost.ts";
import { unfavourite } from "../../src/domain/statuses/favourite.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { undislike } from "../../src/domain/statuses/undislike.ts";
import type { Inbox } from "../environment.ts";
import { embeddedOnly } from "./embedded.ts";
import { localTarget } from "./local-target.ts";
import { receive } from "./receive.ts";

const undone = [Follow, Like, Dislike, Announce, Block];

/**
 * By the two ends of what is undone where it is told, because some servers undo under another id; by its id where only
 * that is told. What cannot be found here has nothing to undo.
 */
export const onUndo = receive<Undo>(async (fedify, undo, actor) => {
  const object = await undo.getObject(embeddedOnly(fedify));
  const isEmbedded = undone.some((type) => object instanceof type);
  if (isEmbedded && object instanceof Activity && object.actorId?.href === actor.uri)
    await undoByEnds(fedify, actor, object);
  else if (undo.objectId !== null) await undoById(fedify, actor, undo.objectId.href);
});

async function undoByEnds(fedify: Inbox, actor: Account, object: Activity): Promise<void> {
  const { data: ctx } = fedify;
  if (object instanceof Follow || object instanceof Block) {
    const target = await localTarget(fedify, object.objectId);
    if (target === null) return;
    await ctx.db.write(async (tx) => {
      if (object instanceof Follow) await unfollow(ctx, tx, actor, target);
      else await unblock(ctx, tx, actor, target);
    });
    return;
  }
  const status = object.objectId === null ? null : await findStatusByUri(ctx.db.read, object.objectId.href);
  if (status === null) return;
  await undoMark(
    fedify,
    actor,
    status,
    object instanceof Like ? "like" : object instanceof Dislike ? "dislike" : "boost",
  );
}

const undoings = { like: unfavourite, dislike: undislike, boost: unboost } as const;

async function undoMark(fedify: Inbox, actor: Account, status: Status, kind: keyof typeof undoings): Promise<void> {
  const { data: ctx } = fedify;
  await ctx.db.write(async (tx) => {
    await undoings[kind](ctx, tx, actor, status);
  });
}

async function undoById(fedify: Inbox, actor: Account, uri: string): Promise<void> {
  const { data: ctx } = fedify;
  const favourite = await findFavouriteByUri(ctx.db.read, uri);
  const vote = favourite ?? (await findDislikeByUri(ctx.db.read, uri));
  if (vote?.accountId === actor.id) {
    const status = await findStatus(ctx.db.read, vote.statusId);
    if (status !== null) await undoMark(fedify, actor, status, favourite === null ? "dislike" : "like");
    return;
  }
  const boost = await findStatusByUri(ctx.db.read, uri);
  if (boost?.accountId === actor.id && boost.boostOfId !== null) {
    const status = await findStatus(ctx.db.read, boost.boostOfId);
    if (status !== null) await undoMark(fedify, actor, status, "boost");
    return;
  }
  const follow = await findFollowByUri(ctx.db.read, uri);
  if (follow?.accountId !== actor.id) return;
  const target = await findAccount(ctx.db.read, follow.targetId);
  if (target !== null) await ctx.db.write((tx) => unfollow(ctx, tx, actor, target));
}
