import { PUBLIC_COLLECTION } from "@fedify/vocab";
import type { DocumentLoader } from "@fedify/vocab-runtime";
import type { findAcceptedItems } from "../../src/db/collection-item-queries.ts";
import type { Collection } from "../../src/db/collection-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { featurePolicyOf } from "../../src/domain/collections/policy.ts";
import { featuredContext } from "./context.ts";
import { spellOut, type Expanded } from "./extended.ts";
import { compactJsonLd } from "./json-ld.ts";

// FEP-7aa9, as expanded JSON-LD: Fedify does not know its types.

export const as = "https://www.w3.org/ns/activitystreams#";
export const fep7aa9 = "https://w3id.org/fep/7aa9#";
const gts = "https://gotosocial.org/ns#";
const toot = "http://joinmastodon.org/ns#";
const xsd = "http://www.w3.org/2001/XMLSchema#";

export const link = (uri: string) => [{ "@id": uri }];
const value = (given: string | boolean) => [{ "@value": given }];
const time = (date: Date) => [{ "@type": `${xsd}dateTime`, "@value": date.toISOString() }];
export const total = (count: number) => [{ "@type": `${xsd}nonNegativeInteger`, "@value": count }];

type Member = Awaited<ReturnType<typeof findAcceptedItems>>[number];

/** All that a document of a collection tells. */
export interface FeaturedFacts {
  collection: Collection;
  owner: Account;
  members: readonly Member[];
  tag: { name: string; url: string } | null;
}

export function writeCollection({ collection, owner, members, tag }: FeaturedFacts): Expanded {
  const { description, language, url } = collection;
  return {
    "@id": collection.uri,
    "@type": [`${fep7aa9}FeaturedCollection`],
    [`${as}attributedTo`]: link(owner.uri),
    [`${as}name`]: value(collection.name),
    [`${as}summary`]: language === null ? value(description) : [{ "@value": description, "@language": language }],
    ...(url === null ? {} : { [`${as}url`]: link(url) }),
    [`${as}sensitive`]: value(collection.isSensitive),
    [`${toot}discoverable`]: value(collection.isDiscoverable),
    [`${as}published`]: time(collection.createdAt),
    [`${as}updated`]: time(collection.updatedAt),
    ...(tag === null ? {} : { [`${fep7aa9}topic`]: [writeHashtag(tag)] }),
    [`${as}totalItems`]: total(members.length),
    [`${as}items`]: [{ "@list": members.map(writeItem) }],
  };
}

const writeHashtag = ({ name, url }: { name: string; url: string }): Expanded => ({
  "@type": [`${as}Hashtag`],
  [`${as}name`]: value(`#${name}`),
  [`${as}href`]: link(url),
});

export const writeItem = ({ item, account }: Member): Expanded => ({
  ...(item.uri === null ? {} : { "@id": item.uri }),
  "@type": [`${fep7aa9}FeaturedItem`],
  [`${fep7aa9}featuredObject`]: link(account.uri),
  [`${fep7aa9}featuredObjectType`]: value(account.type),
  ...(item.approvalUri === null ? {} : { [`${fep7aa9}featureAuthorization`]: link(item.approvalUri) }),
  [`${as}published`]: time(item.createdAt),
});

/** By which an account agrees to be in a collection. */
export const writeStamp = (stampUri: string, accountUri: string, collectionUri: string): Expanded => ({
  "@id": stampUri,
  "@type": [`${fep7aa9}FeatureAuthorization`],
  [`${as}attributedTo`]: link(accountUri),
  [`${gts}interactingObject`]: link(collectionUri),
  [`${gts}interactionTarget`]: link(accountUri),
});

/** Of a local actor: what it has made, and who may put it into a collection: at least itself, or silence would be read. */
export function writeFeaturing(account: Account): Expanded {
  const [featurer] = featurePolicyOf(account)?.automatic ?? [];
  const followers = account.followersUri ?? `${account.uri}/followers`;
  const approved = featurer === "public" ? PUBLIC_COLLECTION.href : featurer === "followers" ? followers : account.uri;
  const rule = { [`${gts}automaticApproval`]: link(approved) };
  return {
    [`${gts}interactionPolicy`]: [{ [`${fep7aa9}canFeature`]: [rule] }],
    [`${fep7aa9}featuredCollections`]: link(`${account.uri}/collections`),
  };
}

/** The document as other servers read it. */
export async function compactFeatured(document: Expanded, contextLoader: DocumentLoader) {
  return spellOut(await compactJsonLd([document], contextLoader, featuredContext));
}
