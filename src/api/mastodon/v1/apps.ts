import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { findApp, registerApp, type App } from "../../../domain/oauth/apps.ts";
import { vapidKeys } from "../../../domain/push/vapid.ts";
import { recordNotFound, Refused } from "../../../lib/refused.ts";
import type { ApiEnv } from "../../env.ts";
import { readInput } from "../../middleware/input.ts";

const words = (separator: string) =>
  z.union([z.string(), z.array(z.string()).transform((list) => list.join(separator))]);
const registrationSchema = z.object({
  client_name: z.string().catch(""),
  redirect_uris: words("\n").catch(""),
  scopes: words(" ").catch(""),
  website: z.string().catch(""),
});

/** Registration of client applications. For "/api/v1/apps", behind `authenticate`. */
export function appRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.post("/", async (c) => {
    const given = registrationSchema.parse(await readInput(c));
    const { app, clientSecret } = await registerApp(ctx, {
      name: given.client_name,
      redirectUris: given.redirect_uris.split(/\s+/).filter((uri) => uri !== ""),
      scopes: given.scopes.trim() === "" ? "read" : given.scopes,
      website: given.website.trim() === "" ? null : given.website.trim(),
    });
    return c.json({
      ...toApplication(ctx.config, app),
      client_id: app.clientId,
      client_secret: clientSecret,
      client_secret_expires_at: 0,
    });
  });
  routes.get("/verify_credentials", async (c) => {
    const auth = c.get("auth");
    if (auth === null) throw new Refused("unauthenticated", "The access token is invalid");
    const app = auth.appId === null ? null : await findApp(ctx, auth.appId);
    // Tokens made on the command line belong to no app.
    if (app === null) throw recordNotFound();
    return c.json(toApplication(ctx.config, app));
  });
  return routes;
}

function toApplication(config: Pick<Context["config"], "secret">, app: App) {
  return {
    id: app.id,
    name: app.name,
    website: app.website,
    scopes: app.scopes,
    redirect_uri: app.redirectUris.join("\n"),
    redirect_uris: app.redirectUris,
    // Deprecated, but typed clients ask for a string; the key itself is told by /api/v2/instance.
    vapid_key: vapidKeys(config.secret).publicKey,
  };
}
