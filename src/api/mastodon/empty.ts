import { Hono } from "hono";
import { z } from "zod";
import type { ApiEnv } from "../env.ts";
import { requireUser } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { idParam, listParam } from "../params.ts";

/**
 * Lists that are empty because nothing here can fill them yet. Apps ask for them at their start, and some end there when
 * one is missing. What would write to them is not found.
 */
const ofUser = {
  "/v1/filters": "read:filters",
  "/v2/filters": "read:filters",
  "/v1/lists": "read:lists",
  "/v1/accounts/:id/lists": "read:lists",
  "/v1/announcements": "read",
  "/v1/conversations": "read:statuses",
  "/v1/followed_tags": "read:follows",
  "/v1/featured_tags": "read:accounts",
  "/v1/endorsements": "read:accounts",
  "/v1/mutes": "read:mutes",
  "/v1/domain_blocks": "read:blocks",
  "/v1/scheduled_statuses": "read:statuses",
  "/v1/suggestions": "read",
  "/v2/suggestions": "read",
} as const;

const ofAnyone = [
  "/v1/accounts/:id/featured_tags",
  "/v1/instance/rules",
  "/v1/trends",
  "/v1/trends/tags",
  "/v1/trends/statuses",
  "/v1/trends/links",
] as const;

export function emptyRoutes(): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  for (const [path, scope] of Object.entries(ofUser)) routes.get(path, requireUser(scope), (c) => c.json([]));
  for (const path of ofAnyone) routes.get(path, (c) => c.json([]));
  routes.get("/v1/accounts/familiar_followers", requireUser("read:follows"), async (c) => {
    const { id: ids } = z.object({ id: listParam(idParam) }).parse(await readInput(c));
    return c.json(ids.slice(0, 40).map((id) => ({ id, accounts: [] })));
  });
  return routes;
}
