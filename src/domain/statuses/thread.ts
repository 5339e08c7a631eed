import type { Reader } from "../../db/database.ts";
import { findHiddenPairs } from "../../db/viewer-queries.ts";
import { findConversation, type ThreadPost } from "../../db/status-queries.ts";
import type { Status } from "./status.ts";

const mostInThread = 4_096;
/** What somebody gets who is not signed in, as on Mastodon. */
const forStrangers = { ancestors: 40, descendants: 60, depth: 20 };

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
  if (viewerId === null) {
    const descendants = descendantsOf(thread, status.id, forStrangers.depth).slice(0, forStrangers.descendants);
    return { ancestors: ancestors.slice(-forStrangers.ancestors), descendants };
  }
  const descendants = descendantsOf(thread, status.id, mostInThread);
  const authors = new Set([...ancestors, ...descendants].flatMap((id) => byId.get(id)?.accountId ?? []));
  const looks = [...authors].map((id) => ({ viewerId, id }));
  const hidden = new Set((await findHiddenPairs(db, looks, now)).map((pair) => pair.id));
  const isShown = (id: string): boolean => !hidden.has(byId.get(id)?.accountId ?? "");
  return { ancestors: ancestors.filter(isShown), descendants: descendants.filter(isShown) };
}

function descendantsOf(thread: readonly ThreadPost[], id: string, mostDepth: number): string[] {
  const repliesById = new Map<string, ThreadPost[]>();
  for (const post of thread) {
    if (post.inReplyToId === null) continue;
    const replies = repliesById.get(post.inReplyToId) ?? [];
    replies.push(post);
    repliesById.set(post.inReplyToId, replies);
  }
  const found: string[] = [];
  const seen = new Set([id]);
  const repliesTo = (parentId: string, depth: number) =>
    depth > mostDepth ? [] : (repliesById.get(parentId) ?? []).toReversed().map((post) => ({ post, depth }));
  const stack = repliesTo(id, 1);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.post.id)) continue;
    seen.add(next.post.id);
    found.push(next.post.id);
    stack.push(...repliesTo(next.post.id, next.depth + 1));
  }
  return found;
}
