import type { Accept, Activity, Add, Offer, Reject, Remove } from "@fedify/vocab";
import {
  findItemByApproval,
  findItemByRequest,
  findItemByUri,
  measureItems,
} from "../../src/db/collection-item-queries.ts";
import { findCollectionByUri, type Collection } from "../../src/db/collection-queries.ts";
import { findFollowers } from "../../src/db/relationship-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { removeCollection } from "../../src/domain/collections/collection.ts";
import { acceptItem, rejectItem, removeItem, revokeItem } from "../../src/domain/collections/items.ts";
import { findFeaturable } from "../../src/domain/collections/policy.ts";
import { answerFeatureRequest, receiveItem } from "../../src/domain/collections/receive.ts";
import { firstOf, listOf } from "../codec/expanded.ts";
import { expandJsonLd } from "../codec/json-ld.ts";
import { mostReceivedItems, readCollection, readItem, type ReadCollection } from "../codec/read-featured.ts";
import type { Inbox } from "../environment.ts";
import { fetchCollection, namesLocal, recordCollection } from "../remote/receive-featured.ts";
import { resolveActor } from "../remote/resolve-account.ts";
import { localTarget } from "./local-target.ts";
import { receive } from "./receive.ts";

const as = "https://www.w3.org/ns/activitystreams#";
const featureRequest = "https://w3id.org/fep/7aa9#FeatureRequest";

async function expand(fedify: Inbox, activity: Activity): Promise<unknown> {
  const [node] = (await expandJsonLd(await activity.toJsonLd(), fedify.contextLoader)) as unknown[];
  return node;
}

const ownedBy = async (fedify: Inbox, uri: string | undefined, actor: Account): Promise<Collection | null> => {
  const collection = uri === undefined ? null : await findCollectionByUri(fedify.data.db.read, uri);
  return collection?.accountId === actor.id ? collection : null;
};

/** Somebody elsewhere wants to put somebody here into a collection: the profile's choice answers at once. */
export const onFeatureRequest = receive<Offer>(async (fedify, request, actor) => {
  const { data: ctx } = fedify;
  const uri = request.id?.href;
  const collectionUri = request.instrumentId?.href;
  if (!listOf(await expand(fedify, request), "@type").includes(featureRequest)) return;
  const account = await localTarget(fedify, request.objectId);
  if (uri === undefined || collectionUri === undefined || account === null) return;
  const known = await ownedBy(fedify, collectionUri, actor);
  const collection = known ?? (await fetchCollection(fedify, collectionUri, actor));
  if (collection?.accountId !== actor.id) return;
  const isAllowed = (await findFeaturable(ctx.db.read, actor, [account])).has(account.id);
  await ctx.db.write((tx) => answerFeatureRequest(ctx, tx, { collection, owner: actor, account, uri, isAllowed }));
});

/** A collection among an actor's own, or an account in one of them. */
export const onAdd = receive<Add>(async (fedify, add, actor) => {
  const { data: ctx } = fedify;
  const target = add.targetId?.href;
  const object = firstOf(await expand(fedify, add), `${as}object`);
  const read = readCollection(object);
  if (read !== null) {
    // Whose actor was read before its server had collections does not say where they are.
    const maker = actor.collectionsUri === null ? await resolveActor(fedify, actor.uri, { refresh: true }) : actor;
    if (target === maker?.collectionsUri) await takeCollection(fedify, read, actor);
    return;
  }
  const collection = await ownedBy(fedify, target, actor);
  const item = readItem(object);
  if (collection === null || item === null || new URL(item.uri).host !== new URL(actor.uri).host) return;
  await ctx.db.write(async (tx) => {
    const { count, last } = await measureItems(tx, collection.id);
    if (count < mostReceivedItems) await receiveItem(ctx, tx, collection, item, last + 1);
  });
});

/** A collection that somebody here may see: they follow its maker, are in it, or looked at it before. */
async function takeCollection(fedify: Inbox, read: ReadCollection, actor: Account): Promise<void> {
  const isKnown = (await ownedBy(fedify, read.uri, actor)) !== null;
  const followers = isKnown ? [] : await findFollowers(fedify.data.db.read, actor.id, "accepted", { limit: 1 });
  if (isKnown || followers.length > 0 || (await namesLocal(fedify, read.items)))
    await recordCollection(fedify, read, actor);
}

/** Whether it told of a collection; else it is about something else. */
export async function takeCollectionUpdate(fedify: Inbox, update: Activity, actor: Account): Promise<boolean> {
  const read = readCollection(firstOf(await expand(fedify, update), `${as}object`));
  if (read !== null) await takeCollection(fedify, read, actor);
  return read !== null;
}

export const onRemove = receive<Remove>(async (fedify, remove, actor) => {
  const { data: ctx } = fedify;
  const uri = remove.objectId?.href;
  const target = remove.targetId?.href;
  if (uri === undefined || target === undefined) return;
  const collection = await ownedBy(fedify, target === actor.collectionsUri ? uri : target, actor);
  if (collection === null) return;
  await ctx.db.write(async (tx) => {
    if (collection.uri === uri) return await removeCollection(ctx, tx, collection);
    const item = await findItemByUri(tx, collection.id, uri);
    if (item !== null && item.state !== "revoked") await removeItem(ctx, tx, item);
  });
});

/** Whether it took a collection away, or a stamp back. */
export async function takeFeaturedDeletion(fedify: Inbox, uri: string, actor: Account): Promise<boolean> {
  const { data: ctx } = fedify;
  const collection = await ownedBy(fedify, uri, actor);
  if (collection !== null) await ctx.db.write((tx) => removeCollection(ctx, tx, collection));
  const item = await findItemByApproval(ctx.db.read, uri);
  const isRevoked = item?.accountId === actor.id;
  if (isRevoked) await ctx.db.write((tx) => revokeItem(ctx, tx, item));
  return collection !== null || isRevoked;
}

/** Whether it answered a FeatureRequest of ours; else it is about something else. */
export async function takeFeatureAnswer(fedify: Inbox, answer: Accept | Reject, actor: Account): Promise<boolean> {
  const { data: ctx } = fedify;
  const item = answer.objectId === null ? null : await findItemByRequest(ctx.db.read, answer.objectId.href);
  if (item?.accountId !== actor.id) return false;
  const stamp = "resultId" in answer ? answer.resultId : null;
  const isAccept = answer.constructor.name === "Accept";
  // Whoever may answer may give the stamp too: it is not looked at, but has to lie with them.
  const isStamp = stamp !== null && /^https?:$/.test(stamp.protocol) && stamp.host === new URL(actor.uri).host;
  await ctx.db.write(async (tx) => {
    if (!isAccept) await rejectItem(ctx, tx, item);
    else if (isStamp) await acceptItem(ctx, tx, item, actor, stamp.href);
  });
  return true;
}
