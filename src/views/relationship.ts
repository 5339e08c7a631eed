import type { Reader } from "../db/database.ts";
import { findPersonalMarks } from "../db/personal-mark-queries.ts";
import { findBlocksBetween, findFollowsBetween } from "../db/relationship-queries.ts";
import { instantOf } from "./account.ts";

/** Mastodon's Relationships between the viewer and others, in the order of `ids`, in three queries. */
export async function loadRelationships(db: Reader, viewerId: string, ids: readonly string[], now: Date) {
  const follows = await findFollowsBetween(db, viewerId, ids);
  const blocks = await findBlocksBetween(db, viewerId, ids);
  const marksById = await findPersonalMarks(db, viewerId, ids, now);
  return ids.map((id) => {
    const marks = marksById.get(id);
    const mute = marks?.mute ?? null;
    const outgoing = follows.find((follow) => follow.accountId === viewerId && follow.targetId === id);
    const incoming = follows.find((follow) => follow.targetId === viewerId && follow.accountId === id);
    const isFollowing = outgoing?.state === "accepted";
    return {
      id,
      following: isFollowing,
      // Of a follow that waits, too: it is what was asked for.
      showing_reblogs: outgoing?.showsBoosts ?? false,
      notifying: outgoing?.notifies ?? false,
      languages: outgoing?.languages ?? null,
      followed_by: incoming?.state === "accepted",
      blocking: blocks.some((block) => block.accountId === viewerId && block.targetId === id),
      blocked_by: blocks.some((block) => block.accountId === id && block.targetId === viewerId),
      muting: mute !== null,
      muting_notifications: mute?.hidesNotifications ?? false,
      muting_expires_at: mute?.expiresAt == null ? null : instantOf(mute.expiresAt),
      requested: outgoing?.state === "pending",
      requested_by: incoming?.state === "pending",
      domain_blocking: marks?.blockedDomain != null,
      endorsed: marks?.endorsementId != null,
      note: marks?.comment ?? "",
    };
  });
}
