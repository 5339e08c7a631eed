import type { Context } from "../context.ts";
import { findAccountsByIds } from "../db/account-queries.ts";
import { findShownPairs, type Pair } from "../db/viewer-queries.ts";
import { loadAnnouncements } from "../views/announcement.ts";
import { toConversation } from "../views/conversation.ts";
import { shownIds, type StatusFacts } from "../views/load-statuses.ts";
import { loadNotificationParts, toNotifications, type NotificationParts } from "../views/notification.ts";
import { loadOwnFacts } from "../views/own-facts.ts";
import { loadSharedFacts, type SharedFacts } from "../views/shared-facts.ts";
import { toStatus } from "../views/status.ts";
import type { Content } from "./deliveries.ts";

type RenderContext = Pick<Context, "db" | "clock" | "config">;

/** What one reader gets, by `keyOf`; what they may not see or do not want to is missing. */
export type Rendered = ReadonlyMap<string, string>;

export const keyOf = (content: Content): string =>
  content.kind === "status"
    ? `${content.place} ${content.id}`
    : content.kind === "text"
      ? ""
      : `${content.kind} ${content.id}`;

/** All of what some contents show that is the same for every reader. */
interface SharedContents {
  readonly statuses: SharedFacts;
  readonly notifications: NotificationParts;
  readonly participants: Awaited<ReturnType<typeof findAccountsByIds>>;
  /** As Mastodon sends them: without the marks of whoever reads. */
  readonly announcementById: ReadonlyMap<string, unknown>;
}

export async function loadSharedContents(
  { db, clock, config }: RenderContext,
  contents: readonly Content[],
): Promise<SharedContents> {
  const rows = contents.flatMap((content) => (content.kind === "notification" ? content.row : []));
  const participantIds = contents.flatMap((content) =>
    content.kind === "conversation" ? content.row.participantIds : [],
  );
  const announcements = contents.flatMap((content) => (content.kind === "announcement" ? content.row : []));
  return {
    statuses: await loadSharedFacts(db.read, contents.flatMap(statusIdOf), clock.now()),
    notifications: await loadNotificationParts(db.read, config, rows),
    participants: await findAccountsByIds(db.read, participantIds),
    announcementById: new Map(
      (announcements.length === 0 ? [] : await loadAnnouncements(db.read, config, "", announcements)).map((shown) => [
        shown.id,
        shown,
      ]),
    ),
  };
}

function statusIdOf(content: Content): string[] {
  if (content.kind === "status") return [content.id];
  const id = content.kind === "notification" ? content.row.statusId : null;
  const lastId = content.kind === "conversation" ? content.row.lastStatusId : id;
  return lastId === null ? [] : [lastId];
}

/**
 * Renders what each reader gets, in a fixed number of queries for all of them; a content once for each, however many of
 * their streams it is on.
 */
export async function renderFor(
  ctx: RenderContext,
  shared: SharedContents,
  contentsByReader: ReadonlyMap<string, readonly Content[]>,
): Promise<Map<string, Rendered>> {
  const shown = await findShownKeys(ctx, contentsByReader);
  const looked = [...contentsByReader].map(
    ([readerId, contents]) => [readerId, contents.filter((content) => isWanted(content, shown.get(readerId)))] as const,
  );
  const pairs = looked.flatMap(([viewerId, contents]) =>
    contents.flatMap(statusIdOf).map((id): Pair => ({ viewerId, id })),
  );
  const own = await loadOwnFacts(ctx.db.read, shared.statuses, pairs, ctx.clock.now());
  return new Map(
    looked.map(([readerId, contents]) => {
      const facts = { shared: shared.statuses, own: own(readerId) };
      return [readerId, new Map(contents.flatMap((content) => render(ctx, shared, facts, content)))];
    }),
  );
}

const isWanted = (content: Content, shownKeys: ReadonlySet<string> | undefined): boolean =>
  content.kind !== "status" || shownKeys?.has(keyOf(content)) === true;

/** The keys of the posts that each reader's timelines would show. */
async function findShownKeys(
  ctx: RenderContext,
  contentsByReader: ReadonlyMap<string, readonly Content[]>,
): Promise<Map<string, Set<string>>> {
  const keysByReader = new Map<string, Set<string>>();
  for (const place of ["home", "public"] as const) {
    const pairs = [...contentsByReader].flatMap(([viewerId, contents]) =>
      contents.flatMap((content) =>
        content.kind === "status" && content.place === place ? [{ viewerId, id: content.id }] : [],
      ),
    );
    for (const { viewerId, id } of await findShownPairs(ctx.db.read, pairs, place, ctx.clock.now())) {
      const keys = keysByReader.get(viewerId) ?? new Set();
      keysByReader.set(viewerId, keys.add(keyOf({ kind: "status", place, id })));
    }
  }
  return keysByReader;
}

/** Nothing, when the reader may not see it. */
function render(
  { config }: RenderContext,
  shared: SharedContents,
  facts: StatusFacts,
  content: Content,
): [string, string][] {
  const say = (entity: unknown): [string, string][] => [[keyOf(content), JSON.stringify(entity)]];
  switch (content.kind) {
    case "status":
      return shownIds(facts, [content.id]).flatMap((id) => say(toStatus(config, facts, id)));
    case "notification":
      return toNotifications(config, shared.notifications, facts, [content.row]).flatMap(say);
    case "conversation": {
      const talk = toConversation(config, shared.participants, facts, content.row);
      return talk.last_status === null ? [] : say(talk);
    }
    case "announcement":
      return say(shared.announcementById.get(content.id));
    case "text":
      return [];
  }
}
