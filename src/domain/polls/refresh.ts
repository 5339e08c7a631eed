import type { Context } from "../../context.ts";
import { claimPollRefresh } from "../../db/poll-queries.ts";
import type { Status } from "../statuses/status.ts";
import type { Poll } from "./poll.ts";

const freshMs = 60_000;

/** Reads a remote poll from its server again, once a minute at the most, and once more when it has ended. */
export async function refreshPoll(
  ctx: Pick<Context, "db" | "clock" | "fediverse">,
  poll: Poll,
  status: Status,
): Promise<void> {
  if (status.isLocal) return;
  const now = ctx.clock.now();
  const before = new Date(now.getTime() - freshMs);
  // Looked at without a lock first: most people who look come within the minute.
  if (poll.fetchedAt !== null && poll.fetchedAt >= before) return;
  const isOurTurn = await ctx.db.write((tx) => claimPollRefresh(tx, poll.id, now, before));
  if (isOurTurn) await ctx.fediverse.refreshStatus(status.uri);
}
