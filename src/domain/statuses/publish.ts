import { z } from "zod";
import type { Context } from "../../context.ts";
import { findIdempotentStatus, insertIdempotencyKey } from "../../db/idempotency-queries.ts";
import { findStatus, findVisibleStatus } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { draftClimb, type ClimbDraft } from "../climbs/draft.ts";
import { composeClimbText } from "../climbs/compose-text.ts";
import { findEmojis } from "../emojis/find-in-text.ts";
import { federate } from "../federation-events.ts";
import { checkAttachments } from "../media/attach.ts";
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
}

type PublishContext = Pick<Context, "db" | "clock" | "config" | "fediverse" | "wakeWorker">;

/** ISO 639-1 or -3, with a region at most: what `contentMap` takes as a key. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

/**
 * A local account posts. The same idempotency key gives the same post again.
 * @throws Refused when the text is empty or too long, or what it answers cannot be seen.
 */
export async function publishStatus(ctx: PublishContext, author: Account, given: StatusDraft): Promise<Status> {
  const draft = withText(given);
  if (draft.idempotencyKey !== null) {
    const earlier = await findIdempotentStatus(ctx.db.read, author.id, draft.idempotencyKey);
    const status = earlier === null ? null : await findStatus(ctx.db.read, earlier);
    if (status !== null) return status;
  }
  checkAttachments(ctx, draft.mediaIds);
  if (isEmpty(draft)) {
    throw new Refused("invalid", "Validation failed: Text can't be blank", {
      details: { text: [{ error: "ERR_BLANK", description: "can't be blank" }] },
    });
  }
  checkLength(ctx, `${draft.text}${draft.climb?.notes ?? ""}`, draft.spoilerText);
  const inReplyTo =
    draft.inReplyToId === null ? null : await findVisibleStatus(ctx.db.read, draft.inReplyToId, author.id);
  if (draft.inReplyToId !== null && inReplyTo === null) throw new Refused("not-found", "Record not found");
  const climb = draft.climb === null ? null : await draftClimb(ctx, draft.climb);
  const text = await prepareText(ctx, composeClimbText(climb, draft.text));
  const emojis = await findEmojis(ctx.db.read, draft.text, draft.spoilerText, climb?.notes ?? "");
  const now = ctx.clock.now();
  const id = newId(now);
  const climbId = newId(now);
  const { origin } = ctx.config;

  const { status } = await ctx.db.write(async (tx) => {
    if (draft.idempotencyKey !== null) {
      const earlier = await insertIdempotencyKey(tx, {
        accountId: author.id,
        key: draft.idempotencyKey,
        statusId: id,
        createdAt: now,
      });
      const done = earlier === null ? null : await findStatus(tx, earlier);
      if (done !== null) return { status: done };
    }
    const created = await recordStatus(ctx, tx, {
      ...draft,
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
    });
    if (created === null) throw new Error("A new post's URI is taken");
    await federate(ctx, tx, created.uri, { kind: "status-published", statusId: created.id });
    return { status: created };
  });
  return status;
}

const isEmpty = ({ text, climb, mediaIds }: StatusDraft): boolean =>
  text.trim() === "" && climb === null && mediaIds.length === 0;

/** A content warning with nothing behind it is the post itself, as on Mastodon. */
const withText = (draft: StatusDraft): StatusDraft =>
  isEmpty(draft) ? { ...draft, text: draft.spoilerText, spoilerText: "" } : draft;
