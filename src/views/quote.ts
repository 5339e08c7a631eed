import { isQuotableBy, policyFor } from "../domain/quotes/policy.ts";
import type { Status } from "../domain/statuses/status.ts";
import type { Hiding } from "../db/viewer-queries.ts";
import { visibleIn, type StatusFacts } from "./load-statuses.ts";
import type { OwnFacts } from "./own-facts.ts";
import { quotedIdOf, type SharedFacts } from "./shared-facts.ts";

const hidingStates = {
  "blocked-account": "blocked_account",
  "muted-account": "muted_account",
  "blocked-server": "blocked_domain",
} as const satisfies Record<Hiding, string>;

/** Mastodon's Quote, with the quoted post rendered by `render`; null when nothing is quoted. */
export function toQuote<Shown>(facts: StatusFacts, status: Status, render: (quoted: Status) => Shown) {
  const quote = facts.shared.quoteByStatusId.get(status.id);
  if (quote === undefined) return null;
  if (quote.state !== "accepted") return { state: quote.state, quoted_status: null };
  const [quotedId] = quotedIdOf(quote);
  if (quotedId === undefined) return { state: "deleted" as const, quoted_status: null };
  const quoted = visibleIn(facts, quotedId);
  if (quoted === undefined) return { state: "unauthorized" as const, quoted_status: null };
  const hiding = facts.own.hidingByAccountId.get(quoted.accountId);
  const state = hiding === undefined ? ("accepted" as const) : hidingStates[hiding];
  return { state, quoted_status: render(quoted) };
}

/** Mastodon's ShallowQuote, of a post that is shown inside another. */
export function toShallowQuote(facts: SharedFacts, status: Status) {
  const quote = facts.quoteByStatusId.get(status.id);
  if (quote === undefined) return null;
  if (quote.state !== "accepted") return { state: quote.state, quoted_status_id: null };
  if (quote.quotedStatusId === null) return { state: "deleted" as const, quoted_status_id: null };
  return { state: "accepted" as const, quoted_status_id: quote.quotedStatusId };
}

/** Mastodon's QuoteApproval without `current_user`: who may quote the post. */
export function toQuoteApproval(status: Status) {
  const policy = policyFor(status.visibility, status.quotePolicy);
  return { automatic: policy === "nobody" ? [] : [policy], manual: [] };
}

/** Whether the viewer may. */
export function currentUserMayQuote(own: OwnFacts, status: Status) {
  const isQuotable = isQuotableBy(status, own.viewerId, own.followedIds.has(status.accountId));
  return isQuotable ? ("automatic" as const) : ("denied" as const);
}
