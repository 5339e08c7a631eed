import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findLetInAccount } from "../../../db/account-queries.ts";
import { deleteFeaturedTag, findFeaturedTags } from "../../../db/featured-tag-queries.ts";
import { findUsualTags } from "../../../db/tag-queries.ts";
import { featureTag, mostFeaturedTags } from "../../../domain/tags/feature.ts";
import { recordNotFound, Refused } from "../../../lib/refused.ts";
import { readTagName } from "../../../lib/text/tag-key.ts";
import { loadTags, toFeaturedTag } from "../../../views/tag.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";

const mostSuggestions = 10;
const postsLookedAt = 1_000;

/** `/api/v1/featured_tags`: what one's own profile features. */
export function featuredTagRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/", requireUser("read:accounts"), async (c) => {
    const featured = await findFeaturedTags(ctx.db.read, userOf(c).id, mostFeaturedTags);
    return c.json(featured.map((tag) => toFeaturedTag(userOf(c), tag)));
  });

  routes.post("/", requireUser("write:accounts"), async (c) => {
    const name = readTagName(z.object({ name: z.string().default("") }).parse(await readInput(c)).name);
    if (name === null) throw new Refused("invalid", "Validation failed: Tag is invalid");
    return c.json(toFeaturedTag(userOf(c), await ctx.db.write((tx) => featureTag(ctx, tx, userOf(c), name))));
  });

  routes.get("/suggestions", requireUser("read:accounts"), async (c) => {
    const usual = await findUsualTags(ctx.db.read, userOf(c).id, postsLookedAt, mostSuggestions);
    return c.json(await loadTags(ctx, usual, userOf(c).id));
  });

  routes.delete("/:id", requireUser("write:accounts"), async (c) => {
    const wasThere = await ctx.db.write((tx) => deleteFeaturedTag(tx, userOf(c).id, { id: c.req.param("id") }));
    if (!wasThere) throw recordNotFound();
    return c.json({});
  });

  return routes;
}

/** `GET /api/v1/accounts/:id/featured_tags`. */
export function accountFeaturedTagRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/:id/featured_tags", async (c) => {
    const account = await findLetInAccount(ctx.db.read, c.req.param("id"));
    if (account === null) throw recordNotFound();
    const featured = await findFeaturedTags(ctx.db.read, account.id, mostFeaturedTags);
    return c.json(featured.map((tag) => toFeaturedTag(account, tag)));
  });
}
