import { findAccountByUri } from "../../src/db/account-queries.ts";
import { isLocal, type Account } from "../../src/domain/accounts/account.ts";
import type { Inbox } from "../environment.ts";

/** Somebody here whom an activity is about; not the server itself. */
export async function localTarget(fedify: Inbox, uri: URL | null): Promise<Account | null> {
  const account = uri === null ? null : await findAccountByUri(fedify.data.db.read, uri.href);
  return account !== null && isLocal(account) && account.type !== "Application" ? account : null;
}
