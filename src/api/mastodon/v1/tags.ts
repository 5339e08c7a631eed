import { Hono, type Context as HonoContext } from "hono";
import type { Context } from "../../../context.ts";
import { findFollowedTags } from "../../../db/followed-tag-queries.ts";
import { findTag, type TagName } from "../../../db/tag-queries.ts";
import { featureTag, unfeatureTag } from "../../../domain/tags/feature.ts";
import { ensureTag, followTag, unfollowTag } from "../../../domain/tags/follow.ts";
import { findTrends } from "../../../domain/tags/trends.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { readTagName } from "../../../lib/text/tag-key.ts";
import { loadTags } from "../../../views/tag.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { pageParams, trendParams } from "../../params.ts";

/** `/api/v1/tags`: `:name` is the tag's, without #. */
export function tagRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  const nameOf = (c: HonoContext<ApiEnv>): string => {
    const name = readTagName(c.req.param("name") ?? "");
    if (name === null) throw recordNotFound();
    return name;
  };
  const answer = async (c: HonoContext<ApiEnv>, tag: TagName) => {
    const [shown] = await loadTags(ctx, [tag], viewerOf(c)?.id ?? null);
    return c.json(shown);
  };

  // A tag that nobody has used is a tag all the same, without an id, as on Mastodon.
  routes.get("/:name", async (c) => {
    const name = nameOf(c);
    return await answer(c, (await findTag(ctx.db.read, name)) ?? { id: "", name });
  });

  routes.post("/:name/follow", requireUser("write:follows"), async (c) =>
    answer(c, await ctx.db.write((tx) => followTag(ctx, tx, userOf(c), nameOf(c)))),
  );

  routes.post("/:name/unfollow", requireUser("write:follows"), async (c) => {
    const name = nameOf(c);
    return await answer(c, (await ctx.db.write((tx) => unfollowTag(tx, userOf(c), name))) ?? { id: "", name });
  });

  routes.post("/:name/feature", requireUser("write:accounts"), async (c) => {
    const tag = await ctx.db.write(async (tx) => {
      await featureTag(ctx, tx, userOf(c), nameOf(c));
      return await ensureTag(ctx, tx, nameOf(c));
    });
    return await answer(c, tag);
  });

  routes.post("/:name/unfeature", requireUser("write:accounts"), async (c) => {
    const name = nameOf(c);
    return await answer(c, (await ctx.db.write((tx) => unfeatureTag(tx, userOf(c), name))) ?? { id: "", name });
  });

  return routes;
}

/** `GET /api/v1/followed_tags`. */
export function followedTagRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", requireUser("read:follows"), async (c) => {
    const page = toPage(pageParams(100, 200).parse(await readInput(c)));
    const followed = await findFollowedTags(ctx.db.read, userOf(c).id, page);
    linkPages(
      c,
      ctx.config,
      followed.map((row) => row.cursor),
      page,
    );
    return c.json(await loadTags(ctx, followed, userOf(c).id));
  });
}

/** `GET /api/v1/trends/tags`, and `GET /api/v1/trends`, as it was called before. */
export function trendingTagRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  for (const path of ["/", "/tags"]) {
    routes.get(path, async (c) => {
      const { limit, offset } = trendParams(10, 20).parse(await readInput(c));
      const tags = (await findTrends(ctx)).slice(offset, offset + limit);
      return c.json(await loadTags(ctx, tags, viewerOf(c)?.id ?? null));
    });
  }
  return routes;
}
