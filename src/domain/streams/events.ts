import { z } from "zod";

const id = z.string();

/**
 * What open streams hear of. Ids only, never what somebody wrote: it travels between processes, and each renders what it is about for
 * each reader, so that nobody gets what they may not see.
 */
export const streamEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status"), statusId: id }),
  z.object({ kind: z.literal("status-edited"), statusId: id }),
  // The post is gone when this arrives: it names all who may hear of it.
  z.object({ kind: z.literal("status-deleted"), statusId: id, topics: z.array(z.string()) }),
  z.object({ kind: z.literal("notification"), accountId: id, notificationId: id }),
  z.object({ kind: z.literal("notifications-merged"), accountId: id }),
  // For everybody whose conversation now ends with this post.
  z.object({ kind: z.literal("conversation"), statusId: id }),
  z.object({ kind: z.literal("filters-changed"), accountId: id }),
  // New or changed.
  z.object({ kind: z.literal("announcement"), announcementId: id }),
  z.object({ kind: z.literal("announcement-reaction"), announcementId: id, name: z.string() }),
  z.object({ kind: z.literal("import-changed"), accountId: id, importId: id }),
  z.object({ kind: z.literal("announcement-deleted"), announcementId: id }),
  z.object({ kind: z.literal("token-revoked"), tokenId: id }),
]);

export type StreamEvent = z.infer<typeof streamEvent>;

/** Carries events to everybody with an open stream, here and in the other processes. Delivery is a best effort. */
export interface Bus {
  /** For `afterCommit`: never throws, never waits. */
  publish(event: StreamEvent): void;
  /** Gives the way to end it. */
  subscribe(listener: (event: StreamEvent) => void): () => void;
  close(): Promise<void>;
}
