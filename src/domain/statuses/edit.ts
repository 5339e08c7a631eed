import type { Context } from "../../context.ts";
import { findClimbOfStatus } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import { findMediaOfStatus, updateMedia } from "../../db/media-queries.ts";
import { findPollOfStatus } from "../../db/poll-queries.ts";
import { deleteMentions, findMentionedIds, insertStatusEdit } from "../../db/status-part-queries.ts";
import { findBoostsOf, findStatus, updateStatus } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import { isLocal, type Account } from "../accounts/account.ts";
import { holdAsRead, untilAsRead } from "../climbs/as-read.ts";
import type { Climb } from "../climbs/climb.ts";
import { draftClimb, type ClimbDraft } from "../climbs/draft.ts";
import { climbDetailsOf } from "../climbs/read.ts";
import { composeClimbText } from "../climbs/compose-text.ts";
import { hashtagsFor } from "../climbs/hashtags.ts";
import { leavePost } from "../climbs/let-go.ts";
import { rewriteClimb } from "../climbs/rewrite.ts";
import { findEmojis } from "../emojis/find-in-text.ts";
import { previewLater } from "../cards/preview.ts";
import { federate } from "../federation-events.ts";
import { checkAttachments } from "../media/attach.ts";
import { aboutColumns } from "../media/change.ts";
import { checkAbout, toShown, type Media, type MediaAbout } from "../media/media.ts";
import { notify } from "../notifications/notify.ts";
import { checkPoll, toPollRecord, type PollDraft, type PollRecord } from "../polls/poll.ts";
import { editPoll } from "../polls/record.ts";
import { notifyQuoters } from "../quotes/quote.ts";
import { indexStatus } from "../search/index-statuses.ts";
import { tellStreams } from "../streams/tell.ts";
import { uris } from "../uris.ts";
import { checkLength, prepareText } from "./prepare-text.ts";
import { notifyMentioned, recordParts, type StatusRecord } from "./record.ts";
import type { Status } from "./status.ts";

export type StatusChange = Pick<
  StatusRecord,
  | "author"
  | "contentHtml"
  | "contentText"
  | "spoilerText"
  | "isSensitive"
  | "language"
  | "emojis"
  | "mentionedIds"
  | "tags"
  | "attachments"
  | "mediaIds"
  | "climb"
  | "visibility"
> & {
  editedAt: Date;
  /** Absent: the poll stays as it is. */
  poll?: PollRecord | null | undefined;
};

/** The one way a post changes: the former version is kept, what hangs on it is replaced. Null when the post is gone. */
export async function editStatus(
  ctx: Pick<Context, "bus" | "clock" | "config">,
  tx: Writer,
  id: string,
  change: StatusChange,
): Promise<Status | null> {
  const before = await findStatus(tx, id);
  if (before === null) return null;
  await keepVersion(ctx, tx, before);
  const after = await updateStatus(tx, id, {
    contentHtml: change.contentHtml,
    contentText: change.contentText,
    spoilerText: change.spoilerText,
    isSensitive: change.isSensitive,
    language: change.language,
    emojis: change.emojis,
    editedAt: change.editedAt,
  });
  if (after === null) return null;
  const mentionedBefore = new Set(await findMentionedIds(tx, id));
  await deleteMentions(tx, id);
  const climb = await replaceClimb(ctx, tx, id, change);
  await recordParts(ctx, tx, after, { ...change, climb });
  if (change.poll !== undefined) await editPoll(ctx, tx, after, change.poll);
  await indexStatus(tx, id);
  await notifyMentioned(
    ctx,
    tx,
    after,
    change.author,
    change.mentionedIds.filter((account) => !mentionedBefore.has(account)),
  );
  await previewLater(ctx, tx, after);
  await notifyBoosters(ctx, tx, after, change.author);
  await notifyQuoters(ctx, tx, after, change.author);
  tellStreams(ctx, tx, { kind: "status-edited", statusId: id });
  return after;
}

/** Writes down what the post shows now, so that its history can, whatever becomes of it. */
async function keepVersion(ctx: Pick<Context, "clock">, tx: Writer, status: Status): Promise<void> {
  const media = await findMediaOfStatus(tx, status.id);
  const poll = await findPollOfStatus(tx, status.id);
  await insertStatusEdit(tx, {
    id: newId(ctx.clock.now()),
    statusId: status.id,
    contentHtml: status.contentHtml,
    spoilerText: status.spoilerText,
    isSensitive: status.isSensitive,
    emojis: status.emojis,
    media: media.map(toShown),
    pollOptions: poll?.options.map((option) => option.title) ?? null,
    createdAt: status.editedAt ?? status.createdAt,
  });
}

/** Updates the climb that the post carries in place, or removes it; a climb that is new to the post is returned. */
async function replaceClimb(
  ctx: Pick<Context, "clock" | "config">,
  tx: Writer,
  statusId: string,
  change: StatusChange,
) {
  const existing = await findClimbOfStatus(tx, statusId);
  const given = change.climb;
  if (existing === null) return given;
  const isReplaced = given === null || (given.uri !== existing.uri && !isLocal(change.author));
  if (isReplaced) {
    await leavePost(ctx, tx, existing, { isLocal: isLocal(change.author) });
    return given;
  }
  const { id: _id, uri: _uri, times, ...details } = given;
  await rewriteClimb(ctx, tx, existing, details, { updatedAt: times?.updatedAt ?? ctx.clock.now() });
  return null;
}

async function notifyBoosters(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  status: Status,
  author: Account,
): Promise<void> {
  const boosts = await findBoostsOf(tx, status.id);
  const boosters = await findAccountsByIds(
    tx,
    boosts.map((boost) => boost.accountId),
  );
  for (const booster of boosters.values()) {
    await notify(ctx, tx, booster, { type: "edit", from: author, statusId: status.id });
  }
}

export interface StatusEditDraft {
  text: string;
  spoilerText: string;
  isSensitive: boolean;
  language: string | null;
  /** Absent: the climb stays as it is. Null: the post no longer carries one. */
  climb?: ClimbDraft | null | undefined;
  /** Of which `climb` was made; absent when it is told anew. */
  climbBefore?: Climb | undefined;
  /** Absent: the poll stays as it is. Null: the post no longer has one. */
  poll?: PollDraft | null | undefined;
  /** All that the post has from now on. */
  mediaIds: readonly string[];
  /** What is said anew of those that it has. */
  mediaAbout?: readonly (MediaAbout & { readonly id: string })[];
}

type EditContext = Pick<Context, "bus" | "db" | "clock" | "config" | "fediverse" | "wakeWorker">;

/**
 * A local author edits. @throws Refused as `publishStatus` does, and what `holdAsRead` throws when the climb is no longer
 * `climbBefore`.
 */
export async function editOwnStatus(
  ctx: EditContext,
  author: Account,
  status: Status,
  draft: StatusEditDraft,
): Promise<Status> {
  const edit = () => editAsRead(ctx, author, status, draft);
  // A climb that stays as it is is read anew.
  return draft.climb === undefined ? await untilAsRead(edit) : await edit();
}

async function editAsRead(ctx: EditContext, author: Account, status: Status, draft: StatusEditDraft): Promise<Status> {
  if (status.boostOfId !== null) throw new Refused("invalid", "Validation failed: a boost cannot be edited");
  const existing = await findClimbOfStatus(ctx.db.read, status.id);
  const climbBefore = draft.climb === undefined ? existing : (draft.climbBefore ?? null);
  const kept = existing === null ? null : await climbDetailsOf(ctx.db.read, existing);
  const details =
    draft.climb === undefined ? kept : draft.climb === null ? null : await draftClimb(ctx, author, draft.climb);
  checkAttachments(ctx, draft.mediaIds, draft.poll ?? null);
  const poll = draft.poll ? checkPoll(draft.poll) : draft.poll;
  for (const about of draft.mediaAbout ?? []) checkAbout(about);
  const attached = await findMediaOfStatus(ctx.db.read, status.id);
  if (draft.text.trim() === "" && details === null && draft.mediaIds.length === 0)
    throw new Refused("invalid", "Validation failed: Text can't be blank");
  checkLength(ctx, `${draft.text}${details?.notes ?? ""}`, draft.spoilerText);
  const keepsPoll = poll === undefined || (poll === null && (await findPollOfStatus(ctx.db.read, status.id)) === null);
  if (draft.climb === undefined && keepsPoll && changesNothing(status, attached, draft)) return status;
  const hashtags = await hashtagsFor(ctx.db.read, author, details);
  const text = await prepareText(ctx, composeClimbText(details, draft.text, hashtags, status.createdAt));
  const emojis = await findEmojis(ctx.db.read, draft.text, draft.spoilerText, details?.notes ?? "");
  const now = ctx.clock.now();
  const climbId = existing?.id ?? newId(now);
  const climbUri = existing?.uri ?? uris.climb(ctx.config.origin, author.username, climbId);
  const edited = await ctx.db.write(async (tx) => {
    if (climbBefore !== null) await holdAsRead(tx, climbBefore);
    const after = await editStatus(ctx, tx, status.id, {
      author,
      contentHtml: text.html,
      contentText: draft.text,
      spoilerText: draft.spoilerText,
      isSensitive: draft.isSensitive || draft.spoilerText !== "",
      language: draft.language,
      emojis,
      mentionedIds: text.mentioned.map((account) => account.id),
      tags: text.tags,
      attachments: [],
      mediaIds: draft.mediaIds,
      climb: details === null ? null : { ...details, id: climbId, uri: climbUri },
      visibility: status.visibility,
      editedAt: now,
      poll: poll ? toPollRecord(poll, now) : poll,
    });
    for (const about of draft.mediaAbout ?? []) {
      if (draft.mediaIds.includes(about.id)) await updateMedia(tx, about.id, aboutColumns(about));
    }
    if (after !== null && draft.mediaAbout?.length) await indexStatus(tx, after.id);
    if (after !== null)
      await federate(ctx, tx, status.uri, { kind: "status-edited", statusId: status.id, editId: newId(now) });
    return after;
  });
  if (edited === null) throw new Refused("not-found", "Record not found");
  return edited;
}

/** Apps send an edit when somebody only looked at the text. */
const changesNothing = (status: Status, attached: readonly Media[], draft: StatusEditDraft): boolean =>
  (draft.mediaAbout ?? []).length === 0 &&
  attached.map((media) => media.id).join() === draft.mediaIds.join() &&
  status.contentText === draft.text &&
  status.spoilerText === draft.spoilerText &&
  status.language === draft.language &&
  status.isSensitive === (draft.isSensitive || draft.spoilerText !== "");
