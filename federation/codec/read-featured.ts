import { PUBLIC_COLLECTION } from "@fedify/vocab";
import type { Featurer, FeaturePolicy } from "../../src/db/schema/index.ts";
import type { ReceivedCollection, ReceivedItem } from "../../src/domain/collections/receive.ts";
import { sanitizePlain, sanitizeRemoteHtml } from "../../src/lib/sanitize-html.ts";
import { tagKey } from "../../src/lib/text/tag-key.ts";
import { firstOf, idOf, itemsAt, listOf, valueAt } from "./expanded.ts";
import type { ReceivedActor } from "./read-actor.ts";

// FEP-7aa9, from expanded JSON-LD: Fedify does not know its types.

const as = "https://www.w3.org/ns/activitystreams#";
const fep7aa9 = "https://w3id.org/fep/7aa9#";
const gts = "https://gotosocial.org/ns#";
const toot = "http://joinmastodon.org/ns#";

const longest = { uri: 2_000, name: 256, description: 2_048, tag: 100 };
/** FEP-7aa9 proposes this many. */
export const mostReceivedItems = 150;

/** An address that may be kept and asked; null for anything else. */
function uriOf(node: unknown): string | null {
  const uri = idOf(node);
  const isUsable = typeof uri === "string" && uri.length <= longest.uri && URL.canParse(uri);
  return isUsable && /^https?:$/.test(new URL(uri).protocol) ? uri : null;
}

const uriAt = (node: unknown, iri: string): string | null => uriOf(firstOf(node, iri));
const hasType = (node: unknown, name: string): boolean => listOf(node, "@type").includes(`${fep7aa9}${name}`);

function textAt(node: unknown, iri: string): string {
  const value = valueAt(node, iri);
  return typeof value === "string" ? value : "";
}

function timeAt(node: unknown, iri: string): Date | null {
  const time = new Date(textAt(node, iri));
  return Number.isNaN(time.getTime()) ? null : time;
}

/** Null when it is no item. */
export function readItem(node: unknown): ReceivedItem | null {
  const uri = uriOf(node);
  const objectUri = uriAt(node, `${fep7aa9}featuredObject`);
  if (uri === null || objectUri === null) return null;
  const approvalUri = uriAt(node, `${fep7aa9}featureAuthorization`);
  return { uri, objectUri, approvalUri, createdAt: timeAt(node, `${as}published`) };
}

/** What a collection says, and who it says has made it. */
export interface ReadCollection extends ReceivedCollection {
  ownerUri: string;
}

/** Null when it is no collection. Items that cannot be read, or are told of twice, are left out. */
export function readCollection(node: unknown): ReadCollection | null {
  const uri = uriOf(node);
  const ownerUri = uriAt(node, `${as}attributedTo`);
  if (!hasType(node, "FeaturedCollection") || uri === null || ownerUri === null) return null;
  const tag = tagKey(textAt(firstOf(node, `${fep7aa9}topic`), `${as}name`));
  return {
    uri,
    ownerUri,
    url: uriAt(node, `${as}url`),
    name: sanitizePlain(textAt(node, `${as}name`), longest.name),
    description: sanitizeRemoteHtml(textAt(node, `${as}summary`).slice(0, longest.description)),
    language: languageOf(firstOf(node, `${as}summary`)),
    tagName: tag === "" || tag.length > longest.tag ? null : tag,
    isSensitive: valueAt(node, `${as}sensitive`) === true,
    isDiscoverable: valueAt(node, `${toot}discoverable`) !== false,
    createdAt: timeAt(node, `${as}published`),
    updatedAt: timeAt(node, `${as}updated`),
    items: readItems(node),
  };
}

/** What a collection of ActivityStreams lists, in order or without. */
export const readListed = (node: unknown): unknown[] => itemsAt(node, `${as}items`);

/** Where it goes on; null on the last page. */
export const readNext = (node: unknown): string | null => uriAt(node, `${as}first`) ?? uriAt(node, `${as}next`);

function readItems(node: unknown): ReceivedItem[] {
  const items = readListed(node)
    .slice(0, mostReceivedItems)
    .flatMap((item) => readItem(item) ?? []);
  return [...new Map(items.map((item) => [item.objectUri, item])).values()];
}

const hasKey = (node: unknown, key: string): boolean => typeof node === "object" && node !== null && key in node;

function languageOf(summary: unknown): string | null {
  const language = hasKey(summary, "@language") ? (summary as Record<string, unknown>)["@language"] : null;
  return typeof language === "string" && /^[a-z]{2,3}(-\w{2,8})*$/i.test(language) ? language : null;
}

/** For whom a stamp is, and for what; null when it is none. */
export function readStamp(node: unknown): { uri: string; accountUri: string; collectionUri: string } | null {
  const uri = uriOf(node);
  const accountUri = uriAt(node, `${gts}interactionTarget`);
  const collectionUri = uriAt(node, `${gts}interactingObject`);
  if (!hasType(node, "FeatureAuthorization")) return null;
  return uri === null || accountUri === null || collectionUri === null ? null : { uri, accountUri, collectionUri };
}

type ActorUris = Pick<ReceivedActor, "uri" | "followersUri" | "followingUri">;

/** Where an actor's collections are, and who may put it into one; null where it says nothing of it. */
export function readFeaturing(
  node: unknown,
  actor: ActorUris,
): { collectionsUri: string | null; featurePolicy: FeaturePolicy | null } {
  // Mastodon's context leaves this word out.
  const list = uriAt(node, `${fep7aa9}featuredCollections`) ?? uriAt(node, "_:featuredCollections") ?? bareUri(node);
  const policy = firstOf(node, `${gts}interactionPolicy`);
  const rule = firstOf(policy, `${fep7aa9}canFeature`) ?? firstOf(policy, `${gts}canFeature`);
  const read = (name: string): Featurer[] => [
    ...new Set(
      listOf(rule, `${gts}${name}`)
        .slice(0, 20)
        .flatMap((approver) => featurerOf(idOf(approver), actor)),
    ),
  ];
  return {
    collectionsUri: list !== null && new URL(list).host === new URL(actor.uri).host ? list : null,
    featurePolicy: rule === undefined ? null : { automatic: read("automaticApproval"), manual: read("manualApproval") },
  };
}

function bareUri(node: unknown): string | null {
  const value = valueAt(node, "_:featuredCollections");
  return uriOf({ "@id": value });
}

/** Only oneself means nobody. */
function featurerOf(approver: unknown, actor: ActorUris): Featurer | [] {
  if (approver === PUBLIC_COLLECTION.href) return "public";
  if (approver === actor.uri) return [];
  if (approver === actor.followersUri) return "followers";
  return approver === actor.followingUri ? "following" : "others";
}
