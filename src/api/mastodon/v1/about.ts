import { Hono } from "hono";
import type { Context } from "../../../context.ts";
import { findInstanceText, findRules, type InstanceText } from "../../../db/instance-text-queries.ts";
import { findActivity, findPeers } from "../../../domain/about/activity.ts";
import type { InstanceTextName } from "../../../domain/about/texts.ts";
import { recordNotFound } from "../../../lib/refused.ts";
import { toActivity, toInstanceText, toRule, toTermsOfService } from "../../../views/about.ts";
import { dateOf } from "../../../views/account.ts";
import type { ApiEnv } from "../../env.ts";

/** What is below `/api/v1/instance`: what whoever runs the server says of it, and how much happens. */
export function aboutRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  async function textOf(name: InstanceTextName): Promise<InstanceText> {
    const text = await findInstanceText(ctx.db.read, name);
    if (text === null) throw recordNotFound();
    return text;
  }

  routes.get("/rules", async (c) => c.json((await findRules(ctx.db.read)).map(toRule)));

  // Where nothing is written, it is empty on Mastodon too; the other texts are not found.
  routes.get("/extended_description", async (c) => {
    const text = await findInstanceText(ctx.db.read, "extended_description");
    return c.json(text === null ? { updated_at: null, content: "" } : toInstanceText(text));
  });

  routes.get("/privacy_policy", async (c) => c.json(toInstanceText(await textOf("privacy_policy"))));

  routes.get("/terms_of_service", async (c) => c.json(toTermsOfService(await textOf("terms_of_service"))));

  // Former terms are not kept: only those in force have a date.
  routes.get("/terms_of_service/:date", async (c) => {
    const text = await textOf("terms_of_service");
    if (dateOf(text.updatedAt) !== c.req.param("date")) throw recordNotFound();
    return c.json(toTermsOfService(text));
  });

  routes.get("/peers", async (c) => c.json(await findPeers(ctx)));
  routes.get("/activity", async (c) => c.json((await findActivity(ctx)).map(toActivity)));
  // The server as a whole blocks nobody yet, and translates nothing.
  routes.get("/domain_blocks", (c) => c.json([]));
  routes.get("/translation_languages", (c) => c.json({}));
  return routes;
}
