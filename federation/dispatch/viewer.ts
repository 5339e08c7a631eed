import { findAccountByUri } from "../../src/db/account-queries.ts";
import { findVisibleStatus, findStatus } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import type { Incoming } from "../environment.ts";

/** The account whose key signed the request; null without a signature, or when nobody here knows its actor. */
export async function signerOf(fedify: Incoming): Promise<Account | null> {
  const actor = await fedify.getSignedKeyOwner();
  return actor?.id == null ? null : await findAccountByUri(fedify.data.db.read, actor.id.href);
}

/**
 * A local post that whoever asks may see. What is public costs no look at the signature; what is not is served to the
 * accounts that the API would show it to, and hidden from everybody else.
 */
export async function findServedStatus(fedify: Incoming, username: string, id: string): Promise<Status | null> {
  const { db } = fedify.data;
  const status = await findStatus(db.read, id);
  if (status === null || !status.isLocal || !status.uri.includes(`/users/${username}/`)) return null;
  if (status.visibility === "public" || status.visibility === "unlisted") return status;
  const signer = await signerOf(fedify);
  return signer === null ? null : await findVisibleStatus(db.read, id, signer.id);
}

/** With authorised fetch on, nothing is served without a signature. */
export const mayFetch = async (fedify: Incoming): Promise<boolean> =>
  !fedify.data.config.authorizedFetch || (await fedify.getSignedKey()) !== null;
