import { findAnnouncementsByIds, type Announcement } from "../db/announcement-queries.ts";
import type { Context } from "../context.ts";
import type { StreamEvent } from "../domain/streams/events.ts";
import { topics } from "../domain/streams/topics.ts";
import { loadReactionChanges } from "../views/announcement.ts";
import type { Registry } from "./registry.ts";

export interface HeardAnnouncements {
  readonly byId: ReadonlyMap<string, Announcement>;
  /** JSON, the same for all, by `reactionKey`. */
  readonly reactions: ReadonlyMap<string, string>;
}

export const reactionKey = ({ announcementId, name }: { announcementId: string; name: string }): string =>
  `${announcementId} ${name}`;

/** The announcements that the events tell of, and the counts of the reactions to them. */
export async function findHeardAnnouncements(
  { db, config }: Pick<Context, "config" | "db">,
  registry: Registry,
  events: readonly StreamEvent[],
): Promise<HeardAnnouncements> {
  const isHeard = registry.listenersTo([topics.everybody]).size > 0;
  const told = isHeard ? events : [];
  const ids = told.flatMap((event) => (event.kind === "announcement" ? event.announcementId : []));
  const changes = told.flatMap((event) => (event.kind === "announcement-reaction" ? event : []));
  const rows = ids.length === 0 ? [] : await findAnnouncementsByIds(db.read, [...new Set(ids)]);
  const reactions = changes.length === 0 ? [] : await loadReactionChanges(db.read, config, changes);
  return {
    byId: new Map(rows.map((row) => [row.id, row])),
    reactions: new Map(
      reactions.map((one) => [
        reactionKey({ announcementId: one.announcement_id, name: one.name }),
        JSON.stringify(one),
      ]),
    ),
  };
}
