import type { Context } from "../../context.ts";
import type { Writer } from "../../db/database.ts";
import { insertJobs } from "../../db/job-queries.ts";
import { findHomesOf, findListsOf, findPublicTraits } from "../../db/streaming-queries.ts";
import type { Status } from "../statuses/status.ts";
import type { StreamEvent } from "./events.ts";
import { publicTopicsOf, topics } from "./topics.ts";

/** A thread that is fetched long after is no news, as on Mastodon. */
const newsHours = 6;
/** An event stays small on its way between processes. */
const mostTopics = 1_000;

/** Tells open streams once the transaction is committed. */
export function tellStreams(ctx: Pick<Context, "bus">, tx: Writer, event: StreamEvent): void {
  tx.afterCommit(() => ctx.bus.publish(event));
}

export const tellStreamsJobType = "tell-streams";

/**
 * Has the worker tell them: for deeds of the command line, whose process knows of no stream, and without Redis cannot
 * reach those of the server.
 */
export async function tellStreamsLater(
  ctx: Pick<Context, "clock" | "wakeWorker">,
  tx: Writer,
  event: StreamEvent,
  orderingKey: string,
): Promise<void> {
  const now = ctx.clock.now();
  const job = { type: tellStreamsJobType, payload: event, orderingKey, runAt: now, createdAt: now };
  await insertJobs(tx, [{ ...job, lane: "prompt" }]);
  tx.afterCommit(ctx.wakeWorker);
}

export function tellRecorded(ctx: Pick<Context, "bus" | "clock">, tx: Writer, status: Status): void {
  if (ctx.clock.now().getTime() - status.createdAt.getTime() > newsHours * 3_600_000) return;
  tellStreams(ctx, tx, { kind: "status", statusId: status.id });
}

/** To be called while the posts are still there: only now is it known who had them. */
export async function tellDeleted(ctx: Pick<Context, "bus">, tx: Writer, statuses: readonly Status[]): Promise<void> {
  const ids = statuses.map((status) => status.id);
  if (ids.length === 0) return;
  const traits = await findPublicTraits(tx, ids);
  const homes = await findHomesOf(tx, ids);
  const lists = await findListsOf(tx, ids);
  for (const statusId of ids) {
    const of = traits.get(statusId);
    const all = [
      ...(of === undefined ? [] : publicTopicsOf(of)),
      ...(homes.get(statusId) ?? []).map(topics.home),
      ...(lists.get(statusId) ?? []).map(topics.list),
    ];
    for (let start = 0; start < all.length; start += mostTopics) {
      tellStreams(ctx, tx, { kind: "status-deleted", statusId, topics: all.slice(start, start + mostTopics) });
    }
  }
}
