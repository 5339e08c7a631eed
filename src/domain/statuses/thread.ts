import type { Reader } from "../../db/database.ts";
import { findConversation } from "../../db/status-queries.ts";
import type { Status } from "./status.ts";

const mostInThread = 4_096;

/**
 * What a post answers, oldest first, and what answers it, each answer below what it answers; as far as the viewer may
 * see them.
 */
export async function findThread(
  db: Reader,
  status: Status,
  viewerId: string | null,
): Promise<{ ancestors: string[]; descendants: string[] }> {
  const thread = await findConversation(db, status.conversationId, viewerId, mostInThread);
  const byId = new Map(thread.map((post) => [post.id, post]));
  const ancestors: string[] = [];
  for (
    let parent = byId.get(status.inReplyToId ?? "");
    parent !== undefined;
    parent = byId.get(parent.inReplyToId ?? "")
  ) {
    // A circle of answers cannot be made here, but the rows of two servers have been stranger.
    if (ancestors.includes(parent.id) || parent.id === status.id) break;
    ancestors.unshift(parent.id);
  }
  return { ancestors, descendants: descendantsOf(thread, status.id) };
}

function descendantsOf(thread: readonly Status[], id: string): string[] {
  const repliesById = new Map<string, Status[]>();
  for (const post of thread) {
    if (post.inReplyToId === null) continue;
    const replies = repliesById.get(post.inReplyToId) ?? [];
    replies.push(post);
    repliesById.set(post.inReplyToId, replies);
  }
  const found: string[] = [];
  const seen = new Set([id]);
  const stack = [...(repliesById.get(id) ?? [])].toReversed();
  for (let post = stack.pop(); post !== undefined; post = stack.pop()) {
    if (seen.has(post.id)) continue;
    seen.add(post.id);
    found.push(post.id);
    stack.push(...(repliesById.get(post.id) ?? []).toReversed());
  }
  return found;
}
