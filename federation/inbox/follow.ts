import { type Accept, Follow, type Reject, type Block } from "@fedify/vocab";
import { findAccount } from "../../src/db/account-queries.ts";
import { findFollowByUri } from "../../src/db/relationship-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { block } from "../../src/domain/relationships/block.ts";
import { acceptFollow, rejectFollow, requestFollow } from "../../src/domain/relationships/follow.ts";
import type { Inbox } from "../environment.ts";
import { embeddedOnly } from "./embedded.ts";
import { takeFeatureAnswer } from "./featured.ts";
import { localTarget } from "./local-target.ts";
import { takeQuoteAnswer } from "./quote.ts";
import { receive } from "./receive.ts";

export const onFollow = receive<Follow>(async (fedify, follow, follower) => {
  const target = await localTarget(fedify, follow.objectId);
  if (target === null || follow.id === null) return;
  const uri = follow.id.href;
  await fedify.data.db.write((tx) => requestFollow(fedify.data, tx, follower, target, { uri }));
});

/** Who here asked to follow the actor: by the id of our Follow, or by its two ends. */
async function askerOf(fedify: Inbox, answer: Accept | Reject, target: Account): Promise<Account | null> {
  const { db } = fedify.data;
  const byUri = answer.objectId === null ? null : await findFollowByUri(db.read, answer.objectId.href);
  if (byUri !== null) return byUri.targetId === target.id ? await findAccount(db.read, byUri.accountId) : null;
  const object = await answer.getObject(embeddedOnly(fedify));
  // The Follow is ours: only its ends are believed, and they are checked against our own rows.
  if (!(object instanceof Follow) || object.objectId?.href !== target.uri) return null;
  return await localTarget(fedify, object.actorId);
}

export const onAccept = receive<Accept>(async (fedify, accept, target) => {
  if (await takeQuoteAnswer(fedify, accept, target)) return;
  if (await takeFeatureAnswer(fedify, accept, target)) return;
  const follower = await askerOf(fedify, accept, target);
  if (follower !== null) await fedify.data.db.write((tx) => acceptFollow(fedify.data, tx, follower, target));
});

export const onReject = receive<Reject>(async (fedify, reject, target) => {
  if (await takeQuoteAnswer(fedify, reject, target)) return;
  if (await takeFeatureAnswer(fedify, reject, target)) return;
  const follower = await askerOf(fedify, reject, target);
  if (follower !== null) await fedify.data.db.write((tx) => rejectFollow(fedify.data, tx, follower, target));
});

export const onBlock = receive<Block>(async (fedify, activity, blocker) => {
  const target = await localTarget(fedify, activity.objectId);
  const uri = activity.id?.href;
  if (target !== null && uri !== undefined)
    await fedify.data.db.write((tx) => block(fedify.data, tx, blocker, target, uri));
});
