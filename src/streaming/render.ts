import type { Context } from "../context.ts";
import { findShownIds } from "../db/streaming-queries.ts";
import { loadAnnouncements } from "../views/announcement.ts";
import { loadConversations } from "../views/conversation.ts";
import { loadStatuses, shownIds } from "../views/load-statuses.ts";
import { loadNotifications } from "../views/notification.ts";
import { toStatus } from "../views/status.ts";
import type { Content } from "./deliveries.ts";

/** What one reader gets, by `keyOf`; what they may not see or do not want to is missing. */
export type Rendered = ReadonlyMap<string, string>;

export const keyOf = (content: Content): string =>
  content.kind === "status"
    ? `${content.place} ${content.id}`
    : content.kind === "text"
      ? ""
      : `${content.kind} ${content.id}`;

/** Renders all that one reader gets together: each post once, however many of their streams it is on. */
export async function renderFor(
  ctx: Pick<Context, "db" | "clock" | "config">,
  viewerId: string,
  contents: readonly Content[],
): Promise<Rendered> {
  const rendered = new Map<string, string>();
  await renderStatuses(ctx, viewerId, contents, rendered);
  const rows = contents.flatMap((content) => (content.kind === "notification" ? content.row : []));
  if (rows.length > 0) {
    for (const shown of await loadNotifications(ctx.db.read, ctx.config, viewerId, rows))
      rendered.set(`notification ${shown.id}`, JSON.stringify(shown));
  }
  const talks = contents.flatMap((content) => (content.kind === "conversation" ? content.row : []));
  if (talks.length > 0) {
    for (const shown of await loadConversations(ctx.db.read, ctx.config, viewerId, talks))
      if (shown.last_status !== null) rendered.set(`conversation ${shown.id}`, JSON.stringify(shown));
  }
  const announcements = contents.flatMap((content) => (content.kind === "announcement" ? content.row : []));
  if (announcements.length > 0) {
    for (const shown of await loadAnnouncements(ctx.db.read, ctx.config, viewerId, announcements))
      rendered.set(`announcement ${shown.id}`, JSON.stringify(shown));
  }
  return rendered;
}

async function renderStatuses(
  ctx: Pick<Context, "db" | "clock" | "config">,
  viewerId: string,
  contents: readonly Content[],
  rendered: Map<string, string>,
): Promise<void> {
  const shownIn = new Map<"home" | "public", Set<string>>();
  for (const place of ["home", "public"] as const) {
    const ids = contents.flatMap((content) => (content.kind === "status" && content.place === place ? content.id : []));
    if (ids.length > 0)
      shownIn.set(place, await findShownIds(ctx.db.read, [...new Set(ids)], viewerId, place, ctx.clock.now()));
  }
  const wanted = new Set([...shownIn.values()].flatMap((ids) => [...ids]));
  if (wanted.size === 0) return;
  const facts = await loadStatuses(ctx.db.read, [...wanted], viewerId);
  for (const id of shownIds(facts, [...wanted])) {
    const text = JSON.stringify(toStatus(ctx.config, facts, id));
    for (const [place, ids] of shownIn) if (ids.has(id)) rendered.set(`${place} ${id}`, text);
  }
}
