import { Hono } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { issueAppToken, revokeToken } from "../../domain/oauth/app-tokens.ts";
import { authenticateApp, type App } from "../../domain/oauth/apps.ts";
import { exchangeCode, type IssuedToken } from "../../domain/oauth/codes.ts";
import { OAuthRefused } from "../../domain/oauth/oauth-refused.ts";
import type { ApiEnv } from "../env.ts";
import { readInput } from "../middleware/input.ts";
import { answerOAuthErrors } from "./answer-oauth-errors.ts";
import { readCredentials } from "./read-credentials.ts";

const text = z
  .string()
  .optional()
  .catch(undefined)
  .transform((value) => (value === "" ? undefined : value));
const inputSchema = z.object({
  grant_type: text,
  client_id: text,
  client_secret: text,
  code: text,
  redirect_uri: text,
  code_verifier: text,
  scope: text,
  token: text,
});
type Input = z.infer<typeof inputSchema>;

/** Where apps get and end tokens (RFC 6749 §3.2, RFC 7009). */
export function tokenRoutes(ctx: Context): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError(answerOAuthErrors(ctx.log));
  app.post("/oauth/token", async (c) => {
    const input = inputSchema.parse(await readInput(c));
    const issued = await issue(ctx, input, readCredentials(c, input));
    return c.json(
      {
        access_token: issued.accessToken,
        token_type: "Bearer",
        scope: issued.scopes.join(" "),
        created_at: Math.floor(issued.createdAt.getTime() / 1_000),
      },
      200,
      { "Cache-Control": "no-store", Pragma: "no-cache" },
    );
  });
  app.post("/oauth/revoke", async (c) => {
    const input = inputSchema.parse(await readInput(c));
    if (input.token === undefined) throw new OAuthRefused("unauthorized_client");
    const credentials = readCredentials(c, input);
    await revokeToken(ctx, credentials === null ? null : await authenticateApp(ctx, credentials), input.token);
    return c.json({}, 200, { "Cache-Control": "no-store" });
  });
  return app;
}

type Credentials = ReturnType<typeof readCredentials>;

async function issue(ctx: Context, input: Input, credentials: Credentials): Promise<IssuedToken> {
  switch (input.grant_type) {
    case "authorization_code":
      return await exchange(ctx, await knownApp(ctx, credentials), input);
    case "client_credentials":
      return await issueAppToken(ctx, await knownApp(ctx, credentials), input.scope ?? null);
    case undefined:
      throw new OAuthRefused("invalid_request", "The parameter grant_type is missing.");
    default:
      throw new OAuthRefused("unsupported_grant_type");
  }
}

async function knownApp(ctx: Context, credentials: Credentials): Promise<App> {
  const app = credentials === null ? null : await authenticateApp(ctx, credentials);
  if (app === null) throw new OAuthRefused("invalid_client");
  return app;
}

async function exchange(ctx: Context, app: App, input: Input): Promise<IssuedToken> {
  const { code, redirect_uri: redirectUri } = input;
  if (code === undefined) throw new OAuthRefused("invalid_request", "The parameter code is missing.");
  if (redirectUri === undefined) throw new OAuthRefused("invalid_request", "The parameter redirect_uri is missing.");
  return await exchangeCode(ctx, app, { code, redirectUri, codeVerifier: input.code_verifier ?? null });
}
