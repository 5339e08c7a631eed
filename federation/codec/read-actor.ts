import {
  Application,
  Group,
  Image,
  Link,
  Organization,
  Person,
  PropertyValue,
  Service,
  type Actor,
} from "@fedify/vocab";
import type { ActorType, CustomEmoji, ProfileField, accounts } from "../../src/db/schema/index.ts";
import { sanitizePlain, sanitizeRemoteHtml } from "../../src/lib/sanitize-html.ts";
import { toPastDate } from "../temporal.ts";
import { readEmojis } from "./read-tags.ts";

/** A remote actor as a row, but for its id, its handle's domain and the times of our own. */
export type ReceivedActor = Omit<
  typeof accounts.$inferInsert,
  "id" | "domain" | "usernameKey" | "updatedAt" | "fetchedAt"
>;

const limits = {
  username: 100,
  displayName: 500,
  summary: 20_000,
  fields: 16,
  fieldName: 255,
  fieldValue: 2_047,
  uri: 2_000,
};

/** Reads an actor; null when it lacks what an account needs: an id, a name and an inbox, all on one host. */
export async function readActor(actor: Actor, now: Date): Promise<ReceivedActor | null> {
  const { id } = actor;
  const inbox = actor.inboxId;
  const username = actor.preferredUsername?.toString() ?? "";
  if (id === null || inbox === null || !/^[\w.-]{1,100}$/u.test(username)) return null;
  if (inbox.host !== id.host || id.href.length > limits.uri) return null;
  return {
    username,
    uri: id.href,
    url: webUrl(actor.url) ?? id.href,
    type: typeOf(actor),
    displayName: sanitizePlain(actor.name?.toString() ?? "", limits.displayName),
    summaryHtml: sanitizeRemoteHtml((actor.summary?.toString() ?? "").slice(0, limits.summary)),
    summaryText: "",
    ...(await readParts(actor)),
    isLocked: actor.manuallyApprovesFollowers ?? false,
    isDiscoverable: actor.discoverable ?? false,
    isIndexable: actor.indexable ?? false,
    hidesNetwork: false,
    inboxUri: inbox.href,
    sharedInboxUri: onHost(actor.endpoints?.sharedInbox ?? null, id.host),
    outboxUri: actor.outboxId?.href ?? null,
    followersUri: actor.followersId?.href ?? null,
    followingUri: actor.followingId?.href ?? null,
    featuredUri: actor.featuredId?.href ?? null,
    aliases: actor.aliasIds.map((alias) => alias.href).slice(0, 20),
    movedToUri: actor.successorId?.href ?? null,
    createdAt: actor.published === null ? now : toPastDate(actor.published, now),
  };
}

/** A shared inbox elsewhere would send what is meant for this actor's server to another one. */
const onHost = (url: URL | null, host: string): string | null => (url !== null && url.host === host ? url.href : null);

function typeOf(actor: Actor): ActorType {
  if (actor instanceof Person) return "Person";
  if (actor instanceof Group) return "Group";
  if (actor instanceof Organization) return "Organization";
  if (actor instanceof Application) return "Application";
  return actor instanceof Service ? "Service" : "Person";
}

async function readParts(actor: Actor): Promise<{
  fields: ProfileField[];
  emojis: CustomEmoji[];
  avatarUrl: string | null;
  headerUrl: string | null;
}> {
  const quiet = { suppressError: true };
  const fields: ProfileField[] = [];
  for await (const attachment of actor.getAttachments(quiet)) {
    if (!(attachment instanceof PropertyValue) || fields.length >= limits.fields) continue;
    fields.push({
      name: sanitizePlain(attachment.name?.toString() ?? "", limits.fieldName),
      value: sanitizeRemoteHtml((attachment.value?.toString() ?? "").slice(0, limits.fieldValue)),
      verifiedAt: null,
    });
  }
  return {
    fields,
    emojis: await readEmojis(actor.getTags(quiet)),
    avatarUrl: await pictureOf(actor.getIcons(quiet)),
    headerUrl: await pictureOf(actor.getImages(quiet)),
  };
}

async function pictureOf(images: AsyncIterable<unknown>): Promise<string | null> {
  for await (const image of images) {
    const url = image instanceof Image ? webUrl(image.url) : image instanceof Link ? webUrl(image.href) : null;
    if (url !== null) return url;
  }
  return null;
}

/** The address as text, when it is one that a browser opens. */
export function webUrl(url: URL | Link | null): string | null {
  const target = url instanceof Link ? url.href : url;
  return target !== null && /^https?:$/.test(target.protocol) && target.href.length <= limits.uri ? target.href : null;
}
