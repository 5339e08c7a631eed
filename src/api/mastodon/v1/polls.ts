import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findPoll } from "../../../db/poll-queries.ts";
import { findVisibleStatus } from "../../../db/status-queries.ts";
import { findVotes } from "../../../db/viewer-queries.ts";
import type { Poll } from "../../../domain/polls/poll.ts";
import { refreshPoll } from "../../../domain/polls/refresh.ts";
import { voteHere } from "../../../domain/polls/vote.ts";
import type { Status } from "../../../domain/statuses/status.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { loadPolls, toOwnVotes, toPoll } from "../../../views/poll.ts";
import type { ApiEnv } from "../../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { listParam, numberParam } from "../../params.ts";

const voteSchema = z.object({ choices: listParam(numberParam).pipe(z.array(z.number()).max(100)) });

/** `/api/v1/polls`. */
export function pollRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  /** A poll is seen by whoever sees its post. */
  async function visible(c: HonoContext<ApiEnv>): Promise<{ poll: Poll; status: Status }> {
    const poll = await findPoll(ctx.db.read, c.req.param("id") ?? "");
    const status = poll === null ? null : await findVisibleStatus(ctx.db.read, poll.statusId, viewerOf(c)?.id ?? null);
    if (poll === null || status === null) throw recordNotFound();
    return { poll, status };
  }

  async function show(status: Status, viewerId: string | null) {
    const shown = toPoll(ctx.config, await loadPolls(ctx.db.read, [status.id], ctx.clock.now()), status);
    if (shown === null) throw recordNotFound();
    if (viewerId === null) return shown;
    const votes = await findVotes(ctx.db.read, [{ viewerId, id: shown.id }]);
    return {
      ...shown,
      ...toOwnVotes(
        status,
        viewerId,
        votes.map((vote) => vote.choice),
      ),
    };
  }

  routes.get("/:id", allowAnyone("read:statuses"), async (c) => {
    const { poll, status } = await visible(c);
    await refreshPoll(ctx, poll, status);
    return c.json(await show(status, viewerOf(c)?.id ?? null));
  });

  routes.post("/:id/votes", requireUser("write:statuses"), async (c) => {
    const { poll, status } = await visible(c);
    const { choices } = voteSchema.parse(await readInput(c));
    await ctx.db.write((tx) => voteHere(ctx, tx, userOf(c), status, poll.id, choices));
    return c.json(await show(status, userOf(c).id));
  });

  return routes;
}
