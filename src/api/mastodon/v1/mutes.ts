import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findBlockedDomains } from "../../../db/domain-block-queries.ts";
import { findMuted } from "../../../db/mute-queries.ts";
import { blockDomain, toDomain, unblockDomain } from "../../../domain/relationships/block-domain.ts";
import { instantOf, toAccount } from "../../../views/account.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { pageParams } from "../../params.ts";

/** `/api/v1/mutes`: whom one mutes, paged by the mute. */
export function muteRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", requireUser("read:mutes"), async (c) => {
    const page = toPage(pageParams(40, 80).parse(await readInput(c)));
    const listed = await findMuted(ctx.db.read, userOf(c).id, ctx.clock.now(), page);
    linkPages(
      c,
      ctx.config,
      listed.map((row) => row.cursor),
      page,
    );
    return c.json(
      listed.map(({ account, expiresAt }) => ({
        ...toAccount(ctx.config, account),
        mute_expires_at: expiresAt === null ? null : instantOf(expiresAt),
      })),
    );
  });
}

const domainSchema = z.object({ domain: z.preprocess((value) => value ?? "", z.string()) });

async function domainOf(c: HonoContext<ApiEnv>): Promise<string> {
  return toDomain(domainSchema.parse(await readInput(c)).domain);
}

/** `/api/v1/domain_blocks`: servers of which one wants to see nothing. */
export function domainBlockRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  routes.get("/", requireUser("read:blocks"), async (c) => {
    const page = toPage(pageParams(100, 200).parse(await readInput(c)));
    const listed = await findBlockedDomains(ctx.db.read, userOf(c).id, page);
    linkPages(
      c,
      ctx.config,
      listed.map((row) => row.cursor),
      page,
    );
    return c.json(listed.map((row) => row.domain));
  });

  routes.post("/", requireUser("write:blocks"), async (c) => {
    const domain = await domainOf(c);
    await ctx.db.write((tx) => blockDomain(ctx, tx, userOf(c), domain));
    return c.json({});
  });

  routes.delete("/", requireUser("write:blocks"), async (c) => {
    const domain = await domainOf(c);
    await ctx.db.write((tx) => unblockDomain(tx, userOf(c), domain));
    return c.json({});
  });

  return routes;
}
