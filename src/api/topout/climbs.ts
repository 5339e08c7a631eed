import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findLetInAccount } from "../../db/account-queries.ts";
import { findClimbsOfAccount, findPartners, findVisibleClimb } from "../../db/climb-queries.ts";
import type { Climb } from "../../domain/climbs/climb.ts";
import { changeClimb, logClimb, removeClimb } from "../../domain/climbs/log.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { toClimb } from "../../views/climb.ts";
import type { ApiEnv } from "../env.ts";
import { allowAnyone, requireUser, userOf, viewerOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { booleanParam, idempotencyKeyOf, idParam, listParam, pageParams } from "../params.ts";
import { climbInput } from "./climb-input.ts";

export const todayOf = (ctx: Pick<Context, "clock">): string => ctx.clock.now().toISOString().slice(0, 10);

const logOptions = z.object({
  visibility: z.enum(["public", "unlisted", "private", "direct"]).default("public"),
  /** `post`: tell the followers. */
  post: booleanParam.default(false),
  media_ids: listParam(idParam),
});

/** The climb's own fields lie at the top, or under `climb` as in a post. */
const climbOf = (input: Record<string, unknown>): unknown => input["climb"] ?? input;

async function show(ctx: Context, climbs: readonly Climb[], viewerId: string | null) {
  const partners = await findPartners(
    ctx.db.read,
    climbs.map((climb) => climb.id),
  );
  return climbs.map((climb) => toClimb(climb, partners.get(climb.id) ?? [], viewerId));
}

/** `/api/v1/climbs`: Topout's logbook. */
export function climbRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function ownClimb(id: string, accountId: string): Promise<Climb> {
    const climb = await findVisibleClimb(ctx.db.read, id, accountId);
    if (climb === null || climb.accountId !== accountId) throw recordNotFound();
    return climb;
  }

  routes.post("/", requireUser("write:statuses"), async (c) => {
    const input = await readInput(c);
    const { visibility, post, media_ids: mediaIds } = logOptions.parse(input);
    // They belong to a post: dropping them silently would lose them.
    if (mediaIds.length > 0 && !post) throw new Refused("invalid", "Validation failed: media need `post`");
    const climb = await logClimb(ctx, userOf(c), {
      climb: climbInput(todayOf(ctx)).parse(climbOf(input)),
      visibility,
      posts: post,
      mediaIds,
      applicationId: c.get("auth")?.appId ?? null,
      idempotencyKey: idempotencyKeyOf(c),
    });
    return c.json((await show(ctx, [climb], userOf(c).id))[0]);
  });

  routes.get("/:id", allowAnyone("read:statuses"), async (c) => {
    const viewer = viewerOf(c);
    const climb = await findVisibleClimb(ctx.db.read, c.req.param("id"), viewer?.id ?? null);
    if (climb === null) throw recordNotFound();
    return c.json((await show(ctx, [climb], viewer?.id ?? null))[0]);
  });

  routes.on(["PUT", "PATCH"], "/:id", requireUser("write:statuses"), async (c) => {
    const climb = await ownClimb(c.req.param("id"), userOf(c).id);
    const draft = climbInput(todayOf(ctx)).parse(climbOf(await readInput(c)));
    return c.json((await show(ctx, [await changeClimb(ctx, userOf(c), climb, draft)], userOf(c).id))[0]);
  });

  routes.delete("/:id", requireUser("write:statuses"), async (c) => {
    const climb = await ownClimb(c.req.param("id"), userOf(c).id);
    const [shown] = await show(ctx, [climb], userOf(c).id);
    await removeClimb(ctx, userOf(c), climb);
    return c.json(shown);
  });

  return routes;
}

/** `/api/v1/accounts/:id/climbs`: somebody's logbook, as far as the viewer may see it. */
export function accountClimbRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/:id/climbs", allowAnyone("read:statuses"), async (c) => {
    const account = await findLetInAccount(ctx.db.read, c.req.param("id"));
    if (account === null) throw recordNotFound();
    const page = toPage(pageParams().parse(await readInput(c)));
    const viewerId = viewerOf(c)?.id ?? null;
    const climbs = await findClimbsOfAccount(ctx.db.read, account.id, viewerId, page);
    linkPages(
      c,
      ctx.config,
      climbs.map((climb) => climb.id),
      page,
    );
    return c.json(await show(ctx, climbs, viewerId));
  });
}
