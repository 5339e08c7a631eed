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
import { isTiedForFollowers, type ClimbViewer } from "./load-climbs.ts";
import { shownIds, visibleIn, type StatusFacts } from "./load-statuses.ts";
import type { OwnFacts } from "./own-facts.ts";
import type { SharedFacts } from "./shared-facts.ts";
import { toMedia } from "./media.ts";
import { toOwnVotes, toPoll } from "./poll.ts";
import { currentUserMayQuote, toQuote, toQuoteApproval, toShallowQuote } from "./quote.ts";

export type SharedStatus = ReturnType<typeof renderShared>;

/** What every viewer sees of a post: Mastodon's Status without the viewer's own part, rendered once for all of them. */
function toSharedStatus(config: Config, facts: SharedFacts, status: Status): SharedStatus {
  const shared = facts.renderedById.get(status.id) ?? renderShared(config, facts, status);
  facts.renderedById.set(status.id, shared);
  return shared;
}

function renderShared(config: Config, facts: SharedFacts, status: Status) {
  const author = facts.accountById.get(status.accountId);
  if (author === undefined) throw new Error(`The author of ${status.id} was not loaded`);
  const app = status.applicationId === null ? undefined : facts.appById.get(status.applicationId);
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
    poll: toPoll(config, facts.polls, status),
    quote_approval: toQuoteApproval(status),
    tagged_collections: toTaggedCollections(config, facts.collections, status.id),
    climb: climbOf(config, facts, status, anybody),
  };
}

const anybody: ClimbViewer = { viewerId: null, gradePreferences: {}, followedIds: new Set() };

function climbOf(config: Config, facts: SharedFacts, status: Status, viewer: ClimbViewer) {
  const climb = facts.climbByStatusId.get(status.id);
  return climb === undefined ? null : toClimb(config, climb, facts, viewer);
}

/** A post for one viewer, but for what it quotes. */
function toPlainStatus(config: Config, { shared, own }: StatusFacts, status: Status) {
  const { poll, quote_approval, climb, tagged_collections, ...rest } = toSharedStatus(config, shared, status);
  const { viewerId } = own;
  const ownVotes = own.ownVotesByPollId.get(poll?.id ?? "") ?? [];
  return {
    ...rest,
    poll: poll === null || viewerId === null ? poll : { ...poll, ...toOwnVotes(status, viewerId, ownVotes) },
    quote_approval: { ...quote_approval, current_user: currentUserMayQuote(own, status) },
    tagged_collections: tagged_collections.filter((collection) => !own.blockerIds.has(collection.account_id)),
    climb: seesMoreOfClimb(shared, own, status) ? climbOf(config, shared, status, own) : climb,
  };
}

/** Whether the viewer sees the climb otherwise than everybody does. */
function seesMoreOfClimb(facts: SharedFacts, own: OwnFacts, { id, accountId }: Status): boolean {
  const climb = facts.climbByStatusId.get(id);
  if (climb === undefined) return false;
  const isClimber = own.viewerId === accountId;
  return (
    isClimber ||
    Object.keys(own.gradePreferences).length > 0 ||
    (own.followedIds.has(accountId) && isTiedForFollowers(facts, climb))
  );
}

function toFullStatus(config: Config, facts: StatusFacts, status: Status) {
  const renderQuoted = (quoted: Status) => toQuoted(config, facts, quoted);
  return { ...toPlainStatus(config, facts, status), quote: toQuote(facts, status, renderQuoted) };
}

/** A post inside another one's quote. */
function toQuoted(config: Config, facts: StatusFacts, status: Status) {
  const quote = toShallowQuote(facts.shared, status);
  return { ...toPlainStatus(config, facts, status), quote, reblog: null, ...toMarks(facts, status) };
}

function toMentions(facts: SharedFacts, statusId: string) {
  return (facts.mentionedIdsByStatusId.get(statusId) ?? []).flatMap((id) => {
    const account = facts.accountById.get(id);
    if (account === undefined) return [];
    return [{ id, username: account.username, acct: acctOf(account), url: account.url }];
  });
}

/** The viewer's own marks. Without a viewer Mastodon leaves them out. */
function toMarks({ shared, own }: StatusFacts, status: Status) {
  if (own.viewerId === null) return {};
  const marks = own.marksById.get(status.id);
  const isOwn = status.accountId === own.viewerId;
  return {
    favourited: marks?.isFavourited === true,
    disliked: marks?.isDisliked === true,
    reblogged: marks?.isBoosted === true,
    bookmarked: marks?.isBookmarked === true,
    muted: marks?.isMuted === true,
    filtered: own.matcher.match(status.id, () => plainText(shared, status)).map(toFilterResult),
    ...(isOwn && status.boostOfId === null ? { pinned: marks?.isPinned === true } : {}),
  };
}

/** What the viewer's filters look into. */
function plainText(facts: SharedFacts, status: Status): string {
  const descriptions = (facts.mediaByStatusId.get(status.id) ?? []).map((media) => media.description ?? "");
  const options = (facts.polls.pollByStatusId.get(status.id)?.options ?? []).map((option) => option.title);
  return [status.spoilerText, htmlToText(status.contentHtml), ...descriptions, ...options].join("\n");
}

/** Mastodon's Status, with `climb`. @throws when the post was not loaded: use `shownIds` first. */
export function toStatus(config: Config, facts: StatusFacts, id: string) {
  const status = visibleIn(facts, id);
  if (status === undefined) throw new Error(`Status ${id} was not loaded`);
  const boosted = status.boostOfId === null ? undefined : visibleIn(facts, status.boostOfId);
  const shown = toFullStatus(config, facts, status);
  if (boosted === undefined) return { ...shown, reblog: null, ...toMarks(facts, status) };
  // Apps draw a boost from `reblog`, yet some read these of the boost itself.
  const original = { ...toFullStatus(config, facts, boosted), reblog: null, ...toMarks(facts, boosted) };
  return {
    ...shown,
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
