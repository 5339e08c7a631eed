import { Hono, type Context as HonoContext } from "hono";
import type { Context } from "../../../context.ts";
import { findAccount } from "../../../db/account-queries.ts";
import { findFollow, findFollowers } from "../../../db/relationship-queries.ts";
import type { Account } from "../../../domain/accounts/account.ts";
import { authorizeFollowRequest, rejectFollow } from "../../../domain/relationships/follow.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { toAccount } from "../../../views/account.ts";
import { loadRelationships } from "../../../views/relationship.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { pageParams } from "../../params.ts";

/** `/api/v1/follow_requests`: `:id` is the account that asks. */
export function followRequestRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function asker(c: HonoContext<ApiEnv>): Promise<Account> {
    const account = await findAccount(ctx.db.read, c.req.param("id") ?? "");
    const asked = account === null ? null : await findFollow(ctx.db.read, account.id, userOf(c).id);
    if (account === null || asked?.state !== "pending") throw recordNotFound();
    return account;
  }

  async function answer(c: HonoContext<ApiEnv>, account: Account) {
    const [relationship] = await loadRelationships(ctx.db.read, userOf(c).id, [account.id], ctx.clock.now());
    return c.json(relationship);
  }

  routes.get("/", requireUser("read:follows"), async (c) => {
    const page = toPage(pageParams(40, 80).parse(await readInput(c)));
    const listed = await findFollowers(ctx.db.read, userOf(c).id, "pending", page);
    linkPages(
      c,
      ctx.config,
      listed.map((row) => row.cursor),
      page,
    );
    return c.json(listed.map((row) => toAccount(ctx.config, row.account)));
  });

  routes.post("/:id/authorize", requireUser("write:follows"), async (c) => {
    const account = await asker(c);
    await ctx.db.write((tx) => authorizeFollowRequest(ctx, tx, account, userOf(c)));
    return await answer(c, account);
  });

  routes.post("/:id/reject", requireUser("write:follows"), async (c) => {
    const account = await asker(c);
    await ctx.db.write((tx) => rejectFollow(ctx, tx, account, userOf(c)));
    return await answer(c, account);
  });

  return routes;
}
