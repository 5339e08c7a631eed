import type { Config } from "../config/config.ts";
import { acctOf } from "../domain/accounts/account.ts";
import type { Status } from "../domain/statuses/status.ts";
import { uris } from "../domain/uris.ts";
import { htmlToText } from "../lib/text/html-to-text.ts";
import { instantOf, toAccount, toEmojis } from "./account.ts";
import { toCard } from "./card.ts";
import { toClimb } from "./climb.ts";
import { toTaggedCollections } from "./collection.ts";
import { toFilterResult } from "./filter.ts";
import { shownIds, type StatusFacts } from "./load-statuses.ts";
import { toMedia } from "./media.ts";
import { toPoll } from "./poll.ts";
import { toQuote, toQuoteApproval, toShallowQuote } from "./quote.ts";

/** What every viewer sees of a post: Mastodon's Status without the viewer's own marks, so that it can be cached. */
function toSharedStatus(config: Config, facts: StatusFacts, status: Status) {
  const renderQuoted = (quoted: Status) => toQuoted(config, facts, quoted);
  return { ...toPlainStatus(config, facts, status), quote: toQuote(facts.quotes, status, renderQuoted) };
}

function toPlainStatus(config: Config, facts: StatusFacts, status: Status) {
  const author = facts.accountById.get(status.accountId);
  if (author === undefined) throw new Error(`The author of ${status.id} was not loaded`);
  const app = status.applicationId === null ? undefined : facts.appById.get(status.applicationId);
  const climb = facts.climbByStatusId.get(status.id);
  const card = facts.cardByStatusId.get(status.id);
  return {
    id: status.id,
    created_at: instantOf(status.createdAt),
    in_reply_to_id: status.inReplyToId,
    in_reply_to_account_id: status.inReplyToAccountId,
    sensitive: status.isSensitive,
    spoiler_text: status.spoilerText,
    visibility: status.visibility,
    language: status.language,
    uri: status.uri,
    url: status.url,
    replies_count: status.repliesCount,
    reblogs_count: status.boostsCount,
    favourites_count: status.favouritesCount,
    dislikes_count: status.dislikesCount,
    quotes_count: status.quotesCount,
    edited_at: status.editedAt === null ? null : instantOf(status.editedAt),
    content: status.contentHtml,
    application: app === undefined ? null : app,
    account: toAccount(config, author),
    media_attachments: (facts.mediaByStatusId.get(status.id) ?? []).map((media) => toMedia(config, media)),
    mentions: toMentions(facts, status.id),
    tags: (facts.tagsByStatusId.get(status.id) ?? []).map((name) => ({ name, url: uris.tag(config.origin, name) })),
    emojis: toEmojis(config, status.emojis),
    card: card === undefined ? null : toCard(config, card),
    poll: toPoll(config, facts.polls, status, facts.viewerId),
    quote_approval: toQuoteApproval(facts.quotes, status, facts.viewerId),
    tagged_collections: toTaggedCollections(config, facts.collections, status.id),
    climb:
      climb === undefined ? null : toClimb(config, climb, facts.partnersByClimbId.get(climb.id) ?? [], facts.viewerId),
  };
}

/** A post inside another one's quote. */
function toQuoted(config: Config, facts: StatusFacts, status: Status) {
  const quote = toShallowQuote(facts.quotes, status);
  return { ...toPlainStatus(config, facts, status), quote, reblog: null, ...toMarks(facts, status) };
}

function toMentions(facts: StatusFacts, statusId: string) {
  return (facts.mentionedIdsByStatusId.get(statusId) ?? []).flatMap((id) => {
    const account = facts.accountById.get(id);
    if (account === undefined) return [];
    return [{ id, username: account.username, acct: acctOf(account), url: account.url }];
  });
}

/** The viewer's own marks. Without a viewer Mastodon leaves them out. */
function toMarks(facts: StatusFacts, status: Status) {
  if (facts.viewerId === null) return {};
  const { marks } = facts;
  const isOwn = status.accountId === facts.viewerId;
  return {
    favourited: marks.favourited.has(status.id),
    disliked: marks.disliked.has(status.id),
    reblogged: marks.boosted.has(status.id),
    bookmarked: marks.bookmarked.has(status.id),
    muted: marks.muted.has(status.id),
    filtered: facts.matcher.match(status.id, () => plainText(facts, status)).map(toFilterResult),
    ...(isOwn && status.boostOfId === null ? { pinned: marks.pinned.has(status.id) } : {}),
  };
}

/** What the viewer's filters look into. */
function plainText(facts: StatusFacts, status: Status): string {
  const descriptions = (facts.mediaByStatusId.get(status.id) ?? []).map((media) => media.description ?? "");
  const options = (facts.polls.pollByStatusId.get(status.id)?.options ?? []).map((option) => option.title);
  return [status.spoilerText, htmlToText(status.contentHtml), ...descriptions, ...options].join("\n");
}

/** Mastodon's Status, with `climb`. @throws when the post was not loaded: use `shownIds` first. */
export function toStatus(config: Config, facts: StatusFacts, id: string) {
  const status = facts.statusById.get(id);
  if (status === undefined) throw new Error(`Status ${id} was not loaded`);
  const boosted = status.boostOfId === null ? undefined : facts.statusById.get(status.boostOfId);
  const shared = toSharedStatus(config, facts, status);
  if (boosted === undefined) return { ...shared, reblog: null, ...toMarks(facts, status) };
  // Apps draw a boost from `reblog`, yet some read these of the boost itself.
  const original = { ...toSharedStatus(config, facts, boosted), reblog: null, ...toMarks(facts, boosted) };
  return {
    ...shared,
    content: original.content,
    spoiler_text: original.spoiler_text,
    sensitive: original.sensitive,
    language: original.language,
    media_attachments: original.media_attachments,
    mentions: original.mentions,
    tags: original.tags,
    emojis: original.emojis,
    quote: original.quote,
    quote_approval: original.quote_approval,
    tagged_collections: original.tagged_collections,
    reblog: original,
    ...toMarks(facts, boosted),
  };
}

export const toStatuses = (config: Config, facts: StatusFacts, ids: readonly string[]) =>
  shownIds(facts, ids).map((id) => toStatus(config, facts, id));
