import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { allScopes } from "../../domain/oauth/scopes.ts";
import type { ApiEnv } from "../env.ts";

/** With a slash at its end, as Mastodon has it. */
export const issuerOf = (ctx: Pick<Context, "config">): string => `${ctx.config.origin}/`;

/** How to get a token here (RFC 8414): clients read from it whether PKCE and a scope are to be had. */
export function metadataRoutes(ctx: Pick<Context, "config">): Hono<ApiEnv> {
  const { origin } = ctx.config;
  const metadata = {
    issuer: issuerOf(ctx),
    service_documentation: "https://docs.joinmastodon.org/",
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    app_registration_endpoint: `${origin}/api/v1/apps`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    userinfo_endpoint: `${origin}/oauth/userinfo`,
    scopes_supported: allScopes,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "client_credentials"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
  };
  return new Hono<ApiEnv>().get("/.well-known/oauth-authorization-server", (c) => c.json(metadata));
}
