import type { Context } from "../../context.ts";
import { findAccountsByIds } from "../../db/account-queries.ts";
import {
  deleteConversation,
  endConversationWith,
  findConversationsEndingWith,
  findDirectPosts,
  putConversation,
} from "../../db/conversation-queries.ts";
import type { Writer } from "../../db/database.ts";
import { newId } from "../../lib/ids.ts";
import { isLocal } from "../accounts/account.ts";
import type { Status } from "../statuses/status.ts";
import { tellStreams } from "../streams/tell.ts";

/** A direct post goes to the end of the conversations of its author and of whom it names, as far as they are here. */
export async function extendConversations(
  ctx: Pick<Context, "bus" | "clock">,
  tx: Writer,
  status: Status,
  mentionedIds: readonly string[],
): Promise<void> {
  if (status.visibility !== "direct") return;
  const everybody = [...new Set([status.accountId, ...mentionedIds])].sort();
  for (const account of (await findAccountsByIds(tx, everybody)).values()) {
    if (!isLocal(account)) continue;
    await putConversation(tx, {
      id: newId(ctx.clock.now()),
      accountId: account.id,
      conversationId: status.conversationId,
      participantIds: everybody.filter((id) => id !== account.id),
      lastStatusId: status.id,
      isUnread: account.id !== status.accountId,
    });
  }
  tellStreams(ctx, tx, { kind: "conversation", statusId: status.id });
}

const looksBack = 50;

/** Before a direct post goes: conversations that end with it end with the one before, or go as well. */
export async function shortenConversations(tx: Writer, status: Status): Promise<void> {
  if (status.visibility !== "direct") return;
  for (const conversation of await findConversationsEndingWith(tx, status.id)) {
    const { conversationId, accountId: viewerId } = conversation;
    const posts = await findDirectPosts(tx, { conversationId, viewerId, limit: looksBack });
    const before = posts.find((post) => {
      const people = new Set([post.status.accountId, ...post.mentionedIds]);
      people.delete(viewerId);
      return post.status.id !== status.id && [...people].sort().join(" ") === conversation.participantsKey;
    });
    if (before === undefined) await deleteConversation(tx, conversation.id);
    else await endConversationWith(tx, conversation.id, before.status.id);
  }
}
