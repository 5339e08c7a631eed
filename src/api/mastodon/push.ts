import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { deleteSubscriptionOfToken, findSubscriptionOfToken, type PushSubscription } from "../../db/push-queries.ts";
import { changeSubscription, subscribe } from "../../domain/push/subscribe.ts";
import { alertOf } from "../../domain/push/push-later.ts";
import { vapidKeys } from "../../domain/push/vapid.ts";
import { recordNotFound } from "../../lib/refused.ts";
import type { ApiEnv } from "../env.ts";
import { bearerToken, requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam } from "../params.ts";

const key = (bytes: number) =>
  z
    .string()
    .transform((text) => text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""))
    .refine((text) => Buffer.from(text, "base64url").length === bytes, `must be ${bytes} bytes in base64url`);

const alertNames: ReadonlySet<string> = new Set(Object.values(alertOf));
// Newer apps ask for kinds that are not known here as well: the others count all the same.
const knownAlerts = (given: unknown) =>
  typeof given === "object" && given !== null
    ? Object.fromEntries(Object.entries(given).filter(([name]) => alertNames.has(name)))
    : {};

const dataSchema = z.object({
  data: z
    .object({
      alerts: z.preprocess(knownAlerts, z.record(z.string(), booleanParam)).catch({}),
      policy: z.enum(["all", "followed", "follower", "none"]).optional(),
    })
    .partial()
    .default({}),
  policy: z.enum(["all", "followed", "follower", "none"]).optional(),
});

const subscriptionSchema = z.object({
  subscription: z.object({
    endpoint: z.url({ protocol: /^https?$/, error: "must be a web address" }).max(2_000),
    keys: z.object({ p256dh: key(65), auth: key(16) }),
    standard: booleanParam.default(false),
  }),
});

/** `/api/v1/push/subscription`: where this token's app wants its notifications. */
export function pushRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db } = ctx;
  const tokenIdOf = (auth: ApiEnv["Variables"]["auth"]): string => auth?.tokenId ?? "";

  const show = (subscription: PushSubscription) => ({
    id: subscription.id,
    endpoint: subscription.endpoint,
    standard: subscription.isStandard,
    alerts: Object.fromEntries(Object.values(alertOf).map((name) => [name, subscription.alerts[name] ?? false])),
    policy: subscription.policy,
    server_key: vapidKeys(ctx.config.secret).publicKey,
  });

  routes.post("/", requireUser("push"), async (c) => {
    const input = await readInput(c);
    const { subscription } = subscriptionSchema.parse(input);
    const { data, policy } = dataSchema.parse(input);
    const created = await subscribe(ctx, userOf(c), {
      tokenId: tokenIdOf(c.get("auth")),
      token: bearerToken(c) ?? "",
      endpoint: subscription.endpoint,
      p256dh: subscription.keys.p256dh,
      authSecret: subscription.keys.auth,
      isStandard: subscription.standard,
      alerts: data.alerts ?? {},
      policy: data.policy ?? policy ?? "all",
    });
    return c.json(show(created));
  });

  async function ofToken(auth: ApiEnv["Variables"]["auth"]): Promise<PushSubscription> {
    const subscription = await findSubscriptionOfToken(db.read, tokenIdOf(auth));
    if (subscription === null) throw recordNotFound();
    return subscription;
  }

  routes.get("/", requireUser("push"), async (c) => c.json(show(await ofToken(c.get("auth")))));

  routes.on(["PUT", "PATCH"], "/", requireUser("push"), async (c) => {
    const subscription = await ofToken(c.get("auth"));
    const { data, policy } = dataSchema.parse(await readInput(c));
    return c.json(
      show(
        await changeSubscription(ctx, subscription, {
          alerts: data.alerts ?? {},
          policy: data.policy ?? policy ?? subscription.policy,
        }),
      ),
    );
  });

  routes.delete("/", requireUser("push"), async (c) => {
    await db.write((tx) => deleteSubscriptionOfToken(tx, tokenIdOf(c.get("auth"))));
    return c.json({});
  });

  return routes;
}
