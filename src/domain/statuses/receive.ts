import type { Context } from "../../context.ts";
import { findTombstone } from "../../db/status-queries.ts";
import { idAt } from "../../lib/ids.ts";
import { isLocal } from "../accounts/account.ts";
import { idOfEntry, type ReceivedEntry } from "../climbs/receive.ts";
import { editStatus, type StatusChange } from "./edit.ts";
import { recordStatus, type StatusRecord } from "./record.ts";
import type { Status } from "./status.ts";

/** A remote post, decoded and checked, with everything it names looked up. */
export type ReceivedStatus = Omit<StatusRecord, "id" | "contentText" | "applicationId" | "climb" | "mediaIds"> & {
  climb: ReceivedEntry | null;
  editedAt: Date | null;
};

/**
 * Records a remote post. The same post again changes nothing; a newer version of it is an edit; one that was deleted
 * stays deleted. Null when it was not recorded now.
 */
export async function receiveStatus(
  ctx: Pick<Context, "bus" | "db" | "clock" | "config" | "wakeWorker">,
  received: ReceivedStatus,
): Promise<Status | null> {
  const now = ctx.clock.now();
  return await ctx.db.write(async (tx) => {
    if ((await findTombstone(tx, received.uri)) !== null) return null;
    const { climb, editedAt: _editedAt, ...record } = received;
    return await recordStatus(ctx, tx, {
      ...record,
      id: idAt(received.createdAt, now),
      createdAt: received.createdAt > now ? now : received.createdAt,
      contentText: "",
      mediaIds: [],
      applicationId: null,
      climb: withId(climb, now),
    });
  });
}

/** A remote author edits: the whole post comes again. Ignored when it is older than what is known. */
export async function receiveEdit(
  ctx: Pick<Context, "bus" | "db" | "clock" | "config" | "wakeWorker">,
  status: Status,
  received: ReceivedStatus,
): Promise<void> {
  if (status.isLocal || isLocal(received.author) || status.accountId !== received.author.id) return;
  const now = ctx.clock.now();
  const editedAt = received.editedAt ?? now;
  if (status.editedAt !== null && editedAt < status.editedAt) return;
  const change: StatusChange = {
    ...received,
    contentText: "",
    mediaIds: [],
    visibility: status.visibility,
    editedAt: editedAt > now ? now : editedAt,
    climb: withId(received.climb, now),
  };
  await ctx.db.write((tx) => editStatus(ctx, tx, status.id, change));
}

const withId = (climb: ReceivedEntry | null, now: Date) =>
  climb === null ? null : { ...climb, id: idOfEntry(climb, now) };
