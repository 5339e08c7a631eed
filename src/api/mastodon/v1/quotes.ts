import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findQuoteOf, findQuotingIds } from "../../../db/quote-queries.ts";
import { findVisibleStatus } from "../../../db/status-queries.ts";
import { changeQuotePolicy } from "../../../domain/quotes/draft.ts";
import { quotePolicies } from "../../../domain/quotes/policy.ts";
import { revokeQuote } from "../../../domain/quotes/revoke.ts";
import type { Status } from "../../../domain/statuses/status.ts";
import { notAllowed, recordNotFound } from "../../../lib/refused.ts";
import { loadStatuses } from "../../../views/load-statuses.ts";
import { toStatuses } from "../../../views/status.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { pageParams } from "../../params.ts";

const policySchema = z.object({ quote_approval_policy: z.enum(quotePolicies) });

/** `/api/v1/statuses/:id/quotes` and `/interaction_policy`. */
export function quoteRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { config } = ctx;

  const show = async (id: string, viewerId: string) => {
    const [shown] = toStatuses(config, await loadStatuses(ctx.db.read, [id], viewerId, ctx.clock.now()), [id]);
    if (shown === undefined) throw recordNotFound();
    return shown;
  };

  async function visible(c: HonoContext<ApiEnv>): Promise<Status> {
    const status = await findVisibleStatus(ctx.db.read, c.req.param("id") ?? "", userOf(c).id);
    if (status === null) throw recordNotFound();
    return status;
  }

  routes.get("/:id/quotes", requireUser("read:statuses"), async (c) => {
    const viewer = userOf(c);
    const page = toPage(pageParams().parse(await readInput(c)));
    const quoted = await visible(c);
    const rows = await findQuotingIds(ctx.db.read, quoted.id, { id: viewer.id, now: ctx.clock.now() }, page);
    const cursors = rows.map((row) => row.cursor);
    linkPages(c, config, cursors, page);
    const ids = rows.map((row) => row.statusId);
    return c.json(toStatuses(config, await loadStatuses(ctx.db.read, ids, viewer.id, ctx.clock.now()), ids));
  });

  routes.post("/:id/quotes/:quoting/revoke", requireUser("write:statuses"), async (c) => {
    const quoted = await visible(c);
    const quote = await findQuoteOf(ctx.db.read, c.req.param("quoting"));
    if (quote === null || quote.quotedStatusId !== quoted.id) throw recordNotFound();
    if (quoted.accountId !== userOf(c).id) throw notAllowed();
    await ctx.db.write((tx) => revokeQuote(ctx, tx, userOf(c), quote));
    return c.json(await show(quote.statusId, userOf(c).id));
  });

  routes.on(["PUT", "PATCH"], "/:id/interaction_policy", requireUser("write:statuses"), async (c) => {
    const status = await visible(c);
    if (status.accountId !== userOf(c).id || status.boostOfId !== null) throw notAllowed();
    const { quote_approval_policy: policy } = policySchema.parse(await readInput(c));
    await ctx.db.write((tx) => changeQuotePolicy(ctx, tx, status, policy));
    return c.json(await show(status.id, userOf(c).id));
  });

  return routes;
}
