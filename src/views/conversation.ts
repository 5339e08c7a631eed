import type { Config } from "../config/config.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import type { Conversation } from "../db/conversation-queries.ts";
import type { Reader } from "../db/database.ts";
import type { Account } from "../domain/accounts/account.ts";
import { toAccount } from "./account.ts";
import { loadStatuses, shownIds, type StatusFacts } from "./load-statuses.ts";
import { toStatus } from "./status.ts";

/** Mastodon's Conversations, in a fixed number of queries. */
export async function loadConversations(
  db: Reader,
  config: Config,
  viewerId: string,
  found: readonly Conversation[],
  now: Date,
) {
  const accounts = await findAccountsByIds(db, [...new Set(found.flatMap((one) => one.participantIds))]);
  const facts = await loadStatuses(
    db,
    found.flatMap((one) => one.lastStatusId ?? []),
    viewerId,
    now,
  );
  return found.map((one) => toConversation(config, accounts, facts, one));
}

export function toConversation(
  config: Config,
  accounts: ReadonlyMap<string, Account>,
  facts: StatusFacts,
  one: Conversation,
) {
  const [last] = shownIds(facts, one.lastStatusId === null ? [] : [one.lastStatusId]);
  return {
    id: one.id,
    unread: one.isUnread,
    accounts: one.participantIds.flatMap((id) => accounts.get(id) ?? []).map((account) => toAccount(config, account)),
    last_status: last === undefined ? null : toStatus(config, facts, last),
  };
}
