import { Hashtag, Link, Mention, PUBLIC_COLLECTION } from "@fedify/vocab";
import type { QuotePolicy } from "../../src/db/schema/index.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import type { Post } from "./read-note.ts";

/** What a post says that it quotes. */
export interface ReadQuote {
  quotedUri: string;
  /** Its stamp (FEP-044f). */
  approvalUri: string | null;
  /** In the words of servers that ask nobody: `quoteUrl`, `quoteUri`, `_misskey_quote`, a link among the tags. */
  isLegacy: boolean;
}

const longest = 2_000;
const documentTypes =
  /^application\/(activity\+json|ld\+json\s*;\s*profile="https:\/\/www\.w3\.org\/ns\/activitystreams")$/;

/** Null when it quotes nothing. */
export async function readQuote(note: Post): Promise<ReadQuote | null> {
  const quoteId = "quoteId" in note ? note.quoteId : null;
  if (quoteId !== null && quoteId.href.length <= longest) {
    const stamp = "quoteAuthorizationId" in note ? note.quoteAuthorizationId : null;
    const approvalUri = stamp !== null && stamp.href.length <= longest ? stamp.href : null;
    return { quotedUri: quoteId.href, approvalUri, isLegacy: false };
  }
  const legacy = "quoteUrl" in note && note.quoteUrl !== null ? note.quoteUrl : await readObjectLink(note);
  if (legacy === null || !/^https?:$/.test(legacy.protocol) || legacy.href.length > longest) return null;
  return { quotedUri: legacy.href, approvalUri: null, isLegacy: true };
}

/** FEP-e232: a link to another object, among the tags. */
async function readObjectLink(note: Post): Promise<URL | null> {
  for await (const tag of note.getTags({ suppressError: true })) {
    const isLink = tag instanceof Link && !(tag instanceof Mention) && !(tag instanceof Hashtag);
    if (isLink && tag.href !== null && documentTypes.test(tag.mediaType ?? "")) return tag.href;
  }
  return null;
}

/** Who may quote it without being asked first. Silence is no consent, as on Mastodon. */
export function readQuotePolicy(note: Post, author: Pick<Account, "followersUri">): QuotePolicy {
  const approved = note.interactionPolicy?.canQuote?.automaticApprovals.map((uri) => uri.href) ?? [];
  if (approved.includes(PUBLIC_COLLECTION.href)) return "public";
  return author.followersUri !== null && approved.includes(author.followersUri) ? "followers" : "nobody";
}
