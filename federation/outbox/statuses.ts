import { Delete, type Create, type Update } from "@fedify/vocab";
import type { Config } from "../../src/config/config.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { ExtendedCreate, ExtendedUpdate } from "../codec/extended.ts";
import { audienceOf, writeNote, writeTombstone, type Audience, type NoteFacts } from "../codec/write-note.ts";
import { toInstant } from "../temporal.ts";

export function writeCreate(config: Pick<Config, "origin" | "handleDomain" | "mediaUrl">, facts: NoteFacts): Create {
  return new ExtendedCreate({
    id: new URL(`${facts.status.uri}/activity`),
    actor: new URL(facts.author.uri),
    published: toInstant(facts.status.createdAt),
    ...audienceOf(facts),
    object: writeNote(config, facts),
  });
}

/** `editId` sets the ids of two edits apart. */
export function writeUpdate(
  config: Pick<Config, "origin" | "handleDomain" | "mediaUrl">,
  facts: NoteFacts,
  editId: string,
): Update {
  return new ExtendedUpdate({
    id: new URL(`${facts.status.uri}#updates/${editId}`),
    actor: new URL(facts.author.uri),
    ...(facts.status.editedAt === null ? {} : { updated: toInstant(facts.status.editedAt) }),
    ...audienceOf(facts),
    object: writeNote(config, facts),
  });
}

export function writeDelete(author: Account, uri: string, audience: Audience, deletedAt: Date): Delete {
  return new Delete({
    id: new URL(`${uri}#delete`),
    actor: new URL(author.uri),
    ...audience,
    object: writeTombstone(uri, deletedAt),
  });
}
