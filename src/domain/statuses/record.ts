import type { Context } from "../../context.ts";
import { findClimbByUri, insertClimb, replacePartners } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { updateAccount, findAccountsByIds } from "../../db/account-queries.ts";
import { replaceRemoteMedia, type MediaOwner } from "../../db/media-queries.ts";
import { ensureTags, insertMentions, replaceStatusTags } from "../../db/status-part-queries.ts";
import {
  adoptReplies,
  countsAsPost,
  countsAsReply,
  countUpAccount,
  countUpStatus,
  findStatus,
  insertStatus,
} from "../../db/status-queries.ts";
import { findSubscribers } from "../../db/relationship-queries.ts";
import { fanOutToTagFollowers } from "../../db/followed-tag-queries.ts";
import { fanOutLists } from "../../db/list-entry-queries.ts";
import { fanOutHome } from "../../db/timeline-queries.ts";
import type { CustomEmoji, QuotePolicy, statuses } from "../../db/schema/index.ts";
import { idBeside, newId } from "../../lib/ids.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { tieClimb } from "../catalogue/tie-climb.ts";
import type { Climb, ClimbDetails } from "../climbs/climb.ts";
import { chooseTies, rewriteClimb, settleProjects } from "../climbs/rewrite.ts";
import { attachMedia } from "../media/attach.ts";
import { linkCollections } from "../collections/link.ts";
import { previewLater } from "../cards/preview.ts";
import { extendConversations } from "../conversations/follow-along.ts";
import { notify } from "../notifications/notify.ts";
import type { PollRecord } from "../polls/poll.ts";
import { recordPoll } from "../polls/record.ts";
import { recordQuote, type QuoteRecord } from "../quotes/quote.ts";
import { indexPlainStatus, indexStatus } from "../search/index-statuses.ts";
import { countFeaturedUses } from "../tags/feature.ts";
import { tellRecorded } from "../streams/tell.ts";
import type { RemoteAttachment, Status, Visibility } from "./status.ts";

/** A post that is ready to be written: everything about it is known, nothing has to be fetched. */
export interface StatusRecord {
  id: string;
  uri: string;
  url: string;
  author: Account;
  inReplyTo: Status | null;
  inReplyToUri: string | null;
  visibility: Visibility;
  contentHtml: string;
  contentText: string;
  spoilerText: string;
  isSensitive: boolean;
  language: string | null;
  emojis: CustomEmoji[];
  applicationId: string | null;
  createdAt: Date;
  /** Accounts that it names, local and remote. */
  mentionedIds: readonly string[];
  /** Lower case, without #. */
  tags: readonly string[];
  /** Of a remote post. */
  attachments: readonly RemoteAttachment[];
  /** Uploads of a local author, in their order. */
  mediaIds: readonly string[];
  climb: ClimbRecord | null;
  poll: PollRecord | null;
  /** What it quotes. */
  quote: QuoteRecord | null;
  quotePolicy: QuotePolicy;
}

export interface ClimbRecord extends ClimbDetails {
  id: string;
  uri: string;
  /** As its own server tells. Absent of what is written here and now. */
  times?: { createdAt: Date; updatedAt: Date } | undefined;
}

/**
 * The only code that inserts a post: the row with its climb, tags, mentions and media, the counts, the home timelines
 * and the notifications, all in the caller's transaction. Null when its URI is recorded already.
 */
export async function recordStatus(
  ctx: Pick<Context, "bus" | "clock" | "config">,
  tx: Writer,
  record: StatusRecord,
): Promise<Status | null> {
  // The parent may have been deleted since it was looked up.
  const parent = record.inReplyTo === null ? null : await findStatus(tx, record.inReplyTo.id);
  const created = await insertStatus(tx, statusRow(record, parent));
  if (created === null) return null;
  await recordParts(ctx, tx, created, record);
  if (record.poll !== null) await recordPoll(ctx, tx, created, record.poll);
  if (isPlain(record)) await indexPlainStatus(tx, created, record.mentionedIds);
  else await indexStatus(tx, created.id);
  if (record.quote !== null) await recordQuote(ctx, tx, created, record.quote);
  if (countsAsPost(record.visibility)) {
    await countUpAccount(tx, record.author.id, "statusesCount", 1);
    await touchLastStatus(tx, record.author, record.createdAt);
  }
  if (parent !== null && countsAsReply(record.visibility)) await countUpStatus(tx, parent.id, "repliesCount", 1);
  const adopted = await adoptReplies(tx, created);
  if (adopted > 0) await countUpStatus(tx, created.id, "repliesCount", adopted);
  await fanOutHome(tx, created, isLocal(record.author));
  await fanOutLists(tx, created.id);
  if (record.tags.length > 0) await fanOutToTagFollowers(tx, created.id);
  await previewLater(ctx, tx, created);
  await extendConversations(ctx, tx, created, record.mentionedIds);
  await notifyMentioned(ctx, tx, created, record.author, record.mentionedIds);
  await notifySubscribers(ctx, tx, created, record.author, record.mentionedIds);
  tellRecorded(ctx, tx, created);
  return created;
}

/** Whether nothing that can be searched hangs on it. */
const isPlain = ({ poll, climb, attachments, mediaIds }: StatusRecord): boolean =>
  poll === null && climb === null && attachments.length === 0 && mediaIds.length === 0;

function statusRow(record: StatusRecord, parent: Status | null): typeof statuses.$inferInsert {
  return {
    id: record.id,
    uri: record.uri,
    url: record.url,
    accountId: record.author.id,
    isLocal: isLocal(record.author),
    inReplyToId: parent?.id ?? null,
    inReplyToAccountId: parent?.accountId ?? null,
    inReplyToUri: record.inReplyToUri,
    conversationId: parent?.conversationId ?? record.id,
    visibility: record.visibility,
    quotePolicy: record.quotePolicy,
    contentHtml: record.contentHtml,
    contentText: record.contentText,
    spoilerText: record.spoilerText,
    isSensitive: record.isSensitive,
    language: record.language,
    emojis: record.emojis,
    applicationId: record.applicationId,
    createdAt: record.createdAt,
    fetchedAt: isLocal(record.author) ? null : record.createdAt,
  };
}

/** What hangs on a post, when it is recorded and when it is edited. */
export async function recordParts(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  status: Status,
  parts: Pick<StatusRecord, "author" | "mentionedIds" | "tags" | "attachments" | "mediaIds" | "climb" | "visibility">,
): Promise<void> {
  const now = ctx.clock.now();
  const statusId = status.id;
  await insertMentions(tx, statusId, [...new Set(parts.mentionedIds)]);
  const tagIds = await ensureTags(tx, [...new Set(parts.tags)], () => newId(now), now);
  const tagIdsBefore = await replaceStatusTags(tx, statusId, tagIds);
  await countFeaturedUses(tx, status, { before: tagIdsBefore, after: tagIds });
  await linkCollections(tx, status);
  if (isLocal(parts.author)) await attachMedia(ctx, tx, parts.author, { statusId }, parts.mediaIds);
  else await recordAttachments(ctx, tx, { statusId }, parts);
  if (parts.climb !== null)
    await recordClimb(ctx, tx, { ...parts.climb, author: parts.author, statusId, visibility: parts.visibility });
}

/** The files of a remote post or entry: where they are, and what is said of them. */
export async function recordAttachments(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  owner: MediaOwner,
  { author, attachments }: { author: Pick<Account, "id">; attachments: readonly RemoteAttachment[] },
): Promise<void> {
  const now = ctx.clock.now();
  await replaceRemoteMedia(
    tx,
    owner,
    attachments.map(({ url, ...attachment }, position) => ({
      ...attachment,
      id: newId(now),
      accountId: author.id,
      ...owner,
      position,
      remoteUrl: url,
      createdAt: now,
    })),
  );
}

type ClimbEntry = ClimbRecord & {
  author: Pick<Account, "id">;
  statusId: string | null;
  visibility: Visibility;
  /** Of an import, which brings the sessions and projects of its entries along as they were. */
  imported?: Pick<Climb, "importKey" | "importId" | "sessionId" | "projectId">;
};

/**
 * Writes a logbook entry, with or without a post. One that was logged before gets the post that now tells of it. Null
 * when nothing new was written: its address is taken, or its id. Where another entry has the id of a remote one, that
 * gets one beside it.
 */
export async function recordClimb(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  entry: ClimbEntry,
): Promise<Climb | null> {
  const { author, id, uri, statusId, visibility, times, imported, ...details } = entry;
  // What an import brings is new: an entry that has its id is another one, and stays as it is.
  const mayBeLogged = imported === undefined;
  if (mayBeLogged && (await tellLogged(ctx, tx, entry))) return null;
  const now = ctx.clock.now();
  const { partners, ties, ...facts } = details;
  const columns = {
    ...facts,
    accountId: author.id,
    statusId,
    visibility,
    sessionId: null,
    projectId: null,
    ...imported,
  };
  const chosen = await chooseTies(ctx, tx, columns, ties);
  const row = { ...columns, createdAt: now, updatedAt: now, ...times, ...chosen, uri };
  let created = await insertClimb(tx, { ...row, id });
  if (created === null && mayBeLogged) {
    // Its server's logbook may have been read in this moment.
    if (await tellLogged(ctx, tx, entry)) return null;
    // The address of an entry from here has its id in it.
    if (times !== undefined) created = await insertClimb(tx, { ...row, id: idBeside(id) });
  }
  if (created === null) return null;
  // A new one has none to replace.
  if (partners.length > 0) await replacePartners(tx, created.id, partners);
  await tieClimb(ctx, tx, created);
  if (mayBeLogged) await settleProjects(ctx, tx, [created.projectId]);
  return created;
}

/** False when nobody has logged it yet. */
async function tellLogged(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  { author, id: _id, uri, statusId, visibility, times, imported: _imported, ...details }: ClimbEntry,
): Promise<boolean> {
  const logged = await findClimbByUri(tx, uri);
  if (logged === null) return false;
  const updatedAt = times?.updatedAt ?? ctx.clock.now();
  if (logged.accountId !== author.id || logged.statusId !== null) return true;
  await rewriteClimb(ctx, tx, logged, details, { statusId, visibility, updatedAt });
  // From now on they are the post's.
  await replaceRemoteMedia(tx, { climbId: logged.id }, []);
  return true;
}

async function touchLastStatus(tx: Writer, author: Account, createdAt: Date): Promise<void> {
  if (author.lastStatusAt === null || author.lastStatusAt < createdAt) {
    await updateAccount(tx, author.id, { lastStatusAt: createdAt });
  }
}

/** Followers who asked to hear of every post; an answer to somebody else is none, and who is named has heard already. */
async function notifySubscribers(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  status: Status,
  author: Account,
  mentionedIds: readonly string[],
): Promise<void> {
  const isAnswer = status.inReplyToUri !== null && status.inReplyToAccountId !== author.id;
  if (status.visibility === "direct" || isAnswer) return;
  for (const follower of await findSubscribers(tx, author.id, status.language)) {
    if (mentionedIds.includes(follower.id)) continue;
    await notify(ctx, tx, follower, { type: "post", from: author, statusId: status.id });
  }
}

export async function notifyMentioned(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  status: Status,
  author: Account,
  mentionedIds: readonly string[],
): Promise<void> {
  const mentioned = await findAccountsByIds(tx, [...new Set(mentionedIds)]);
  for (const account of mentioned.values()) {
    await notify(ctx, tx, account, { type: "mention", from: author, statusId: status.id });
  }
}
