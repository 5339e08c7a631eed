import type { Context } from "../../context.ts";
import {
  deleteItemsBeside,
  findItemOf,
  insertItem,
  updateItem,
  type CollectionItem,
} from "../../db/collection-item-queries.ts";
import {
  findCollectionByUri,
  insertCollection,
  updateCollection,
  type Collection,
} from "../../db/collection-queries.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { idAt, newId } from "../../lib/ids.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { ensureTag } from "../tags/follow.ts";
import { federate } from "../federation-events.ts";
import { uris } from "../uris.ts";
import { acceptItem, type CollectionContext } from "./items.ts";
import { tellAdded, tellEdited, withdrawTold } from "./tell.ts";

/** A collection as another server tells of it. */
export interface ReceivedCollection {
  uri: string;
  url: string | null;
  name: string;
  /** HTML, ready to show. */
  description: string;
  language: string | null;
  tagName: string | null;
  isSensitive: boolean;
  isDiscoverable: boolean;
  createdAt: Date | null;
  updatedAt: Date | null;
  items: readonly ReceivedItem[];
}

export interface ReceivedItem {
  uri: string;
  objectUri: string;
  approvalUri: string | null;
  createdAt: Date | null;
}

export const verifyItemJobType = "verify-collection-item";
export const syncCollectionsJobType = "sync-collections";

/** What somebody elsewhere has made already is read in a job: who follows them now hears of new ones only. */
export async function syncCollectionsLater(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  { id, collectionsUri }: Pick<Account, "id" | "collectionsUri">,
): Promise<void> {
  if (collectionsUri === null) return;
  const now = ctx.clock.now();
  const job = { type: syncCollectionsJobType, payload: { accountId: id }, lane: "background" as const };
  await insertJobs(tx, [{ ...job, uniqueKey: `${job.type} ${id}`, runAt: now, createdAt: now }]);
  tx.afterCommit(ctx.wakeWorker);
}

/**
 * Writes a remote collection down, new or changed, with what is in it now; each account in it is asked for its stamp.
 * What is older than what is known changes nothing: a fetch can end after the news of a change came in. Only what tells
 * its date is older.
 */
export async function receiveCollection(
  ctx: CollectionContext,
  tx: Writer,
  owner: Account,
  { items, ...received }: ReceivedCollection,
): Promise<Collection> {
  const known = await findCollectionByUri(tx, received.uri);
  const created = known === null ? await insertReceived(ctx, tx, owner, received) : null;
  // Somebody else's news of it may have been written at the same moment.
  const before = created === null ? (known ?? (await findCollectionByUri(tx, received.uri))) : null;
  if (before !== null && before.accountId !== owner.id) throw new Refused("forbidden", "Another's collection");
  if (before !== null && received.updatedAt !== null && received.updatedAt < before.updatedAt) return before;
  const collection = before === null ? created : await rewriteReceived(ctx, tx, before, received);
  if (collection === null) throw recordNotFound();
  const objectUris = items.map((item) => item.objectUri);
  for (const gone of await deleteItemsBeside(tx, collection.id, objectUris)) {
    if (gone.accountId !== null) await withdrawTold(tx, collection, { id: gone.accountId });
  }
  for (const [index, item] of items.entries()) await receiveItem(ctx, tx, collection, item, index + 1);
  if (before !== null && (before.name !== collection.name || before.description !== collection.description))
    await tellEdited(ctx, tx, collection);
  return collection;
}

type ReceivedColumns = Omit<ReceivedCollection, "items">;

const tagIdOf = async (ctx: CollectionContext, tx: Writer, name: string | null): Promise<string | null> =>
  name === null ? null : (await ensureTag(ctx, tx, name)).id;

async function insertReceived(
  ctx: CollectionContext,
  tx: Writer,
  owner: Account,
  { tagName, createdAt, updatedAt, ...columns }: ReceivedColumns,
): Promise<Collection | null> {
  const now = ctx.clock.now();
  const publishedAt = past(createdAt, now);
  return await insertCollection(tx, {
    ...columns,
    id: idAt(publishedAt, now),
    accountId: owner.id,
    tagId: await tagIdOf(ctx, tx, tagName),
    isLocal: false,
    createdAt: publishedAt,
    updatedAt: updatedAt === null ? publishedAt : past(updatedAt, now),
  });
}

async function rewriteReceived(
  ctx: CollectionContext,
  tx: Writer,
  before: Collection,
  { uri: _uri, tagName, createdAt: _createdAt, updatedAt, ...columns }: ReceivedColumns,
): Promise<Collection | null> {
  const tagId = await tagIdOf(ctx, tx, tagName);
  // With a date of ours, what its server dates next could seem older.
  const dated = updatedAt === null ? before.updatedAt : past(updatedAt, ctx.clock.now());
  return await updateCollection(tx, before.id, { ...columns, tagId, updatedAt: dated });
}

const past = (given: Date | null, now: Date): Date =>
  given === null || given > now || given.getTime() < 0 ? now : given;

/**
 * An account that a remote collection has. Whoever is from here is in it when they agreed to it before, and only then;
 * of others the stamp is looked at, in a job.
 */
export async function receiveItem(
  ctx: CollectionContext,
  tx: Writer,
  collection: Collection,
  { uri, objectUri, approvalUri, createdAt }: ReceivedItem,
  position: number,
): Promise<void> {
  const now = ctx.clock.now();
  const known = await findItemOf(tx, collection.id, objectUri);
  const isHere = objectUri.startsWith(`${ctx.config.origin}/`);
  if (isHere || known?.state === "revoked") {
    if (known !== null) await updateItem(tx, known.id, { uri, position });
    return;
  }
  if (approvalUri === null) return;
  if (known?.state === "accepted" && known.approvalUri === approvalUri) {
    await updateItem(tx, known.id, { uri, position });
    return;
  }
  const at = past(createdAt, now);
  const row = { uri, position, approvalUri, state: "pending" as const };
  const item =
    known === null
      ? await insertItem(tx, { ...row, id: newId(now), collectionId: collection.id, objectUri, createdAt: at })
      : await updateItem(tx, known.id, row);
  if (item === null) return;
  const payload = { itemId: item.id };
  await insertJobs(tx, [{ type: verifyItemJobType, payload, lane: "background", runAt: now, createdAt: now }]);
  tx.afterCommit(ctx.wakeWorker);
}

interface Asked {
  collection: Collection;
  owner: Account;
  /** From here. */
  account: Account;
  /** Of the request. */
  uri: string;
  isAllowed: boolean;
}

/** Answers a remote maker, with a stamp or without; asked twice, the stamp is the same. */
export async function answerFeatureRequest(
  ctx: CollectionContext,
  tx: Writer,
  { collection, owner, account, uri, isAllowed }: Asked,
): Promise<void> {
  const item = isAllowed ? await agree(ctx, tx, collection, account, uri) : null;
  await federate(ctx, tx, collection.uri, {
    kind: "feature-answered",
    accountId: account.id,
    targetId: owner.id,
    uri,
    collectionUri: collection.uri,
    approvalUri: item?.approvalUri ?? null,
  });
}

/** Null for what was taken back: it is not given again by asking again. */
async function agree(
  ctx: CollectionContext,
  tx: Writer,
  collection: Collection,
  account: Account,
  requestUri: string,
): Promise<CollectionItem | null> {
  const createdAt = ctx.clock.now();
  const id = newId(createdAt);
  const created = await insertItem(tx, {
    id,
    collectionId: collection.id,
    accountId: account.id,
    objectUri: account.uri,
    position: 1,
    state: "accepted",
    requestUri,
    approvalUri: uris.featureAuthorization(ctx.config.origin, account.username, id),
    createdAt,
  });
  if (created !== null) {
    await tellAdded(ctx, tx, collection, account);
    return created;
  }
  const known = await findItemOf(tx, collection.id, account.uri);
  if (known === null || known.state === "revoked") return null;
  const approvalUri = uris.featureAuthorization(ctx.config.origin, account.username, known.id);
  await acceptItem(ctx, tx, known, account, approvalUri);
  return { ...known, approvalUri };
}
