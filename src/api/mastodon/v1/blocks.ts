import { Hono } from "hono";
import type { Context } from "../../../context.ts";
import { findBlocked } from "../../../db/relationship-queries.ts";
import { toAccount } from "../../../views/account.ts";
import type { ApiEnv } from "../../env.ts";
import { requireUser, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { linkPages, toPage } from "../../paging.ts";
import { pageParams } from "../../params.ts";

/** `/api/v1/blocks`: whom one blocks. */
export function blockRoutes(ctx: Context): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get("/", requireUser("read:blocks"), async (c) => {
    const page = toPage(pageParams(40, 80).parse(await readInput(c)));
    const listed = await findBlocked(ctx.db.read, userOf(c).id, page);
    linkPages(
      c,
      ctx.config,
      listed.map((row) => row.cursor),
      page,
    );
    return c.json(listed.map((row) => toAccount(ctx.config, row.account)));
  });
}
