import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import { findItemsOf, type CollectionItem } from "../db/collection-item-queries.ts";
import { findLinkedCollections, type Collection } from "../db/collection-queries.ts";
import type { Reader } from "../db/database.ts";
import { findTagNames } from "../db/tag-queries.ts";
import { uris } from "../domain/uris.ts";
import { instantOf, toAccount } from "./account.ts";
import { loadAsker } from "./feature-approval.ts";

/** What a page of collections shows. */
export interface CollectionFacts {
  itemsByCollectionId: ReadonlyMap<string, CollectionItem[]>;
  tagNameById: ReadonlyMap<string, string>;
}

/** In two queries, with the items as the viewer sees them. */
export async function loadCollections(
  db: Reader,
  collections: readonly Collection[],
  viewerId: string | null,
): Promise<CollectionFacts> {
  const items = await findItemsOf(
    db,
    collections.map((collection) => collection.id),
    viewerId,
  );
  return {
    itemsByCollectionId: Map.groupBy(items, (item) => item.collectionId),
    tagNameById: await findTagNames(db, [...new Set(collections.flatMap((collection) => collection.tagId ?? []))]),
  };
}

/** Mastodon's CollectionItem. */
export const toCollectionItem = (item: CollectionItem) => ({
  id: item.id,
  account_id: item.accountId,
  state: item.state,
  created_at: instantOf(item.createdAt),
});

/** Mastodon's Collection. */
export function toCollection(config: Config, facts: CollectionFacts, collection: Collection) {
  const items = facts.itemsByCollectionId.get(collection.id) ?? [];
  const tagName = collection.tagId === null ? undefined : facts.tagNameById.get(collection.tagId);
  return {
    id: collection.id,
    account_id: collection.accountId,
    uri: collection.uri,
    url: collection.url,
    name: collection.name,
    description: collection.description,
    language: collection.language,
    local: collection.isLocal,
    sensitive: collection.isSensitive,
    discoverable: collection.isDiscoverable,
    tag: tagName === undefined ? null : { name: tagName, url: uris.tag(config.origin, tagName) },
    item_count: items.length,
    items: items.map(toCollectionItem),
    created_at: instantOf(collection.createdAt),
    updated_at: instantOf(collection.updatedAt),
  };
}

/** Mastodon's CollectionWithAccounts: its maker first, then who is in it. */
export async function loadCollectionWithAccounts(
  db: Reader,
  config: Config,
  collection: Collection,
  viewerId: string | null,
) {
  const facts = await loadCollections(db, [collection], viewerId);
  const items = facts.itemsByCollectionId.get(collection.id) ?? [];
  const ids = [...new Set([collection.accountId, ...items.flatMap((item) => item.accountId ?? [])])];
  const accountById = await findAccountsByIds(db, ids);
  const accounts = ids.flatMap((id) => accountById.get(id) ?? []);
  const asker = await loadAsker(db, viewerId, accounts);
  return {
    accounts: accounts.map((account) => toAccount(config, account, asker)),
    collection: toCollection(config, facts, collection),
  };
}

/** The collections that the posts of a page link to, as everybody sees them. */
export interface TaggedCollections extends CollectionFacts {
  collectionsByStatusId: ReadonlyMap<string, readonly Collection[]>;
}

/** In one query where no post links to any. */
export async function loadTaggedCollections(db: Reader, statusIds: readonly string[]): Promise<TaggedCollections> {
  const linked = await findLinkedCollections(db, statusIds);
  const collections = [...new Map([...linked.values()].flat().map((one) => [one.id, one])).values()];
  return { collectionsByStatusId: linked, ...(await loadCollections(db, collections, null)) };
}

export const toTaggedCollections = (config: Config, facts: TaggedCollections, statusId: string) =>
  (facts.collectionsByStatusId.get(statusId) ?? []).map((collection) => toCollection(config, facts, collection));
