import { z } from "zod";
import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { findIdempotentStatus, insertIdempotencyKey } from "../../db/idempotency-queries.ts";
import { findStatus, findVisibleStatus } from "../../db/status-queries.ts";
import type { QuotePolicy } from "../../db/schema/index.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { draftClimb, type ClimbDraft } from "../climbs/draft.ts";
import { composeClimbText } from "../climbs/compose-text.ts";
import { hashtagsFor } from "../climbs/hashtags.ts";
import { findEmojis } from "../emojis/find-in-text.ts";
import { federate } from "../federation-events.ts";
import { checkAttachments } from "../media/attach.ts";
import { checkPoll, toPollRecord, type PollDraft } from "../polls/poll.ts";
import { draftQuote, findQuotable, requestQuote, visibilityOfQuote } from "../quotes/draft.ts";
import { policyFor } from "../quotes/policy.ts";
import { uris } from "../uris.ts";
import { checkLength, prepareText } from "./prepare-text.ts";
import { recordStatus } from "./record.ts";
import type { Status, Visibility } from "./status.ts";

export interface StatusDraft {
  text: string;
  spoilerText: string;
  visibility: Visibility;
  isSensitive: boolean;
  /** ISO 639 code. */
  language: string | null;
  inReplyToId: string | null;
  applicationId: string | null;
  idempotencyKey: string | null;
  climb: ClimbDraft | null;
  /** Uploads of the author, in their order. */
  mediaIds: readonly string[];
  poll: PollDraft | null;
  /** Absent in what was scheduled before posts could be quoted, as is the policy. */
  quotedStatusId?: string | null;
  quotePolicy?: QuotePolicy;
}

/** What the post of a climb says besides its climb. */
export type ClimbPost = Pick<StatusDraft, "text" | "spoilerText" | "isSensitive" | "language" | "quotePolicy">;

type PublishContext = Pick<Context, "bus" | "db" | "clock" | "config" | "fediverse" | "wakeWorker">;

/** ISO 639-1 or -3, with a region at most: what `contentMap` takes as a key. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

/**
 * A local account posts. The same idempotency key gives the same post again.
 * @throws Refused when the text is empty or too long, what it answers cannot be seen, or what it
 * quotes may not be quoted.
 */
export async function publishStatus(ctx: PublishContext, author: Account, draft: StatusDraft): Promise<Status> {
  const key = draft.idempotencyKey;
  if (key !== null) {
    const earlier = await findIdempotentStatus(ctx.db.read, author.id, key);
    const status = earlier === null ? null : await findStatus(ctx.db.read, earlier);
    if (status !== null) return status;
  }
  const prepared = await prepareStatus(ctx, author, draft);
  return await ctx.db.write(async (tx) => {
    const now = ctx.clock.now();
    const id = newId(now);
    if (key !== null) {
      const earlier = await insertIdempotencyKey(tx, { accountId: author.id, key, statusId: id, createdAt: now });
      const done = earlier === null ? null : await findStatus(tx, earlier);
      if (done !== null) return done;
    }
    return await writePrepared(ctx, tx, author, prepared, id);
  });
}

/** Checks a draft and looks up what it names; nothing is written. @throws Refused as `publishStatus` does. */
export async function prepareStatus(ctx: PublishContext, author: Account, given: StatusDraft) {
  const draft = withText(given);
  checkAttachments(ctx, draft.mediaIds, draft.poll);
  const poll = draft.poll === null ? null : checkPoll(draft.poll);
  if (isEmpty(draft)) {
    throw new Refused("invalid", "Validation failed: Text can't be blank", {
      details: { text: [{ error: "ERR_BLANK", description: "can't be blank" }] },
    });
  }
  checkLength(ctx, `${draft.text}${draft.climb?.notes ?? ""}`, draft.spoilerText);
  const inReplyTo =
    draft.inReplyToId === null ? null : await findVisibleStatus(ctx.db.read, draft.inReplyToId, author.id);
  if (draft.inReplyToId !== null && inReplyTo === null) throw new Refused("not-found", "Record not found");
  const quoted = draft.quotedStatusId == null ? null : await findQuotable(ctx.db.read, author, draft.quotedStatusId);
  const climb = draft.climb === null ? null : await draftClimb(ctx, author, draft.climb);
  const hashtags = await hashtagsFor(ctx.db.read, author, climb);
  const text = await prepareText(ctx, composeClimbText(climb, draft.text, hashtags, ctx.clock.now()));
  const emojis = await findEmojis(
    ctx.db.read,
    draft.text,
    draft.spoilerText,
    climb?.notes ?? "",
    ...(poll?.options ?? []),
  );
  return { draft, inReplyTo, quoted, climb, text, poll, emojis };
}

/** Writes what was prepared, and tells other servers. `climbId` is that of an entry which was logged before. */
export async function writePrepared(
  ctx: Pick<Context, "bus" | "clock" | "config" | "wakeWorker">,
  tx: Writer,
  author: Account,
  { draft, inReplyTo, quoted, climb, text, poll, emojis }: Awaited<ReturnType<typeof prepareStatus>>,
  id: string,
  climbId: string = newId(ctx.clock.now()),
): Promise<Status> {
  const now = ctx.clock.now();
  const { origin } = ctx.config;
  const visibility = visibilityOfQuote(quoted, draft.visibility);
  const quote = quoted === null ? null : await draftQuote(ctx, tx, author, quoted);
  const created = await recordStatus(ctx, tx, {
    ...draft,
    visibility,
    quote,
    quotePolicy: policyFor(visibility, draft.quotePolicy ?? "public"),
    id,
    uri: uris.status(origin, author.username, id),
    url: uris.statusPage(origin, author.username, id),
    author,
    inReplyTo,
    inReplyToUri: inReplyTo?.uri ?? null,
    contentHtml: text.html,
    contentText: draft.text,
    isSensitive: draft.isSensitive || draft.spoilerText !== "",
    emojis,
    createdAt: now,
    mentionedIds: text.mentioned.map((account) => account.id),
    tags: text.tags,
    attachments: [],
    climb: climb === null ? null : { ...climb, id: climbId, uri: uris.climb(origin, author.username, climbId) },
    poll: poll === null ? null : toPollRecord(poll, now),
  });
  if (created === null) throw new Error("A new post's URI is taken");
  if (quote?.requestUri != null) await requestQuote(ctx, tx, created, quote);
  await federate(ctx, tx, created.uri, { kind: "status-published", statusId: created.id });
  return created;
}

const isEmpty = ({ text, climb, mediaIds, quotedStatusId }: StatusDraft): boolean =>
  text.trim() === "" && climb === null && mediaIds.length === 0 && quotedStatusId == null;

/** A content warning with nothing behind it is the post itself, as on Mastodon. */
const withText = (draft: StatusDraft): StatusDraft =>
  isEmpty(draft) ? { ...draft, text: draft.spoilerText, spoilerText: "" } : draft;
