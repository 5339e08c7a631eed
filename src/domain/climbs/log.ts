import type { Context } from "../../context.ts";
import { deleteClimb, findClimb, findClimbOfStatus, replacePartners, updateClimb } from "../../db/climb-queries.ts";
import { findMediaOfStatus } from "../../db/media-queries.ts";
import { findStatus, insertTombstones } from "../../db/status-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { tieClimb } from "../catalogue/tie-climb.ts";
import { withdrawStatus } from "../statuses/delete.ts";
import { editOwnStatus } from "../statuses/edit.ts";
import { checkLength } from "../statuses/prepare-text.ts";
import { publishStatus } from "../statuses/publish.ts";
import { recordClimb } from "../statuses/record.ts";
import type { Visibility } from "../statuses/status.ts";
import { uris } from "../uris.ts";
import type { Climb } from "./climb.ts";
import { draftClimb, type ClimbDraft } from "./draft.ts";

type ClimbContext = Pick<Context, "bus" | "db" | "clock" | "config" | "fediverse" | "wakeWorker">;

export interface LogRequest {
  climb: ClimbDraft;
  visibility: Visibility;
  /** Tells the followers, in a post of its own. */
  posts: boolean;
  /** Of the post. */
  mediaIds: readonly string[];
  applicationId: string | null;
  idempotencyKey: string | null;
}

/** Writes a climb into a local climber's logbook, with a post when asked. */
export async function logClimb(ctx: ClimbContext, climber: Account, request: LogRequest): Promise<Climb> {
  if (request.posts) {
    const status = await publishStatus(ctx, climber, {
      text: "",
      spoilerText: "",
      visibility: request.visibility,
      isSensitive: false,
      language: null,
      inReplyToId: null,
      applicationId: request.applicationId,
      idempotencyKey: request.idempotencyKey,
      climb: request.climb,
      mediaIds: request.mediaIds,
      poll: null,
    });
    const climb = await findClimbOfStatus(ctx.db.read, status.id);
    if (climb === null) throw new Refused("not-found", "Record not found");
    return climb;
  }
  checkLength(ctx, request.climb.notes);
  const details = await draftClimb(ctx, request.climb);
  const id = newId(ctx.clock.now());
  const uri = uris.climb(ctx.config.origin, climber.username, id);
  await ctx.db.write((tx) =>
    recordClimb(ctx, tx, { ...details, id, uri, author: climber, statusId: null, visibility: request.visibility }),
  );
  return await existing(ctx, id);
}

/** Changes an entry; the post that carries it follows along. */
export async function changeClimb(
  ctx: ClimbContext,
  climber: Account,
  climb: Climb,
  draft: ClimbDraft,
): Promise<Climb> {
  const status = climb.statusId === null ? null : await findStatus(ctx.db.read, climb.statusId);
  if (status !== null) {
    await editOwnStatus(ctx, climber, status, {
      text: status.contentText,
      spoilerText: status.spoilerText,
      isSensitive: status.isSensitive,
      language: status.language,
      mediaIds: (await findMediaOfStatus(ctx.db.read, status.id)).map((media) => media.id),
      climb: draft,
    });
    return await existing(ctx, climb.id);
  }
  checkLength(ctx, draft.notes);
  const { partners, ...columns } = await draftClimb(ctx, draft);
  await ctx.db.write(async (tx) => {
    const after = await updateClimb(tx, climb.id, { ...columns, updatedAt: ctx.clock.now() });
    if (after === null) return;
    await replacePartners(tx, climb.id, partners);
    await tieClimb(ctx, tx, after);
  });
  return await existing(ctx, climb.id);
}

/** Removes an entry from the logbook, and the post that was made of it. */
export async function removeClimb(ctx: ClimbContext, climber: Account, climb: Climb): Promise<void> {
  await ctx.db.write(async (tx) => {
    const status = climb.statusId === null ? null : await findStatus(tx, climb.statusId);
    if (status !== null) await withdrawStatus(ctx, tx, climber, status);
    await deleteClimb(tx, climb.id);
    await insertTombstones(tx, [{ uri: climb.uri, formerType: "Climb", deletedAt: ctx.clock.now() }]);
  });
}

async function existing(ctx: Pick<Context, "db">, id: string): Promise<Climb> {
  const climb = await findClimb(ctx.db.read, id);
  if (climb === null) throw new Refused("not-found", "Record not found");
  return climb;
}
