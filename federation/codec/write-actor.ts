import { Application, Endpoints, Image, PropertyValue, type Actor, type Person } from "@fedify/vocab";
import type { ActorKeyPair } from "@fedify/fedify";
import type { Config } from "../../src/config/config.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { fileUrl } from "../../src/domain/media/urls.ts";
import { escapeHtml } from "../../src/lib/text/escape-html.ts";
import { contentTypeOfKey } from "../../src/media/storage.ts";
import { toInstant } from "../temporal.ts";
import { namespace } from "./context.ts";
import { writeEmoji } from "./write-emoji.ts";
import { ExtendedPerson, ExtendedService } from "./extended.ts";
import { writeFeaturing } from "./write-featured.ts";

const optionalUrl = (url: string | null): URL | null => (url === null ? null : new URL(url));

/** A local account as an actor. */
export function writeActor(config: Pick<Config, "mediaUrl">, account: Account, keys: readonly ActorKeyPair[]): Actor {
  const values = actorValues(config, account, keys);
  if (account.type === "Application") return new Application(values);
  const featuring = writeFeaturing(account);
  if (account.type === "Service") return new ExtendedService(values, {}, featuring);
  const climbs = account.climbsUri === null ? {} : { [`${namespace}climbs`]: [{ "@id": account.climbsUri }] };
  return new ExtendedPerson(values, {}, { ...featuring, ...climbs });
}

function actorValues(
  config: Pick<Config, "mediaUrl">,
  account: Account,
  keys: readonly ActorKeyPair[],
): NonNullable<ConstructorParameters<typeof Person>[0]> {
  const [first] = keys;
  return {
    id: new URL(account.uri),
    preferredUsername: account.username,
    name: account.displayName === "" ? account.username : account.displayName,
    summary: account.summaryHtml,
    url: new URL(account.url),
    published: toInstant(account.createdAt),
    updated: toInstant(account.updatedAt),
    ...(account.avatarKey === null ? {} : { icon: writePicture(config, account.avatarKey) }),
    ...(account.headerKey === null ? {} : { image: writePicture(config, account.headerKey) }),
    inbox: new URL(account.inboxUri),
    outbox: optionalUrl(account.outboxUri),
    followers: optionalUrl(account.followersUri),
    following: optionalUrl(account.followingUri),
    featured: optionalUrl(account.featuredUri),
    endpoints: new Endpoints({ sharedInbox: optionalUrl(account.sharedInboxUri) }),
    manuallyApprovesFollowers: account.isLocked,
    discoverable: account.isDiscoverable,
    indexable: account.isIndexable,
    tags: account.emojis.map((emoji) => writeEmoji(config, emoji)),
    attachments: account.fields.map((field) => new PropertyValue({ name: field.name, value: escapeHtml(field.value) })),
    aliases: account.aliases.map((alias) => new URL(alias)),
    ...(first === undefined ? {} : { publicKey: first.cryptographicKey }),
    assertionMethods: keys.map((key) => key.multikey),
  };
}

const writePicture = (config: Pick<Config, "mediaUrl">, key: string): Image =>
  new Image({ url: new URL(fileUrl(config, key)), mediaType: contentTypeOfKey(key) });
