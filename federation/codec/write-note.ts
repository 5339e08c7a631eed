import {
  Hashtag,
  LanguageString,
  type Link,
  Mention,
  Place,
  PUBLIC_COLLECTION,
  Tombstone,
  type Note,
  type Question,
} from "@fedify/vocab";
import type { Config } from "../../src/config/config.ts";
import { acctOf, isLocal, type Account } from "../../src/domain/accounts/account.ts";
import { placeNameOf, shownCoordinates, type Climb } from "../../src/domain/climbs/climb.ts";
import type { Poll } from "../../src/domain/polls/poll.ts";
import type { Status, Visibility } from "../../src/domain/statuses/status.ts";
import { uris } from "../../src/domain/uris.ts";
import type { Quote } from "../../src/db/quote-queries.ts";
import type { Media } from "../../src/db/status-fact-queries.ts";
import { toInstant } from "../temporal.ts";
import { writeClimb, type WirePartner } from "./climb.ts";
import { namespace } from "./context.ts";
import { ExtendedNote, ExtendedQuestion, type Expanded } from "./extended.ts";
import { writeEmoji } from "./write-emoji.ts";
import { writeAttachments } from "./write-attachment.ts";
import { pollValues, votersCountOf } from "./write-poll.ts";
import { withQuoteLink, writeInteractionPolicy, writeQuote } from "./write-quote.ts";

const activityStreams = "https://www.w3.org/ns/activitystreams#";

/** Everything that a local post says, read at once. */
export interface NoteFacts {
  status: Status;
  author: Account;
  mentioned: readonly Account[];
  tags: readonly string[];
  media: readonly Media[];
  climb: Climb | null;
  partners: readonly WirePartner[];
  poll: Poll | null;
  /** What it quotes. */
  quote: Quote | null;
}

export interface Audience {
  tos: URL[];
  ccs: URL[];
}

/** To whom a post of this visibility is addressed, as Mastodon and GoToSocial read it. */
export function addressStatus(
  visibility: Visibility,
  followersUri: string,
  mentionedUris: readonly string[],
): Audience {
  const followers = new URL(followersUri);
  const mentioned = mentionedUris.map((uri) => new URL(uri));
  if (visibility === "public") return { tos: [PUBLIC_COLLECTION], ccs: [followers, ...mentioned] };
  if (visibility === "unlisted") return { tos: [followers], ccs: [PUBLIC_COLLECTION, ...mentioned] };
  if (visibility === "private") return { tos: [followers], ccs: mentioned };
  return { tos: mentioned, ccs: [] };
}

export function audienceOf(facts: NoteFacts): Audience {
  const followers = facts.author.followersUri ?? `${facts.author.uri}/followers`;
  return addressStatus(
    facts.status.visibility,
    followers,
    facts.mentioned.map((account) => account.uri),
  );
}

/** A local post as a Note, with a poll as a Question. No `name` (on an answer peers take it for a vote), a `summary` only as content warning. */
export function writeNote(
  config: Pick<Config, "origin" | "handleDomain" | "mediaUrl">,
  facts: NoteFacts,
): Note | Question {
  const { origin, handleDomain } = config;
  const { status, author } = facts;
  const { tos, ccs } = audienceOf(facts);
  const html = withQuoteLink(status.contentHtml, facts.quote);
  const contents = status.language === null ? [] : [new LanguageString(html, status.language)];
  const values = {
    id: new URL(status.uri),
    url: new URL(status.url),
    attribution: new URL(author.uri),
    tos,
    ccs,
    contents: [html, ...contents],
    ...(status.spoilerText === "" ? {} : { summary: status.spoilerText }),
    ...(status.inReplyToUri === null ? {} : { replyTarget: new URL(status.inReplyToUri) }),
    sensitive: status.isSensitive,
    published: toInstant(status.createdAt),
    ...(status.editedAt === null ? {} : { updated: toInstant(status.editedAt) }),
    tags: [
      ...facts.mentioned.map((account) => writeMention(account, handleDomain)),
      ...status.emojis.map((emoji) => writeEmoji(config, emoji)),
      ...facts.tags.map((name) => new Hashtag({ href: new URL(uris.tag(origin, name)), name: `#${name}` })),
    ],
    ...placeOf(facts.climb),
  };
  const own = ownProperties(config, facts);
  if (facts.poll === null) return new ExtendedNote(values, {}, own);
  return new ExtendedQuestion({ ...values, ...pollValues(facts.poll) }, {}, { ...own, ...votersCountOf(facts.poll) });
}

function ownProperties(
  config: Pick<Config, "mediaUrl">,
  { status, author, media, climb, partners, quote }: NoteFacts,
): Expanded {
  return {
    ...writeInteractionPolicy(status, author),
    ...writeQuote(quote),
    ...(media.length === 0 ? {} : { [`${activityStreams}attachment`]: writeAttachments(config, media) }),
    ...(climb === null
      ? {}
      : { [`${namespace}climb`]: [writeClimb(climb, { attributedTo: author.uri, postUri: status.uri }, partners)] }),
  };
}

function writeMention(account: Account, handleDomain: string): Link {
  const handle = isLocal(account) ? `${account.username}@${handleDomain}` : acctOf(account);
  return new Mention({ href: new URL(account.uri), name: `@${handle}` });
}

function placeOf(climb: Climb | null): { location?: Place } {
  if (climb === null) return {};
  const name = placeNameOf(climb);
  const coordinates = shownCoordinates(climb);
  if (name === "" && coordinates === null) return {};
  return { location: new Place({ ...(name === "" ? {} : { name }), ...coordinates }) };
}

/** What a deleted thing leaves behind. */
export const writeTombstone = (uri: string, deletedAt: Date): Tombstone =>
  new Tombstone({ id: new URL(uri), deleted: toInstant(deletedAt) });
