import { Question, Video } from "@fedify/vocab";
import type { Context } from "../../src/context.ts";
import { findAccountsByIds, findAccountsByUris } from "../../src/db/account-queries.ts";
import { findStatusByUri, updateStatus } from "../../src/db/status-queries.ts";
import type { Account } from "../../src/domain/accounts/account.ts";
import { receiveEdit, receiveStatus, type ReceivedStatus } from "../../src/domain/statuses/receive.ts";
import type { Status } from "../../src/domain/statuses/status.ts";
import { recountPoll } from "../../src/domain/polls/record.ts";
import { climbNodeOf, readClimb, type ReceivedClimb } from "../codec/climb.ts";
import { expandJsonLd } from "../codec/json-ld.ts";
import { addHints } from "../codec/read-hints.ts";
import { readLanguage, readVideoFile } from "../codec/read-extras.ts";
import { isVote, readPoll } from "../codec/read-poll.ts";
import { readQuotePolicy } from "../codec/read-quote.ts";
import { readNote, type Post, type ReceivedPost } from "../codec/read-note.ts";
import type { AnyContext } from "../environment.ts";
import { isWorthRetrying } from "./fetch-object.ts";
import { prepareQuote, refreshQuote } from "./receive-quote.ts";
import { completeClimbs, isClimbOf } from "./received-climb.ts";
import { resolveActor } from "./resolve-account.ts";

const mostUnknownMentions = 10;

/** A post as its author's server tells it: the object, and the document in which it came. */
export interface IncomingPost {
  note: Post;
  /** The Note's own JSON-LD, or that of the activity around it. */
  document: unknown;
}

/**
 * Checks a post and looks up what it names; nothing is written. Null when it is not to be used. `parent` is what it
 * answers, as far as it is known here; what it quotes is fetched with `fetchQuoted`, which must not go on to the next.
 */
export async function prepareReceived(
  fedify: AnyContext,
  incoming: IncomingPost,
  author: Account,
  fetchQuoted: ((uri: string) => Promise<Status | null>) | null = null,
): Promise<ReceivedStatus | null> {
  const ctx = fedify.data;
  const post = await readNote(incoming.note, ctx.clock.now());
  if (post === null || post.authorUri !== author.uri) return null;
  const inReplyTo = post.inReplyToUri === null ? null : await findStatusByUri(ctx.db.read, post.inReplyToUri);
  const extras = await readExtras(fedify, incoming, post);
  const carried = readCarriedClimb(extras, post, ctx.clock.now());
  const [climb = null] = carried === null ? [] : await completeClimbs(ctx, [carried], () => post.createdAt);
  const isToFollowers = author.followersUri !== null && post.addressedUris.includes(author.followersUri);
  return {
    uri: post.uri,
    url: post.url,
    author,
    inReplyTo,
    inReplyToUri: post.inReplyToUri,
    visibility: post.visibility === "direct" && isToFollowers ? "private" : post.visibility,
    contentHtml: post.contentHtml,
    spoilerText: post.spoilerText,
    isSensitive: post.isSensitive,
    language: post.language ?? readLanguage(extras),
    emojis: post.emojis,
    createdAt: post.createdAt,
    editedAt: post.editedAt,
    mentionedIds: await findMentioned(fedify, post),
    tags: post.tags,
    attachments: addHints([...readVideoFile(extras), ...post.attachments], incoming.document),
    climb,
    poll: await readPoll(incoming.note, ctx.clock.now()),
    quote: await prepareQuote(fedify, incoming.note, author, fetchQuoted),
    quotePolicy: readQuotePolicy(incoming.note, author),
  };
}

/** Writes a new post down. Null when it was known, deleted, or not to be used. */
export async function recordReceived(
  fedify: AnyContext,
  incoming: IncomingPost,
  author: Account,
  fetchQuoted: ((uri: string) => Promise<Status | null>) | null = null,
): Promise<Status | null> {
  const received = isVote(incoming.note) ? null : await prepareReceived(fedify, incoming, author, fetchQuoted);
  return received === null ? null : await receiveStatus(fedify.data, received);
}

export async function recordReceivedEdit(
  fedify: AnyContext,
  incoming: IncomingPost,
  author: Account,
  status: Status,
): Promise<void> {
  const received = await prepareReceived(fedify, incoming, author);
  if (received === null) return;
  await refreshQuote(fedify, incoming.note, status);
  await keepQuotePolicy(fedify.data, status, received);
  if (saysNothingNew(status, received)) return;
  // New counts of a poll come as an Update that names no time of edit, or that of the last one.
  const isRecount = isRepeated(status, received) || (received.editedAt === null && incoming.note instanceof Question);
  if (isRecount) {
    const { poll } = received;
    if (poll !== null) await fedify.data.db.write((tx) => recountPoll(fedify.data, tx, status.id, poll));
    return;
  }
  await receiveEdit(fedify.data, status, received);
}

async function keepQuotePolicy(ctx: Pick<Context, "db">, status: Status, received: ReceivedStatus): Promise<void> {
  const { quotePolicy } = received;
  if (quotePolicy !== status.quotePolicy) await ctx.db.write((tx) => updateStatus(tx, status.id, { quotePolicy }));
}

/** An Update for the stamp or the policy alone names no time of edit: it must not show as one. */
const saysNothingNew = (status: Status, received: ReceivedStatus): boolean =>
  received.editedAt === null &&
  received.poll === null &&
  received.climb === null &&
  (received.quote !== null || received.quotePolicy !== status.quotePolicy) &&
  received.contentHtml === status.contentHtml &&
  received.spoilerText === status.spoilerText;

/** The same edit once more; another one in the same second differs in its text. */
const isRepeated = (status: Status, received: ReceivedStatus): boolean =>
  received.editedAt !== null &&
  received.editedAt.getTime() === status.editedAt?.getTime() &&
  received.contentHtml === status.contentHtml &&
  received.spoilerText === status.spoilerText;

async function findMentioned(fedify: AnyContext, post: ReceivedPost): Promise<string[]> {
  const { db, log } = fedify.data;
  const uris = [...new Set([...post.mentionUris, ...(post.visibility === "direct" ? post.addressedUris : [])])];
  const known = await findAccountsByUris(db.read, uris);
  const knownUris = new Set(known.map((account) => account.uri));
  const ids = known.map((account) => account.id);
  const unknown = post.mentionUris.filter((uri) => !knownUris.has(uri)).slice(0, mostUnknownMentions);
  for (const uri of unknown) {
    try {
      const account = await resolveActor(fedify, uri);
      if (account !== null) ids.push(account.id);
    } catch (error) {
      // A third server that is down must not hold this post back; the mention stays in its text.
      if (!isWorthRetrying(error)) throw error;
      log.info({ err: error, uri }, "a mentioned account could not be read");
    }
  }
  return [...new Set(ids)];
}

/** The post's node in its expanded document: Fedify's classes drop what they do not know. Null when it says no more. */
async function readExtras(fedify: AnyContext, { note, document }: IncomingPost, post: ReceivedPost): Promise<unknown> {
  // Saves most posts the second expansion.
  const saysMore =
    note instanceof Video || (JSON.stringify(document) ?? "").match(/climb|"language"|inLanguage/) !== null;
  return saysMore ? findNode(await expandJsonLd(document, fedify.contextLoader), post.uri) : null;
}

/** It must lie on the Note's host and be its author's; a bad one leaves the Note alone. */
function readCarriedClimb(extras: unknown, post: ReceivedPost, now: Date): ReceivedClimb | null {
  const climb = readClimb(climbNodeOf(extras), now);
  return climb !== null && isClimbOf(climb, post.authorUri) ? climb : null;
}

/** The node of the Note itself, which may lie inside an activity. */
function findNode(expanded: unknown, id: string, depth = 0): unknown {
  if (depth > 6 || typeof expanded !== "object" || expanded === null) return null;
  if ("@id" in expanded && expanded["@id"] === id && "@type" in expanded) return expanded;
  for (const value of Object.values(expanded)) {
    const found = findNode(value, id, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** The local accounts among `ids`. */
export async function localOf(ctx: Pick<Context, "db">, ids: readonly string[]): Promise<Account[]> {
  return [...(await findAccountsByIds(ctx.db.read, ids)).values()].filter((account) => account.domain === "");
}
