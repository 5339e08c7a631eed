import type { Reader } from "../../db/database.ts";
import { findHiddenPairs } from "../../db/viewer-queries.ts";
import { findConversation, type ThreadPost } from "../../db/status-queries.ts";
import type { Status } from "./status.ts";

const mostInThread = 4_096;

/**
 * What a post answers, oldest first, and what answers it, each answer below what it answers; as far as the viewer may
 * see them, without what those wrote whom the viewer hides.
 */
export async function findThread(
  db: Reader,
  status: Status,
  viewerId: string | null,
  now: Date,
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
  const descendants = descendantsOf(thread, status.id);
  if (viewerId === null) return { ancestors, descendants };
  const authors = new Set([...ancestors, ...descendants].flatMap((id) => byId.get(id)?.accountId ?? []));
  const looks = [...authors].map((id) => ({ viewerId, id }));
  const hidden = new Set((await findHiddenPairs(db, looks, now)).map((pair) => pair.id));
  const isShown = (id: string): boolean => !hidden.has(byId.get(id)?.accountId ?? "");
  return { ancestors: ancestors.filter(isShown), descendants: descendants.filter(isShown) };
}

function descendantsOf(thread: readonly ThreadPost[], id: string): string[] {
  const repliesById = new Map<string, ThreadPost[]>();
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
