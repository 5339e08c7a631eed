import { z } from "zod";
import { findAccount, findAccountByUri } from "../../src/db/account-queries.ts";
import { findItem } from "../../src/db/collection-item-queries.ts";
import { findCollection, findCollectionsByUrls, type Collection } from "../../src/db/collection-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { isLocal } from "../../src/domain/accounts/account.ts";
import { acceptItem, rejectItem } from "../../src/domain/collections/items.ts";
import { receiveCollection, type ReceivedItem } from "../../src/domain/collections/receive.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { Refused } from "../../src/lib/refused.ts";
import type { JobHandler } from "../../src/jobs/worker.ts";
import { expandJsonLd } from "../codec/json-ld.ts";
import { idOf } from "../codec/expanded.ts";
import { readCollection, readListed, readNext, readStamp, type ReadCollection } from "../codec/read-featured.ts";
import type { AnyContext } from "../environment.ts";
import { fetchObject, isWorthRetrying } from "./fetch-object.ts";
import { isOwnUri, resolveActor } from "./resolve-account.ts";

/** Writes down what an actor tells of a collection of theirs. Null when it is not theirs to tell. */
export async function recordCollection(
  fedify: AnyContext,
  read: ReadCollection,
  owner: Account,
): Promise<Collection | null> {
  const { data: ctx } = fedify;
  const { host } = new URL(owner.uri);
  if (read.ownerUri !== owner.uri || new URL(read.uri).host !== host) return null;
  const { ownerUri: _ownerUri, items, ...columns } = read;
  const own = items.filter((item) => new URL(item.uri).host === host);
  return await ctx.db.write((tx) => receiveCollection(ctx, tx, owner, { ...columns, items: own }));
}

async function expandOne(fedify: AnyContext, document: unknown): Promise<unknown> {
  const [node] = (await expandJsonLd(document, fedify.contextLoader)) as unknown[];
  return node;
}

/** The collection at an address, fetched anew. Null when there is none. @throws when its server cannot be reached. */
export async function fetchCollection(fedify: AnyContext, uri: string, owner?: Account): Promise<Collection | null> {
  if (isOwnUri(fedify.data, uri)) return null;
  const fetched = await fetchObject(fedify, uri);
  const read = fetched === null ? null : readCollection(await expandOne(fedify, fetched.document));
  if (fetched === null || read === null || fetched.object.id?.href !== read.uri) return null;
  const maker = owner ?? (await resolveActor(fedify, read.ownerUri));
  return maker === null || isLocal(maker) ? null : await recordCollection(fedify, read, maker);
}

/** The collection with this address or page, known or fetched; null when there is none or its server is down. */
export async function resolveCollection(fedify: AnyContext, url: string): Promise<Collection | null> {
  const [known] = await findCollectionsByUrls(fedify.data.db.read, [url]);
  if (known !== undefined) return known;
  try {
    return await fetchCollection(fedify, url);
  } catch (error) {
    if (!isWorthRetrying(error) && !(error instanceof FetchRefused)) throw error;
    fedify.data.log.info({ err: error, url }, "a collection could not be read");
    return null;
  }
}

const syncSchema = z.object({ accountId: z.string() });
/** As many as Mastodon reads. */
const most = { pages: 10, collections: 50 };

/** The job `sync-collections`: reads what somebody elsewhere has made. */
export function syncCollections(fedify: AnyContext): JobHandler {
  return async (payload) => {
    const { db } = fedify.data;
    const parsed = syncSchema.safeParse(payload);
    if (!parsed.success) throw new Refused("invalid", "Not an account", { cause: parsed.error });
    const owner = await findAccount(db.read, parsed.data.accountId);
    if (owner?.collectionsUri == null || isLocal(owner)) return;
    for (const node of await fetchList(fedify, owner.collectionsUri)) {
      const read = readCollection(node);
      const uri = idOf(node);
      if (read !== null) await recordCollection(fedify, read, owner);
      else if (typeof uri === "string") await fetchCollection(fedify, uri, owner);
    }
  };
}

/** What a list has, on its pages or without any. */
async function fetchList(fedify: AnyContext, uri: string): Promise<unknown[]> {
  const { host } = new URL(uri);
  const found: unknown[] = [];
  let next: string | null = uri;
  for (let page = 0; next !== null && page <= most.pages && found.length < most.collections; page++) {
    const fetched = new URL(next).host === host ? await fetchObject(fedify, next) : null;
    const node = fetched === null ? undefined : await expandOne(fedify, fetched.document);
    found.push(...readListed(node));
    next = readNext(node);
  }
  return found.slice(0, most.collections);
}

const jobSchema = z.object({ itemId: z.string() });

/** The job `verify-collection-item`: an account of another server is in a collection when its stamp says so. */
export function verifyItems(fedify: AnyContext): JobHandler {
  return async (payload) => {
    const { data: ctx } = fedify;
    const parsed = jobSchema.safeParse(payload);
    if (!parsed.success) throw new Refused("invalid", "Not an item", { cause: parsed.error });
    const item = await findItem(ctx.db.read, parsed.data.itemId);
    const collection = item === null ? null : await findCollection(ctx.db.read, item.collectionId);
    if (item?.state !== "pending" || item.approvalUri === null || collection === null) return;
    const { approvalUri, objectUri } = item;
    const isStamped = await isStampOf(fedify, approvalUri, collection.uri, objectUri);
    const account = isStamped ? await resolveActor(fedify, objectUri) : null;
    await ctx.db.write(async (tx) => {
      if (account === null) await rejectItem(ctx, tx, item);
      else await acceptItem(ctx, tx, item, account, approvalUri);
    });
  };
}

/** Whether the stamp lies with its account, and is for this collection. */
async function isStampOf(fedify: AnyContext, stampUri: string, collectionUri: string, accountUri: string) {
  if (new URL(stampUri).host !== new URL(accountUri).host) return false;
  const fetched = await fetchObject(fedify, stampUri);
  const stamp = fetched === null ? null : readStamp(await expandOne(fedify, fetched.document));
  return stamp?.uri === stampUri && stamp.collectionUri === collectionUri && stamp.accountUri === accountUri;
}

/** Whether one of the items is somebody here. */
export async function namesLocal(fedify: AnyContext, items: readonly ReceivedItem[]): Promise<boolean> {
  const own = items.filter((item) => isOwnUri(fedify.data, item.objectUri));
  for (const item of own) if ((await findAccountByUri(fedify.data.db.read, item.objectUri)) !== null) return true;
  return false;
}
