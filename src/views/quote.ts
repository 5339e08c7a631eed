import type { Reader } from "../db/database.ts";
import { findFollowedAmong, findHidden, findQuotesOfStatuses, type Hiding, type Quote } from "../db/quote-queries.ts";
import { findVisibleStatuses } from "../db/status-queries.ts";
import { isQuotableBy, policyFor } from "../domain/quotes/policy.ts";
import type { Status } from "../domain/statuses/status.ts";

/** What the posts of a page quote, and whom the viewer follows of those who let followers quote. */
export interface QuoteFacts {
  quoteByStatusId: Map<string, Quote>;
  /** What is quoted, as far as the viewer may see it. */
  quotedById: Map<string, Status>;
  hidingByAuthorId: Map<string, Hiding>;
  followedIds: Set<string>;
}

/** In a fixed number of queries. What is quoted by what is quoted is told by its id only, so it is not read. */
export async function loadQuotes(db: Reader, shown: readonly Status[], viewerId: string | null): Promise<QuoteFacts> {
  const quoteByStatusId = await findQuotesOfStatuses(
    db,
    shown.map((status) => status.id),
  );
  const quotedIds = [...quoteByStatusId.values()].flatMap((quote) =>
    quote.state === "accepted" ? (quote.quotedStatusId ?? []) : [],
  );
  const quotedById = await findVisibleStatuses(db, [...new Set(quotedIds)], viewerId);
  const shallow = await findQuotesOfStatuses(db, [...quotedById.keys()]);
  const quotedAuthorIds = [...new Set([...quotedById.values()].map((status) => status.accountId))];
  // Only where the answer depends on it.
  const asked = [...shown, ...quotedById.values()].filter((status) => status.quotePolicy === "followers");
  const authorIds = [...new Set(asked.map((status) => status.accountId))];
  return {
    quoteByStatusId: new Map([...quoteByStatusId, ...shallow]),
    quotedById,
    // Loaders have no clock; a mute that ends within this moment hides its post for this moment.
    hidingByAuthorId: viewerId === null ? new Map() : await findHidden(db, viewerId, quotedAuthorIds, new Date()),
    followedIds: viewerId === null ? new Set() : await findFollowedAmong(db, viewerId, authorIds),
  };
}

const hidingStates = {
  "blocked-account": "blocked_account",
  "muted-account": "muted_account",
  "blocked-server": "blocked_domain",
} as const satisfies Record<Hiding, string>;

/** Mastodon's Quote, with the quoted post rendered by `render`; null when nothing is quoted. */
export function toQuote<Shown>(facts: QuoteFacts, status: Status, render: (quoted: Status) => Shown) {
  const quote = facts.quoteByStatusId.get(status.id);
  if (quote === undefined) return null;
  if (quote.state !== "accepted") return { state: quote.state, quoted_status: null };
  if (quote.quotedStatusId === null) return { state: "deleted" as const, quoted_status: null };
  const quoted = facts.quotedById.get(quote.quotedStatusId);
  if (quoted === undefined) return { state: "unauthorized" as const, quoted_status: null };
  const hiding = facts.hidingByAuthorId.get(quoted.accountId);
  const state = hiding === undefined ? ("accepted" as const) : hidingStates[hiding];
  return { state, quoted_status: render(quoted) };
}

/** Mastodon's ShallowQuote, of a post that is shown inside another. */
export function toShallowQuote(facts: QuoteFacts, status: Status) {
  const quote = facts.quoteByStatusId.get(status.id);
  if (quote === undefined) return null;
  if (quote.state !== "accepted") return { state: quote.state, quoted_status_id: null };
  if (quote.quotedStatusId === null) return { state: "deleted" as const, quoted_status_id: null };
  return { state: "accepted" as const, quoted_status_id: quote.quotedStatusId };
}

/** Mastodon's QuoteApproval: who may quote the post, and whether the viewer may. */
export function toQuoteApproval(facts: QuoteFacts, status: Status, viewerId: string | null) {
  const policy = policyFor(status.visibility, status.quotePolicy);
  const isQuotable = isQuotableBy(status, viewerId, facts.followedIds.has(status.accountId));
  return {
    automatic: policy === "nobody" ? [] : [policy],
    manual: [],
    current_user: isQuotable ? ("automatic" as const) : ("denied" as const),
  };
}
