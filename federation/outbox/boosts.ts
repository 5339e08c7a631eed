import { Announce } from "@fedify/vocab";
import type { Account } from "../../src/domain/accounts/account.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { addressStatus } from "../codec/write-note.ts";
import { toInstant } from "../temporal.ts";

/** A boost. Its post's author is named in `cc`, so that they hear of it. */
export function writeAnnounce(account: Account, boost: Status, statusUri: string, authorUri?: string): Announce {
  const followers = account.followersUri ?? `${account.uri}/followers`;
  return new Announce({
    id: new URL(boost.uri),
    actor: new URL(account.uri),
    published: toInstant(boost.createdAt),
    ...addressStatus(boost.visibility, followers, authorUri === undefined ? [] : [authorUri]),
    object: new URL(statusUri),
  });
}
