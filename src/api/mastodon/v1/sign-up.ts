import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../../context.ts";
import { resendConfirmation } from "../../../domain/accounts/confirm.ts";
import { registerAccount } from "../../../domain/accounts/register.ts";
import type { ApiEnv } from "../../env.ts";
import { appOf, requireNewcomer, userOf } from "../../middleware/authenticate.ts";
import { readInput } from "../../middleware/input.ts";
import { booleanParam } from "../../params.ts";

const text = z.string().catch("");
// What is missing or odd is told by field, in Mastodon's words: see `checkSignUp`.
const signUpSchema = z.object({
  username: text.transform((name) => name.trim()),
  email: text.transform((email) => email.trim()),
  password: text,
  agreement: booleanParam.catch(false),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})?$/i)
    .catch("en"),
  reason: text.transform((reason) => reason.trim()),
  invite_code: text.transform((code) => code.trim() || null),
});

/** `POST /api/v1/accounts`. */
export function signUpRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.post("/", async (c) => {
    const app = appOf(c, "write:accounts");
    const { agreement, invite_code: inviteCode, ...given } = signUpSchema.parse(await readInput(c));
    const issued = await registerAccount(ctx, app, { ...given, agrees: agreement, inviteCode });
    return c.json({
      access_token: issued.accessToken,
      token_type: "Bearer",
      scope: issued.scopes.join(" "),
      created_at: Math.floor(issued.createdAt.getTime() / 1_000),
    });
  });
  return routes;
}

/** `/api/v1/emails`, open to who has only just signed up. */
export function emailRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.post("/confirmations", requireNewcomer("write:accounts"), async (c) => {
    const { email } = z.object({ email: z.string().optional() }).parse(await readInput(c));
    await resendConfirmation(ctx, userOf(c), email?.trim() ?? null);
    return c.json({});
  });
  routes.get("/check_confirmation", requireNewcomer("read:accounts"), (c) =>
    c.json(c.get("auth")?.isConfirmed ?? false),
  );
  return routes;
}
