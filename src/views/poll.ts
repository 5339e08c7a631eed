import type { Config } from "../config/config.ts";
import type { Reader } from "../db/database.ts";
import { findPollsOfStatuses } from "../db/poll-queries.ts";
import { hasEnded, type Poll } from "../domain/polls/poll.ts";
import type { Status } from "../domain/statuses/status.ts";
import { instantOf, toEmojis } from "./account.ts";

/** Polls of posts, as they are at `readAt`. */
export interface PollFacts {
  pollByStatusId: Map<string, Poll>;
  readAt: Date;
}

/** One query, however many posts. */
export const loadPolls = async (db: Reader, statusIds: readonly string[], now: Date): Promise<PollFacts> => ({
  pollByStatusId: await findPollsOfStatuses(db, statusIds),
  readAt: now,
});

/** Mastodon's Poll of a post without the viewer's votes, as Mastodon shows it without a viewer; null when it has none. */
export function toPoll(config: Config, { pollByStatusId, readAt }: PollFacts, status: Status) {
  const poll = pollByStatusId.get(status.id);
  if (poll === undefined) return null;
  const isOver = hasEnded(poll, readAt);
  return {
    id: poll.id,
    expires_at: poll.expiresAt === null ? null : instantOf(poll.expiresAt),
    expired: isOver,
    multiple: poll.isMultiple,
    votes_count: poll.options.reduce((sum, option) => sum + option.votesCount, 0),
    voters_count: poll.votersCount,
    options: poll.options.map((option) => ({
      title: option.title,
      votes_count: poll.hidesTotals && !isOver ? null : option.votesCount,
    })),
    emojis: toEmojis(config, status.emojis),
  };
}

/** What a signed-in viewer's Poll has besides. */
export const toOwnVotes = (status: Status, viewerId: string, ownVotes: readonly number[]) => ({
  voted: status.accountId === viewerId || ownVotes.length > 0,
  own_votes: ownVotes,
});
