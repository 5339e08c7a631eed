import type { Account } from "../../src/domain/accounts/account.ts";
import { findPollOfStatus } from "../../src/db/poll-queries.ts";
import { findStatusByUri, findVisibleStatus } from "../../src/db/status-queries.ts";
import { receiveVote } from "../../src/domain/polls/vote.ts";
import type { Post } from "../codec/read-note.ts";
import type { Inbox } from "../environment.ts";

/** Counts a vote in a poll of this server; anything else that looks like one is dropped. */
export async function takeVote({ data: ctx }: Inbox, note: Post, voter: Account): Promise<void> {
  const { id, replyTargetId: asked, name } = note;
  if (id === null || asked === null || name === null || id.href.length > 2_000) return;
  const status = await findStatusByUri(ctx.db.read, asked.href);
  if (status === null || !status.isLocal) return;
  if ((await findVisibleStatus(ctx.db.read, status.id, voter.id)) === null) return;
  const poll = await findPollOfStatus(ctx.db.read, status.id);
  if (poll === null) return;
  const vote = { uri: id.href, title: name.toString() };
  await ctx.db.write((tx) => receiveVote(ctx, tx, voter, status, poll.id, vote));
}
