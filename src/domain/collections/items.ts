import type { Context } from "../../context.ts";
import {
  deleteItem,
  findItemsBetween,
  insertItem,
  measureItems,
  moveItem,
  type CollectionItem,
} from "../../db/collection-item-queries.ts";
import { findCollection, lockCollection, type Collection } from "../../db/collection-queries.ts";
import type { Writer } from "../../db/database.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import { uris } from "../uris.ts";
import { mostItems, tooManyItems } from "./faults.ts";
import { tellAdded, withdrawTold } from "./tell.ts";

export type CollectionContext = Pick<Context, "bus" | "clock" | "config" | "wakeWorker">;

interface Addition {
  collection: Collection;
  owner: Account;
  account: Account;
}

/** Puts an account who may be in it into a local collection. @throws Refused when it is in it, was, or it is full. */
export async function addToCollection(
  ctx: CollectionContext,
  tx: Writer,
  { collection, owner, account }: Addition,
): Promise<CollectionItem> {
  if ((await lockCollection(tx, collection.id)) === null) throw recordNotFound();
  const { count, last } = await measureItems(tx, collection.id);
  if (count >= mostItems) throw tooManyItems();
  const item = await recordLocalItem(ctx, tx, { collection, owner, account, position: last + 1 });
  if (item.state === "accepted") await federate(ctx, tx, collection.uri, { kind: "item-added", itemId: item.id });
  await askForItem(ctx, tx, { collection, owner, account, item });
  return item;
}

/** Whoever is from here agrees by their profile; others wait for their answer. @throws Refused when it is in it. */
export async function recordLocalItem(
  ctx: CollectionContext,
  tx: Writer,
  { collection, owner, account, position }: Addition & { position: number },
): Promise<CollectionItem> {
  const createdAt = ctx.clock.now();
  const id = newId(createdAt);
  const { origin } = ctx.config;
  const isHere = isLocal(account);
  const item = await insertItem(tx, {
    id,
    collectionId: collection.id,
    accountId: account.id,
    objectUri: account.uri,
    uri: uris.featuredItem(collection.uri, id),
    position,
    state: isHere ? "accepted" : "pending",
    requestUri: isHere ? null : uris.activity(origin, owner.username, "feature-requests", id),
    approvalUri: isHere ? uris.featureAuthorization(origin, account.username, id) : null,
    createdAt,
  });
  if (item === null) throw new Refused("invalid", "Validation failed: Account has already been taken");
  if (isHere) await tellAdded(ctx, tx, collection, account);
  return item;
}

/** Asks an account elsewhere whether it wants to be in a collection. */
export async function askForItem(
  ctx: CollectionContext,
  tx: Writer,
  { collection, owner, account, item }: Addition & { item: CollectionItem },
): Promise<void> {
  if (item.requestUri === null) return;
  await federate(ctx, tx, collection.uri, {
    kind: "feature-requested",
    accountId: owner.id,
    targetId: account.id,
    uri: item.requestUri,
    collectionUri: collection.uri,
  });
}

/** Its account agrees, here or elsewhere; `approvalUri` names the stamp. */
export async function acceptItem(
  ctx: CollectionContext,
  tx: Writer,
  item: CollectionItem,
  account: Account,
  approvalUri: string | null,
): Promise<void> {
  const accepted = await moveItem(tx, item.id, ["pending", "rejected"], {
    state: "accepted",
    accountId: account.id,
    approvalUri,
  });
  const collection = accepted === null ? null : await findCollection(tx, item.collectionId);
  if (collection === null) return;
  await tellAdded(ctx, tx, collection, account);
  if (collection.isLocal) await federate(ctx, tx, collection.uri, { kind: "item-added", itemId: item.id });
}

/** Its account does not agree. */
export async function rejectItem(ctx: CollectionContext, tx: Writer, item: CollectionItem): Promise<void> {
  await withdrawItem(ctx, tx, item, "rejected");
}

/** Its account no longer agrees, and cannot be put into it again. */
export async function revokeItem(ctx: CollectionContext, tx: Writer, item: CollectionItem): Promise<void> {
  await withdrawItem(ctx, tx, item, "revoked");
}

async function withdrawItem(
  ctx: CollectionContext,
  tx: Writer,
  item: CollectionItem,
  state: "rejected" | "revoked",
): Promise<void> {
  const wasAccepted = item.state === "accepted";
  const withdrawn = await moveItem(tx, item.id, ["pending", "accepted"], { state });
  const collection = withdrawn === null ? null : await findCollection(tx, item.collectionId);
  if (collection === null || item.accountId === null) return;
  await withdrawTold(tx, collection, { id: item.accountId });
  if (wasAccepted) await tellRemoved(ctx, tx, collection, item);
}

/** Whoever made the collection takes an account out; what its account took back stays so. */
export async function removeItem(ctx: CollectionContext, tx: Writer, item: CollectionItem): Promise<void> {
  if (item.state === "revoked") throw recordNotFound();
  const collection = await findCollection(tx, item.collectionId);
  await deleteItem(tx, item.id);
  if (collection === null || item.accountId === null) return;
  await withdrawTold(tx, collection, { id: item.accountId });
  if (item.state !== "rejected") await tellRemoved(ctx, tx, collection, item);
}

async function tellRemoved(ctx: CollectionContext, tx: Writer, collection: Collection, item: CollectionItem) {
  if (!collection.isLocal || item.uri === null || item.accountId === null) return;
  await federate(ctx, tx, collection.uri, {
    kind: "item-removed",
    collectionId: collection.id,
    uri: item.uri,
    memberId: item.accountId,
  });
}

/** Somebody here takes themselves out of a collection; elsewhere its maker's server hears that the stamp is gone. */
export async function leaveCollection(
  ctx: CollectionContext,
  tx: Writer,
  account: Account,
  item: CollectionItem,
): Promise<void> {
  const collection = await findCollection(tx, item.collectionId);
  await revokeItem(ctx, tx, item);
  if (collection === null || collection.isLocal || item.approvalUri === null || item.state === "revoked") return;
  await federate(ctx, tx, collection.uri, {
    kind: "feature-revoked",
    accountId: account.id,
    targetId: collection.accountId,
    uri: item.approvalUri,
    collectionUri: collection.uri,
  });
}

/** A block takes each of the two out of the other's collections. `account`, who blocks, is from here. */
export async function partCollections(
  ctx: CollectionContext,
  tx: Writer,
  account: Account,
  target: Account,
): Promise<void> {
  for (const item of await findItemsBetween(tx, target.id, account.id)) await leaveCollection(ctx, tx, account, item);
  for (const item of await findItemsBetween(tx, account.id, target.id)) {
    if (item.state !== "revoked") await removeItem(ctx, tx, item);
  }
}
