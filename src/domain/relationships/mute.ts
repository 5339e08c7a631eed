import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { deleteConversationMute, deleteMute, insertConversationMute, putMute } from "../../db/mute-queries.ts";
import { deleteNotificationsFrom } from "../../db/notification-queries.ts";
import { newId } from "../../lib/ids.ts";
import type { Account } from "../accounts/account.ts";
import type { Status } from "../statuses/status.ts";

export interface MuteOptions {
  hidesNotifications: boolean;
  /** Null for as long as it is not taken back. */
  durationSeconds: number | null;
}

/** Hides somebody's posts from one's timelines, and their notifications if so wished. Again changes how, and how long. */
export async function mute(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  account: Account,
  target: Account,
  { hidesNotifications, durationSeconds }: MuteOptions,
): Promise<void> {
  // As on Mastodon: no fault, and nothing happens.
  if (account.id === target.id) return;
  const now = ctx.clock.now();
  await putMute(tx, {
    id: newId(now),
    accountId: account.id,
    targetId: target.id,
    hidesNotifications,
    expiresAt: durationSeconds === null ? null : new Date(now.getTime() + durationSeconds * 1_000),
    createdAt: now,
  });
  if (hidesNotifications) await deleteNotificationsFrom(tx, account.id, target.id);
}

export async function unmute(tx: Writer, account: Account, target: Account): Promise<void> {
  await deleteMute(tx, account.id, target.id);
}

/** Ends notifications about the thread of a post. */
export async function muteConversation(
  ctx: Pick<Context, "clock">,
  tx: Writer,
  account: Account,
  { conversationId }: Status,
): Promise<void> {
  await insertConversationMute(tx, { accountId: account.id, conversationId, createdAt: ctx.clock.now() });
}

export async function unmuteConversation(tx: Writer, account: Account, { conversationId }: Status): Promise<void> {
  await deleteConversationMute(tx, account.id, conversationId);
}
