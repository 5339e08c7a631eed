import { Hono, type Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import { findLetInAccount } from "../../db/account-queries.ts";
import { findVisibleStatus } from "../../db/status-queries.ts";
import { notAllowed, recordNotFound, Refused } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";

/** What Mastodon answers where a feature is turned off: nothing to list, and nothing to be found. */
export function absentRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const refuse = (): never => {
    throw recordNotFound();
  };
  const ofAccount = async (c: HonoContext<ApiEnv>, empty: object) => {
    const account = await findLetInAccount(ctx.db.read, c.req.param("id") ?? "");
    if (account === null) throw recordNotFound();
    return c.json(empty);
  };

  routes.post("/v1/statuses/:id/translate", requireUser("read:statuses"), async (c) => {
    const status = await findVisibleStatus(ctx.db.read, c.req.param("id"), userOf(c).id);
    if (status === null) throw recordNotFound();
    throw notAllowed();
  });
  routes.get("/v1_alpha/async_refreshes/:id", requireUser("read"), () => {
    throw new Refused("not-found", "Not Found");
  });
  routes.get("/v1/accounts/:id/identity_proofs", requireUser(), (c) => ofAccount(c, []));

  routes.get("/v1/annual_reports", requireUser("read:accounts"), (c) =>
    c.json({ annual_reports: [], accounts: [], statuses: [] }),
  );
  routes.get("/v1/annual_reports/:year", requireUser("read:accounts"), refuse);
  routes.get("/v1/annual_reports/:year/state", requireUser("read:accounts"), (c) => c.json({ state: "ineligible" }));
  // Of a year that nobody can have a report of, Mastodon makes none and says nothing.
  routes.post("/v1/annual_reports/:year/generate", requireUser("write:accounts"), (c) => c.json({}));
  routes.post("/v1/annual_reports/:year/read", requireUser("write:accounts"), refuse);
  return routes;
}
