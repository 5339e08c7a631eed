import { PUBLIC_COLLECTION } from "@fedify/vocab";
import { findAccount } from "../../src/db/account-queries.ts";
import { findAcceptedItems, findItem } from "../../src/db/collection-item-queries.ts";
import { findCollection } from "../../src/db/collection-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import type { FederationEvent } from "../../src/domain/federation-events.ts";
import { uris } from "../../src/domain/uris.ts";
import { FeaturedActivity, type Expanded } from "../codec/extended.ts";
import { loadFeatured } from "../codec/load-featured.ts";
import { as, fep7aa9, link, writeCollection, writeItem, writeStamp } from "../codec/write-featured.ts";
import type { AnyContext } from "../environment.ts";
import type { Parcel } from "./parcel.ts";
import { findAudience, recipientsOf } from "./recipients.ts";

type Kinds = "collection-added" | "collection-edited" | "collection-removed" | "item-added" | "item-removed";
type Asking = "feature-requested" | "feature-answered" | "feature-revoked";
type Of<Kind extends FederationEvent["kind"]> = Extract<FederationEvent, { kind: Kind }>;
export type FeaturedEvent = Of<Kinds | Asking>;

/** What is said of collections (FEP-7aa9). Null when its cause is gone. */
export async function packFeatured(fedify: AnyContext, event: FeaturedEvent): Promise<Parcel | null> {
  switch (event.kind) {
    case "collection-added":
    case "collection-edited":
      return await packCollection(fedify, event);
    case "collection-removed":
      return await packRemovedCollection(fedify, event);
    case "item-added":
      return await packItem(fedify, event);
    case "item-removed":
      return await packRemovedItem(fedify, event);
    default:
      return await packAsking(fedify, event);
  }
}

const listOf = (fedify: AnyContext, owner: Account): string =>
  uris.collection(fedify.data.config.origin, owner.username, "collections");

/** To everybody who follows its maker, and who is in it. */
async function packPublic(
  fedify: AnyContext,
  owner: Account,
  memberIds: readonly string[],
  { id, type, object, own }: { id: string; type: string; object: string; own: Expanded },
): Promise<Parcel> {
  const values = { id: new URL(id), actor: new URL(owner.uri), to: PUBLIC_COLLECTION };
  return {
    sender: owner,
    activity: new FeaturedActivity(values, {}, { "@type": [`${as}${type}`], ...own }),
    recipients: await findAudience(fedify.data.db.read, owner, "public", memberIds),
    object,
  };
}

async function packCollection(
  fedify: AnyContext,
  event: Of<"collection-added" | "collection-edited">,
): Promise<Parcel | null> {
  const { db, config } = fedify.data;
  const collection = await findCollection(db.read, event.collectionId);
  const facts = collection === null ? null : await loadFeatured(db.read, config.origin, collection);
  if (collection === null || facts === null) return null;
  const { owner, members } = facts;
  const { uri } = collection;
  const object = [writeCollection(facts)];
  const memberIds = members.map(({ account }) => account.id);
  if (event.kind === "collection-edited") {
    const own = { [`${as}object`]: object };
    return await packPublic(fedify, owner, memberIds, {
      id: `${uri}#updates/${event.editId}`,
      type: "Update",
      object: uri,
      own,
    });
  }
  const own = { [`${as}object`]: object, [`${as}target`]: link(listOf(fedify, owner)) };
  return await packPublic(fedify, owner, memberIds, { id: `${uri}#add`, type: "Add", object: uri, own });
}

async function packRemovedCollection(fedify: AnyContext, event: Of<"collection-removed">): Promise<Parcel | null> {
  const owner = await findAccount(fedify.data.db.read, event.accountId);
  if (owner === null) return null;
  const own = { [`${as}object`]: link(event.uri), [`${as}target`]: link(listOf(fedify, owner)) };
  const id = `${event.uri}#remove`;
  return await packPublic(fedify, owner, event.memberIds, { id, type: "Remove", object: event.uri, own });
}

async function packItem(fedify: AnyContext, event: Of<"item-added">): Promise<Parcel | null> {
  const { db } = fedify.data;
  const item = await findItem(db.read, event.itemId);
  const collection = item === null ? null : await findCollection(db.read, item.collectionId);
  const owner = collection === null ? null : await findAccount(db.read, collection.accountId);
  if (item?.uri == null || collection === null || owner === null) return null;
  const members = await findAcceptedItems(db.read, collection.id);
  const member = members.find((one) => one.item.id === item.id);
  if (member === undefined) return null;
  return await packPublic(
    fedify,
    owner,
    members.map(({ account }) => account.id),
    {
      id: `${item.uri}#add`,
      type: "Add",
      object: collection.uri,
      own: { [`${as}object`]: [writeItem(member)], [`${as}target`]: link(collection.uri) },
    },
  );
}

async function packRemovedItem(fedify: AnyContext, event: Of<"item-removed">): Promise<Parcel | null> {
  const { db } = fedify.data;
  const collection = await findCollection(db.read, event.collectionId);
  const owner = collection === null ? null : await findAccount(db.read, collection.accountId);
  if (collection === null || owner === null) return null;
  const members = await findAcceptedItems(db.read, collection.id);
  const memberIds = [...members.map(({ account }) => account.id), event.memberId];
  const own = { [`${as}object`]: link(event.uri), [`${as}target`]: link(collection.uri) };
  const id = `${event.uri}#remove`;
  return await packPublic(fedify, owner, memberIds, { id, type: "Remove", object: collection.uri, own });
}

/** What goes between whoever makes a collection and whoever is to be in it. */
async function packAsking(fedify: AnyContext, event: Of<Asking>): Promise<Parcel | null> {
  const { db } = fedify.data;
  const sender = await findAccount(db.read, event.accountId);
  const other = await findAccount(db.read, event.targetId);
  if (sender === null || other === null) return null;
  const { id, own } = writeAsking(event, sender, other);
  const values = { id: new URL(id), actor: new URL(sender.uri), to: new URL(other.uri) };
  // Who has read the collection may keep it: they hear, too, that a stamp is gone.
  const recipients =
    event.kind === "feature-revoked"
      ? await findAudience(db.read, sender, "public", [other.id])
      : recipientsOf([other]);
  return { sender, activity: new FeaturedActivity(values, {}, own), recipients, object: event.collectionUri };
}

function writeAsking(event: Of<Asking>, sender: Account, other: Account): { id: string; own: Expanded } {
  const request = (object: string): Expanded => ({
    "@type": [`${fep7aa9}FeatureRequest`],
    [`${as}object`]: link(object),
    [`${as}instrument`]: link(event.collectionUri),
  });
  switch (event.kind) {
    case "feature-requested":
      return { id: event.uri, own: request(other.uri) };
    case "feature-revoked": {
      const stamp = writeStamp(event.uri, sender.uri, event.collectionUri);
      return { id: `${event.uri}#delete`, own: { "@type": [`${as}Delete`], [`${as}object`]: [stamp] } };
    }
    case "feature-answered": {
      const isAccept = event.approvalUri !== null;
      const asked = { "@id": event.uri, [`${as}actor`]: link(other.uri), ...request(sender.uri) };
      return {
        id: `${sender.uri}#${isAccept ? "accepts" : "rejects"}/features/${encodeURIComponent(event.uri)}`,
        own: {
          "@type": [`${as}${isAccept ? "Accept" : "Reject"}`],
          [`${as}object`]: [asked],
          ...(event.approvalUri === null ? {} : { [`${as}result`]: link(event.approvalUri) }),
        },
      };
    }
  }
}
