import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findMarkedStatusIds } from "../../../db/interaction-queries.ts";
import { findHomeIds, findPublicIds, findTaggedIds } from "../../../db/timeline-queries.ts";
import { findListEntryIds } from "../../../db/list-entry-queries.ts";
import type { Page } from "../../../lib/page.ts";
import { tagKey } from "../../../lib/text/tag-key.ts";
import { loadStatuses } from "../../../views/load-statuses.ts";
import { toStatuses } from "../../../views/status.ts";
import type { ApiEnv } from "../../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { ownList } from "./lists.ts";
import { booleanParam, feedParams, listParam, pageParams } from "../../params.ts";

const sources = z.object({
  local: booleanParam.default(false),
  remote: booleanParam.default(false),
  only_media: booleanParam.default(false),
});
const tagNames = listParam(
  z.string().max(200).transform(tagKey),
  // Mastodon looks at as many of each kind, and leaves out the rest.
).transform((names) => names.slice(0, 4));
const tagFilter = z.object({ any: tagNames, all: tagNames, none: tagNames });

const fromOf = ({ local, remote }: z.infer<typeof sources>) =>
  local === remote ? ("everywhere" as const) : local ? ("local" as const) : ("remote" as const);

async function answer(ctx: Context, c: HonoContext<ApiEnv>, ids: readonly string[], page: Page) {
  const viewerId = viewerOf(c)?.id ?? null;
  linkPages(c, ctx.config, ids, page);
  return c.json(toStatuses(ctx.config, await loadStatuses(ctx.db.read, ids, viewerId, ctx.clock.now()), ids));
}

/** `/api/v1/timelines`. */
export function timelineRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/home", requireUser("read:statuses"), async (c) => {
    const page = toPage(feedParams().parse(await readInput(c)));
    return await answer(ctx, c, await findHomeIds(ctx.db.read, userOf(c).id, ctx.clock.now(), page), page);
  });

  routes.get("/public", allowAnyone("read:statuses"), async (c) => {
    const input = await readInput(c);
    const page = toPage(pageParams().parse(input));
    const asked = sources.parse(input);
    const filter = {
      from: fromOf(asked),
      viewerId: viewerOf(c)?.id ?? null,
      now: ctx.clock.now(),
      onlyMedia: asked.only_media,
    };
    return await answer(ctx, c, await findPublicIds(ctx.db.read, filter, page), page);
  });

  routes.get("/tag/:name", allowAnyone("read:statuses"), async (c) => {
    const input = await readInput(c);
    const page = toPage(pageParams().parse(input));
    const { any, all, none } = tagFilter.parse(input);
    const asked = sources.parse(input);
    const filter = {
      any: [tagKey(c.req.param("name")), ...any].slice(0, 4),
      all,
      none,
      from: fromOf(asked),
      viewerId: viewerOf(c)?.id ?? null,
      onlyMedia: asked.only_media,
      now: ctx.clock.now(),
    };
    return await answer(ctx, c, await findTaggedIds(ctx.db.read, filter, page), page);
  });

  routes.get("/list/:id", requireUser("read:lists"), async (c) => {
    const list = await ownList(ctx, c, c.req.param("id"));
    const page = toPage(feedParams().parse(await readInput(c)));
    return await answer(ctx, c, await findListEntryIds(ctx.db.read, list, ctx.clock.now(), page), page);
  });

  return routes;
}

/** `/api/v1/favourites` and `/api/v1/bookmarks`: paged by the mark, not by the post. */
export function markedStatusRoutes(ctx: Context, kind: "favourites" | "bookmarks"): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", requireUser(`read:${kind}`), async (c) => {
    const page = toPage(pageParams().parse(await readInput(c)));
    const marked = await findMarkedStatusIds(ctx.db.read, kind, userOf(c).id, page);
    const ids = marked.map((row) => row.statusId);
    linkPages(
      c,
      ctx.config,
      marked.map((row) => row.cursor),
      page,
    );
    return c.json(toStatuses(ctx.config, await loadStatuses(ctx.db.read, ids, userOf(c).id, ctx.clock.now()), ids));
  });
}
