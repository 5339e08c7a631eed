import { findAccount, findAccountsByIds } from "../../src/db/account-queries.ts";
import { findClimbOfStatus, findPartners, type PartnerRow } from "../../src/db/climb-queries.ts";
import type { Reader } from "../../src/db/database.ts";
import { findPollOfStatus } from "../../src/db/poll-queries.ts";
import { findQuoteOf } from "../../src/db/quote-queries.ts";
import { findStatusFacts } from "../../src/db/status-fact-queries.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import type { WirePartner } from "./climb.ts";
import type { NoteFacts } from "./write-note.ts";

/** Reads everything that a post says. */
export async function loadNote(db: Reader, status: Status): Promise<NoteFacts> {
  const author = await findAccount(db, status.accountId);
  if (author === null) throw new Error(`Status ${status.id} has no author`);
  const facts = await findStatusFacts(db, [status.id]);
  const mentioned = await findAccountsByIds(db, facts.mentionedIdsByStatusId.get(status.id) ?? []);
  const climb = await findClimbOfStatus(db, status.id);
  const partners = climb === null ? [] : ((await findPartners(db, [climb.id])).get(climb.id) ?? []);
  return {
    status,
    author,
    mentioned: [...mentioned.values()],
    tags: facts.tagsByStatusId.get(status.id) ?? [],
    media: facts.mediaByStatusId.get(status.id) ?? [],
    climb,
    partners: partners.map(toWirePartner),
    poll: await findPollOfStatus(db, status.id),
    quote: await findQuoteOf(db, status.id),
  };
}

export const toWirePartner = (partner: PartnerRow): WirePartner => ({
  name: partner.name,
  accountUri: partner.account?.uri ?? null,
});
