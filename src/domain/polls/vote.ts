import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { countUpVoters, hasVoteUri, insertVote, lockPoll } from "../../db/poll-queries.ts";
import { findVotes } from "../../db/viewer-queries.ts";
import { isBlocked } from "../../db/relationship-queries.ts";
import { newId } from "../../lib/ids.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import type { Account } from "../accounts/account.ts";
import { federate } from "../federation-events.ts";
import type { Status } from "../statuses/status.ts";
import { uris } from "../uris.ts";
import { hasEnded, type Poll } from "./poll.ts";
import { scheduleClosing } from "./record.ts";

export const tellPollJobType = "tell-poll";

type VoteContext = Pick<Context, "clock" | "config" | "wakeWorker">;

interface Vote {
  id: string;
  uri: string;
  /** Position of the option. */
  choice: number;
}

const invalid = (what: string): Refused => new Refused("invalid", `Validation failed: ${what}`);

/**
 * The one way votes are cast, for the API and the inbox: all of them or none.
 * @throws Refused in Mastodon's words when the voter may not.
 */
async function castVotes(
  ctx: VoteContext,
  tx: Writer,
  voter: Account,
  { poll, status }: { poll: Poll; status: Status },
  votes: readonly Vote[],
): Promise<void> {
  const now = ctx.clock.now();
  if (status.accountId === voter.id) throw invalid("You cannot vote in your own polls");
  if (hasEnded(poll, now)) throw invalid("The poll has already ended");
  if (votes.length === 0 || votes.some(({ choice }) => poll.options[choice] === undefined)) {
    throw invalid("The chosen vote option does not exist");
  }
  const before = (await findVotes(tx, [{ viewerId: voter.id, id: poll.id }])).map((vote) => vote.choice);
  const isRepeated = votes.some(({ choice }) => before.includes(choice));
  const isOneTooMany = !poll.isMultiple && votes.length + before.length > 1;
  if (isRepeated || isOneTooMany || new Set(votes.map(({ choice }) => choice)).size < votes.length) {
    throw invalid("You have already voted on this poll");
  }
  for (const { id, uri, choice } of votes) {
    const isNew = await insertVote(tx, { id, uri, choice, pollId: poll.id, accountId: voter.id, createdAt: now });
    if (!isNew) throw invalid("You have already voted on this poll");
  }
  if (before.length === 0) await countUpVoters(tx, poll.id);
  if (status.isLocal) await scheduleNews(ctx, tx, poll.id);
}

/** Somebody here votes. A remote author is told, each choice by itself; whoever voted hears of the end. */
export async function voteHere(
  ctx: VoteContext,
  tx: Writer,
  voter: Account,
  status: Status,
  pollId: string,
  choices: readonly number[],
): Promise<void> {
  const poll = await openTo(tx, voter, status, pollId);
  const now = ctx.clock.now();
  const votes = choices.map((choice) => {
    const id = newId(now);
    return { id, choice, uri: uris.activity(ctx.config.origin, voter.username, "votes", id) };
  });
  await castVotes(ctx, tx, voter, { poll, status }, votes);
  if (status.isLocal) return;
  for (const { uri, choice } of votes) {
    await federate(ctx, tx, status.uri, {
      kind: "voted",
      accountId: voter.id,
      authorId: status.accountId,
      uri,
      statusUri: status.uri,
      title: poll.options[choice]?.title ?? "",
    });
  }
  await scheduleClosing(ctx, tx, poll);
}

/** A vote of another server comes in, by the title of what it chooses; the same one again changes nothing. */
export async function receiveVote(
  ctx: VoteContext,
  tx: Writer,
  voter: Account,
  status: Status,
  pollId: string,
  { uri, title }: { uri: string; title: string },
): Promise<void> {
  const poll = await openTo(tx, voter, status, pollId);
  if (await hasVoteUri(tx, uri)) return;
  const choice = poll.options.findIndex((option) => option.title === title);
  await castVotes(ctx, tx, voter, { poll, status }, [{ id: newId(ctx.clock.now()), uri, choice }]);
}

async function openTo(tx: Writer, voter: Account, status: Status, pollId: string): Promise<Poll> {
  const isKeptAway =
    (await isBlocked(tx, status.accountId, voter.id)) || (await isBlocked(tx, voter.id, status.accountId));
  const poll = isKeptAway ? null : await lockPoll(tx, pollId);
  if (poll === null) throw recordNotFound();
  return poll;
}

const newsMs = 60_000;

/**
 * Other servers hear of new counts once a minute at the most. The job's key is the minute: its turn comes when no vote
 * can fall into that minute any more, so that none is forgotten.
 */
async function scheduleNews(ctx: Pick<Context, "clock">, tx: Writer, pollId: string): Promise<void> {
  const now = ctx.clock.now();
  const minute = Math.floor(now.getTime() / newsMs) + 1;
  await insertJobs(tx, [
    {
      type: tellPollJobType,
      payload: { pollId },
      lane: "background",
      uniqueKey: `${tellPollJobType} ${pollId} ${minute}`,
      runAt: new Date(minute * newsMs),
      createdAt: now,
    },
  ]);
}
