import type { Recipient } from "@fedify/vocab";
import { findAccountsByIds } from "../../src/db/account-queries.ts";
import type { Reader } from "../../src/db/database.ts";
import { findRemoteFollowers } from "../../src/db/relationship-queries.ts";
import { isLocal, type Account } from "../../src/domain/accounts/account.ts";
import type { Visibility } from "../../src/domain/statuses/status.ts";

const toRecipient = ({
  uri,
  inboxUri,
  sharedInboxUri,
}: Pick<Account, "uri" | "inboxUri" | "sharedInboxUri">): Recipient => ({
  id: new URL(uri),
  inboxId: new URL(inboxUri),
  endpoints: sharedInboxUri === null ? null : { sharedInbox: new URL(sharedInboxUri) },
});

/** The remote ones of these accounts. */
export const recipientsOf = (accounts: readonly Account[]): Recipient[] =>
  accounts.filter((account) => !isLocal(account)).map(toRecipient);

/** Everybody elsewhere to whom a post, or what becomes of it, goes: followers unless it is direct, and who is named. */
export async function findAudience(
  db: Reader,
  author: Account,
  visibility: Visibility,
  namedIds: readonly string[],
): Promise<Recipient[]> {
  const followers = visibility === "direct" ? [] : await findRemoteFollowers(db, author.id);
  const named = recipientsOf([...(await findAccountsByIds(db, namedIds)).values()]);
  const byUri = new Map([...followers.map(toRecipient), ...named].map((recipient) => [recipient.id?.href, recipient]));
  return [...byUri.values()];
}
