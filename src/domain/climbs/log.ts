import type { Context } from "../../context.ts";
import { lockAccount } from "../../db/account-queries.ts";
import { findClimb, findClimbOfStatus } from "../../db/climb-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findIdempotentStatus, insertIdempotencyKey } from "../../db/idempotency-queries.ts";
import { findMediaOfClimb, findMediaOfStatus } from "../../db/media-queries.ts";
import { deleteTombstone, findStatus } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { attachMedia, checkAttachments } from "../media/attach.ts";
import { removeMedia } from "../media/remove.ts";
import { withdrawStatus } from "../statuses/delete.ts";
import { editOwnStatus } from "../statuses/edit.ts";
import { checkLength } from "../statuses/prepare-text.ts";
import { publishStatus, type ClimbPost } from "../statuses/publish.ts";
import { recordClimb } from "../statuses/record.ts";
import type { Status, Visibility } from "../statuses/status.ts";
import { uris } from "../uris.ts";
import { holdAsRead, untilAsRead } from "./as-read.ts";
import type { Climb } from "./climb.ts";
import { draftClimb, type ClimbDraft } from "./draft.ts";
import { dropEntries } from "./let-go.ts";
import { readClimb } from "./read.ts";
import { refuseField } from "./refuse-field.ts";
import { rewriteClimb } from "./rewrite.ts";

type ClimbContext = Pick<Context, "bus" | "db" | "clock" | "config" | "fediverse" | "wakeWorker">;

export interface LogRequest {
  climb: ClimbDraft;
  visibility: Visibility;
  /** Tells the followers, in a post of its own. */
  post: ClimbPost | null;
  /** Of the post, or of the entry without one. */
  mediaIds: readonly string[];
  applicationId: string | null;
  idempotencyKey: string | null;
}

/**
 * Writes a climb into a local climber's logbook, with a post when asked. The same idempotency key gives the same climb
 * again.
 */
export async function logClimb(ctx: ClimbContext, climber: Account, request: LogRequest): Promise<Climb> {
  if (request.post !== null) {
    const status = await publishStatus(ctx, climber, {
      ...request.post,
      visibility: request.visibility,
      inReplyToId: null,
      applicationId: request.applicationId,
      idempotencyKey: request.idempotencyKey,
      climb: request.climb,
      mediaIds: request.mediaIds,
      poll: null,
    });
    const climb = await findClimbOfStatus(ctx.db.read, status.id);
    if (climb === null) throw recordNotFound();
    return climb;
  }
  return await logQuietly(ctx, climber, request);
}

async function logQuietly(
  ctx: ClimbContext,
  climber: Account,
  { climb, visibility, mediaIds, idempotencyKey: key }: LogRequest,
): Promise<Climb> {
  const earlier = key === null ? null : await findIdempotentStatus(ctx.db.read, climber.id, key);
  const logged = earlier === null ? null : await findClimb(ctx.db.read, earlier);
  if (logged !== null) return logged;
  checkLength(ctx, climb.notes);
  checkAttachments(ctx, mediaIds);
  const details = await draftClimb(ctx, climber, climb);
  const id = newId(ctx.clock.now());
  const uri = uris.climb(ctx.config.origin, climber.username, id);
  return await ctx.db.write(async (tx) => {
    const taken = key === null ? null : await takeKey(ctx, tx, climber, key, id);
    if (taken !== null) return taken;
    await recordClimb(ctx, tx, { ...details, id, uri, author: climber, statusId: null, visibility });
    await attachMedia(ctx, tx, climber, { climbId: id }, mediaIds);
    return await readClimb(tx, id);
  });
}

/** The climb that was logged with this key; null when it was free. */
async function takeKey(ctx: Pick<Context, "clock">, tx: Writer, climber: Account, key: string, climbId: string) {
  const row = { accountId: climber.id, key, statusId: climbId, createdAt: ctx.clock.now() };
  const earlier = await insertIdempotencyKey(tx, row);
  return earlier === null ? null : await findClimb(tx, earlier);
}

export interface ClimbChange {
  /** What the entry says from now on, given what it says now. */
  climb: (before: Climb) => Promise<ClimbDraft>;
  /** Absent: it stays as it is. A post's cannot change. */
  visibility?: Visibility | undefined;
  /** All that the entry or its post has from now on. Absent: they stay. */
  mediaIds?: readonly string[] | undefined;
}

/** Changes an entry; the post that carries it follows along. */
export async function changeClimb(
  ctx: ClimbContext,
  climber: Account,
  id: string,
  change: ClimbChange,
): Promise<Climb> {
  return await untilAsRead(async () => {
    const before = await readClimb(ctx.db.read, id);
    const draft = await change.climb(before);
    const status = before.statusId === null ? null : await findStatus(ctx.db.read, before.statusId);
    return status === null
      ? await changeUntold(ctx, climber, before, draft, change)
      : await changeTold(ctx, climber, before, status, draft, change);
  });
}

type Besides = Omit<ClimbChange, "climb">;

async function changeUntold(
  ctx: ClimbContext,
  climber: Account,
  before: Climb,
  draft: ClimbDraft,
  { visibility = before.visibility, mediaIds }: Besides,
): Promise<Climb> {
  checkLength(ctx, draft.notes);
  checkAttachments(ctx, mediaIds ?? []);
  const details = await draftClimb(ctx, climber, draft);
  return await ctx.db.write(async (tx) => {
    await holdAsRead(tx, before);
    const after = await rewriteClimb(ctx, tx, before, details, { visibility });
    if (after === null) throw recordNotFound();
    if (mediaIds !== undefined) await attachMedia(ctx, tx, climber, { climbId: before.id }, mediaIds);
    // Gone with its post, it may be shown again.
    if (visibility !== "direct") await deleteTombstone(tx, before.uri);
    return after;
  });
}

async function changeTold(
  ctx: ClimbContext,
  climber: Account,
  before: Climb,
  status: Status,
  climb: ClimbDraft,
  { visibility = status.visibility, mediaIds }: Besides,
): Promise<Climb> {
  if (visibility !== status.visibility) refuseField("visibility", "cannot change: the climb has been posted");
  await editOwnStatus(ctx, climber, status, {
    text: status.contentText,
    spoilerText: status.spoilerText,
    isSensitive: status.isSensitive,
    language: status.language,
    mediaIds: mediaIds ?? (await findMediaOfStatus(ctx.db.read, status.id)).map((media) => media.id),
    climb,
    climbBefore: before,
  });
  return await readClimb(ctx.db.read, before.id);
}

/** Removes an entry from the logbook, and the post that was made of it. Its files go now, or when they are pruned. */
export async function removeClimb(
  ctx: ClimbContext,
  climber: Account,
  climb: Climb,
  { deletesMedia = false } = {},
): Promise<void> {
  await ctx.db.write(async (tx) => {
    await lockAccount(tx, climber.id);
    const entry = await readClimb(tx, climb.id);
    const { id, statusId } = entry;
    const status = statusId === null ? null : await findStatus(tx, statusId);
    if (status !== null) await withdrawStatus(ctx, tx, climber, status, { deletesMedia });
    if (deletesMedia) await removeMedia(ctx, tx, await findMediaOfClimb(tx, id));
    await dropEntries(ctx, tx, [entry]);
  });
}
