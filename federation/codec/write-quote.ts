import { PUBLIC_COLLECTION } from "@fedify/vocab";
import type { Quote } from "../../src/db/quote-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { policyFor } from "../../src/domain/quotes/policy.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { escapeHtml } from "../../src/lib/text/escape-html.ts";
import type { Expanded } from "./extended.ts";

const gts = "https://gotosocial.org/ns#";
const fep044f = "https://w3id.org/fep/044f#";

/** Who may quote a post: everybody, followers, or (an empty list would say nothing) its author alone. */
export function writeInteractionPolicy(status: Status, author: Account): Expanded {
  const policy = policyFor(status.visibility, status.quotePolicy);
  const followers = author.followersUri ?? `${author.uri}/followers`;
  const approved = policy === "public" ? PUBLIC_COLLECTION.href : policy === "followers" ? followers : author.uri;
  const rule = { [`${gts}automaticApproval`]: [{ "@id": approved }] };
  return { [`${gts}interactionPolicy`]: [{ [`${gts}canQuote`]: [rule] }] };
}

const isTold = (quote: Quote | null): quote is Quote => quote?.state === "accepted" || quote?.state === "pending";

/** What a post quotes, in the words of FEP-044f and of those that came before it. */
export function writeQuote(quote: Quote | null): Expanded {
  if (!isTold(quote)) return {};
  const uri = [{ "@value": quote.quotedUri }];
  return {
    [`${fep044f}quote`]: [{ "@id": quote.quotedUri }],
    ...(quote.approvalUri === null ? {} : { [`${fep044f}quoteAuthorization`]: [{ "@id": quote.approvalUri }] }),
    "https://www.w3.org/ns/activitystreams#quoteUrl": uri,
    "https://misskey-hub.net/ns#_misskey_quote": uri,
    "http://fedibird.com/ns#quoteUri": uri,
  };
}

/** For servers that know no quotes; those that do leave the paragraph out by its class. */
export function withQuoteLink(contentHtml: string, quote: Quote | null): string {
  if (!isTold(quote)) return contentHtml;
  const uri = escapeHtml(quote.quotedUri);
  return `<p class="quote-inline">RE: <a href="${uri}" rel="nofollow noopener" target="_blank">${uri}</a></p>${contentHtml}`;
}
