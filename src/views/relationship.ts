import type { Reader } from "../db/database.ts";
import { findBlocksBetween, findFollowsBetween } from "../db/relationship-queries.ts";

/** Mastodon's Relationships between the viewer and others, in the order of `ids`, in two queries. */
export async function loadRelationships(db: Reader, viewerId: string, ids: readonly string[]) {
  const follows = await findFollowsBetween(db, viewerId, ids);
  const blocks = await findBlocksBetween(db, viewerId, ids);
  return ids.map((id) => {
    const outgoing = follows.find((follow) => follow.accountId === viewerId && follow.targetId === id);
    const incoming = follows.find((follow) => follow.targetId === viewerId && follow.accountId === id);
    const isFollowing = outgoing?.state === "accepted";
    return {
      id,
      following: isFollowing,
      showing_reblogs: isFollowing && outgoing.showsBoosts,
      notifying: isFollowing && outgoing.notifies,
      languages: isFollowing ? outgoing.languages : null,
      followed_by: incoming?.state === "accepted",
      blocking: blocks.some((block) => block.accountId === viewerId && block.targetId === id),
      blocked_by: blocks.some((block) => block.accountId === id && block.targetId === viewerId),
      muting: false,
      muting_notifications: false,
      muting_expires_at: null,
      requested: outgoing?.state === "pending",
      requested_by: incoming?.state === "pending",
      domain_blocking: false,
      endorsed: false,
      note: "",
    };
  });
}
