import type { Config } from "../config/config.ts";
import type { Reader } from "../db/database.ts";
import { findMediaByIds } from "../db/media-queries.ts";
import { draftOf, type ScheduledStatus } from "../domain/statuses/schedule.ts";
import { instantOf } from "./account.ts";
import { toMedia } from "./media.ts";

/** Mastodon's ScheduledStatuses, with their files read in one query. */
export async function loadScheduledStatuses(db: Reader, config: Config, rows: readonly ScheduledStatus[]) {
  const mediaById = await findMediaByIds(
    db,
    rows.flatMap((row) => row.mediaIds),
  );
  return rows.map((row) => ({
    id: row.id,
    scheduled_at: instantOf(row.scheduledAt),
    params: toParams(row),
    media_attachments: row.mediaIds.flatMap((id) => {
      const media = mediaById.get(id);
      return media === undefined ? [] : [toMedia(config, media)];
    }),
  }));
}

/** What the client sent, with `climb`. */
function toParams(row: ScheduledStatus) {
  const draft = draftOf(row);
  return {
    text: draft.text,
    visibility: draft.visibility,
    sensitive: draft.isSensitive,
    spoiler_text: draft.spoilerText,
    language: draft.language,
    // As text: ids of this server do not fit into a number of JSON.
    in_reply_to_id: draft.inReplyToId,
    media_ids: draft.mediaIds.length === 0 ? null : draft.mediaIds,
    poll:
      draft.poll === null
        ? null
        : {
            options: draft.poll.options,
            expires_in: draft.poll.expiresInSeconds,
            multiple: draft.poll.isMultiple,
            hide_totals: draft.poll.hidesTotals,
          },
    idempotency: draft.idempotencyKey,
    scheduled_at: null,
    // Said to be ignored, and a number: the real id does not fit into one.
    application_id: 0,
    with_rate_limit: false,
    climb: draft.climb === null ? null : { route_name: draft.climb.routeName, style: draft.climb.style },
  };
}
