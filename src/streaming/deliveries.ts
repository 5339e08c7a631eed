import type { Context } from "../context.ts";
import type { Announcement } from "../db/announcement-queries.ts";
import type { Reader } from "../db/database.ts";
import { findImportsByIds, type ClimbImport } from "../db/climb-import-queries.ts";
import type { Conversation } from "../db/conversation-queries.ts";
import {
  findConversationsOf,
  findHomesOf,
  findListsOf,
  findNotificationsByIds,
  findPublicTraits,
} from "../db/streaming-queries.ts";
import type { StreamEvent } from "../domain/streams/events.ts";
import { publicTopicsOf, topics } from "../domain/streams/topics.ts";
import { findHeardAnnouncements, reactionKey } from "./announcements.ts";
import { toClimbImport } from "../views/climb-import.ts";
import type { Listener, Registry } from "./registry.ts";

/** What is sent: rendered for each reader, or the same for all. */
export type Content =
  | { readonly kind: "status"; readonly id: string; readonly place: "home" | "public" }
  | { readonly kind: "notification"; readonly id: string; readonly row: NotificationRow }
  | { readonly kind: "conversation"; readonly id: string; readonly row: Conversation }
  | { readonly kind: "announcement"; readonly id: string; readonly row: Announcement }
  | { readonly kind: "text"; readonly text: string | null };

type NotificationRow = Awaited<ReturnType<typeof findNotificationsByIds>>[number];

export interface Delivery {
  readonly event: string;
  readonly content: Content;
  readonly listeners: ReadonlySet<Listener>;
}

type Kind<K extends StreamEvent["kind"]> = Extract<StreamEvent, { kind: K }>;

/** Who hears of `events`, in their order: in a fixed number of queries, and none where nobody listens. */
export async function findDeliveries(
  ctx: Pick<Context, "config" | "db">,
  registry: Registry,
  events: readonly StreamEvent[],
): Promise<Delivery[]> {
  const db = ctx.db.read;
  const routes = await findRoutes(db, registry, events);
  const notifications = await findHeardNotifications(db, registry, events);
  const conversations = await findHeardConversations(db, registry, events);
  const announcements = await findHeardAnnouncements(ctx, registry, events);
  const imports = await findHeardImports(db, registry, events);
  const all = events.flatMap((event): Delivery[] => {
    switch (event.kind) {
      case "status":
      case "status-edited":
        return ofStatus(registry, event, routes.get(event.statusId));
      case "notification": {
        const row = notifications.get(event.notificationId);
        if (row === undefined) return [];
        const content = { kind: "notification", id: row.id, row } as const;
        return [{ event: "notification", content, listeners: to(registry, topics.notifications(row.accountId)) }];
      }
      case "conversation":
        return (conversations.get(event.statusId) ?? []).map((row) => ({
          event: "conversation",
          content: { kind: "conversation", id: row.id, row },
          listeners: to(registry, topics.direct(row.accountId)),
        }));
      case "announcement": {
        const row = announcements.byId.get(event.announcementId);
        if (row === undefined) return [];
        const content = { kind: "announcement", id: row.id, row } as const;
        return [{ event: "announcement", content, listeners: to(registry, topics.everybody) }];
      }
      case "announcement-reaction": {
        const text = announcements.reactions.get(reactionKey(event));
        if (text === undefined) return [];
        const content = { kind: "text", text } as const;
        return [{ event: "announcement.reaction", content, listeners: to(registry, topics.everybody) }];
      }
      case "import-changed": {
        const row = imports.get(event.importId);
        if (row === undefined) return [];
        const content = { kind: "text", text: JSON.stringify(toClimbImport(row)) } as const;
        return [{ event: "topout.import", content, listeners: to(registry, topics.account(row.accountId)) }];
      }
      default:
        return ofText(registry, event);
    }
  });
  return all.filter(({ listeners }) => listeners.size > 0);
}

const to = (registry: Registry, ...wanted: string[]): ReadonlySet<Listener> => registry.listenersTo(wanted);

function ofText(
  registry: Registry,
  event: Kind<"status-deleted" | "filters-changed" | "notifications-merged" | "announcement-deleted" | "token-revoked">,
): Delivery[] {
  const say = (name: string, text: string | null, ...wanted: string[]): Delivery[] => [
    { event: name, content: { kind: "text", text }, listeners: to(registry, ...wanted) },
  ];
  switch (event.kind) {
    case "status-deleted":
      return say("delete", event.statusId, ...event.topics);
    case "filters-changed":
      return say("filters_changed", null, topics.account(event.accountId));
    case "notifications-merged":
      return say("notifications_merged", "1", topics.notifications(event.accountId));
    case "announcement-deleted":
      return say("announcement.delete", event.announcementId, topics.everybody);
    case "token-revoked":
      return [];
  }
}

interface Routes {
  readonly own: readonly string[];
  readonly open: readonly string[];
}

function ofStatus(registry: Registry, event: Kind<"status" | "status-edited">, routes: Routes | undefined): Delivery[] {
  if (routes === undefined) return [];
  const name = event.kind === "status" ? "update" : "status.update";
  const of = (place: "home" | "public", wanted: readonly string[]): Delivery => ({
    event: name,
    content: { kind: "status", id: event.statusId, place },
    listeners: registry.listenersTo(wanted),
  });
  return [of("home", routes.own), of("public", routes.open)];
}

/** Where each post goes: the homes and lists that somebody listens to here, and the public streams. */
async function findRoutes(
  db: Reader,
  registry: Registry,
  events: readonly StreamEvent[],
): Promise<Map<string, Routes>> {
  const ids = [
    ...new Set(
      events.flatMap((event) => (event.kind === "status" || event.kind === "status-edited" ? event.statusId : [])),
    ),
  ];
  if (ids.length === 0 || registry.connections.size === 0) return new Map();
  const traits = await findPublicTraits(db, ids);
  const homes = await findHomesOf(db, ids, registry.namesAfter(topics.home("")));
  const lists = await findListsOf(db, ids, registry.namesAfter(topics.list("")));
  return new Map(
    [...traits].map(([id, post]) => {
      const own = [...(homes.get(id) ?? []).map(topics.home), ...(lists.get(id) ?? []).map(topics.list)];
      return [id, { own, open: publicTopicsOf(post) }];
    }),
  );
}

async function findHeardNotifications(
  db: Reader,
  registry: Registry,
  events: readonly StreamEvent[],
): Promise<Map<string, NotificationRow>> {
  const ids = events.flatMap((event) =>
    event.kind === "notification" && to(registry, topics.notifications(event.accountId)).size > 0
      ? event.notificationId
      : [],
  );
  const rows = await findNotificationsByIds(db, ids);
  return new Map(rows.filter((row) => !row.isFiltered).map((row) => [row.id, row]));
}

async function findHeardConversations(
  db: Reader,
  registry: Registry,
  events: readonly StreamEvent[],
): Promise<Map<string | null, Conversation[]>> {
  const statusIds = events.flatMap((event) => (event.kind === "conversation" ? event.statusId : []));
  const heardBy = registry.namesAfter(topics.direct(""));
  if (statusIds.length === 0 || heardBy.length === 0) return new Map();
  return Map.groupBy(await findConversationsOf(db, heardBy, statusIds), (row) => row.lastStatusId);
}

async function findHeardImports(
  db: Reader,
  registry: Registry,
  events: readonly StreamEvent[],
): Promise<Map<string, ClimbImport>> {
  const ids = events.flatMap((event) =>
    event.kind === "import-changed" && to(registry, topics.account(event.accountId)).size > 0 ? event.importId : [],
  );
  return await findImportsByIds(db, ids);
}
