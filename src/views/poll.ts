import type { Config } from "../config/config.ts";
import type { Reader } from "../db/database.ts";
import { findPollsOfStatuses, findVotesBy } from "../db/poll-queries.ts";
import { hasEnded, type Poll } from "../domain/polls/poll.ts";
import type { Status } from "../domain/statuses/status.ts";
import { systemClock } from "../lib/clock.ts";
import { instantOf, toEmojis } from "./account.ts";

/** Polls of posts, with what the viewer has voted for. */
export interface PollFacts {
  pollByStatusId: Map<string, Poll>;
  ownVotesByPollId: Map<string, number[]>;
  readAt: Date;
}

/** Three queries, however many posts. */
export async function loadPolls(db: Reader, statusIds: readonly string[], viewerId: string | null): Promise<PollFacts> {
  const pollByStatusId = await findPollsOfStatuses(db, statusIds);
  const pollIds = [...pollByStatusId.values()].map((poll) => poll.id);
  const ownVotesByPollId = viewerId === null ? new Map<string, number[]>() : await findVotesBy(db, viewerId, pollIds);
  // Loaders have no clock; the job that closes a poll goes by the server's.
  return { pollByStatusId, ownVotesByPollId, readAt: systemClock.now() };
}

/** Mastodon's Poll of a post; null when it has none. Without a viewer Mastodon leaves their votes out. */
export function toPoll(
  config: Config,
  { pollByStatusId, ownVotesByPollId, readAt }: PollFacts,
  status: Status,
  viewerId: string | null,
) {
  const poll = pollByStatusId.get(status.id);
  if (poll === undefined) return null;
  const isOver = hasEnded(poll, readAt);
  const ownVotes = ownVotesByPollId.get(poll.id) ?? [];
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
    ...(viewerId === null ? {} : { voted: status.accountId === viewerId || ownVotes.length > 0, own_votes: ownVotes }),
  };
}
