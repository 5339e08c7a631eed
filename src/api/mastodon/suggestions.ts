import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findDirectory } from "../../db/suggestion-queries.ts";
import { dismissSuggestion, suggestAccounts, type Suggestion } from "../../domain/accounts/suggest.ts";
import { toAccount } from "../../views/account.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam, limitParam, offsetParam } from "../params.ts";

const limitSchema = z.object({ limit: limitParam(40, 80) });
const directorySchema = limitSchema.extend({
  offset: offsetParam(100_000),
  local: booleanParam.default(false),
  order: z.enum(["active", "new"]).catch("active"),
});

/** Mastodon's reasons: the present list, and the one word that it had before. */
const reasons: Record<Suggestion["reason"], { sources: string[]; source: string }> = {
  "friends-of-friends": { sources: ["friends_of_friends"], source: "past_interactions" },
  "popular-here": { sources: ["most_followed"], source: "global" },
};

/** `/api/v1/suggestions`, `/api/v2/suggestions`, `/api/v1/directory`: whom one may want to follow. */
export function suggestionRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/v1/suggestions", requireUser("read"), async (c) => {
    const { limit } = limitSchema.parse(await readInput(c));
    const suggestions = await suggestAccounts(ctx, userOf(c), limit);
    return c.json(suggestions.map(({ account }) => toAccount(ctx.config, account)));
  });

  routes.get("/v2/suggestions", requireUser("read"), async (c) => {
    const { limit } = limitSchema.parse(await readInput(c));
    const suggestions = await suggestAccounts(ctx, userOf(c), limit);
    return c.json(
      suggestions.map(({ account, reason }) => ({ ...reasons[reason], account: toAccount(ctx.config, account) })),
    );
  });

  routes.delete("/v1/suggestions/:id", requireUser("read"), async (c) => {
    await dismissSuggestion(ctx, userOf(c), c.req.param("id"));
    return c.json({});
  });

  routes.get("/v1/directory", async (c) => {
    const { limit, offset, local, order } = directorySchema.parse(await readInput(c));
    const viewerId = viewerOf(c)?.id ?? null;
    const question = { viewerId, now: ctx.clock.now(), onlyLocal: local, order, limit, offset };
    const found = await findDirectory(ctx.db.read, question);
    return c.json(found.map((account) => toAccount(ctx.config, account)));
  });

  return routes;
}
