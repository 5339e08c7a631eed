import type { Context } from "../../context.ts";
import { findAppByClientId, type App } from "./apps.ts";
import { describeFault, type OAuthFault } from "./oauth-refused.ts";
import { covers, parseScopes } from "./scopes.ts";

/** The query of `/oauth/authorize`, as it came. */
export interface AuthorizationQuery {
  readonly response_type?: string | undefined;
  readonly client_id?: string | undefined;
  readonly redirect_uri?: string | undefined;
  readonly scope?: string | undefined;
  readonly state?: string | undefined;
  readonly code_challenge?: string | undefined;
  readonly code_challenge_method?: string | undefined;
}

/** What an app may ask an account's owner for. */
export interface AuthorizationRequest {
  readonly app: App;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  /** S256 (RFC 7636). */
  readonly codeChallenge: string | null;
}

export type CheckedAuthorization =
  | { readonly kind: "good"; readonly request: AuthorizationRequest }
  /** The app or its address is not to be trusted, so the person is told and nobody is redirected (RFC 6749 §4.1.2.1). */
  | { readonly kind: "untrusted"; readonly message: string }
  /** The app is told by a redirect. */
  | {
      readonly kind: "refused";
      readonly app: App;
      readonly redirectUri: string;
      readonly state: string | null;
      readonly fault: OAuthFault;
      readonly description: string;
    };

export async function checkAuthorization(
  ctx: Pick<Context, "db">,
  query: AuthorizationQuery,
): Promise<CheckedAuthorization> {
  const app = query.client_id === undefined ? null : await findAppByClientId(ctx, query.client_id);
  if (app === null) {
    return { kind: "untrusted", message: "This server does not know the app that sent you here (client_id)." };
  }
  const redirectUri = query.redirect_uri;
  if (redirectUri === undefined || !app.redirectUris.includes(redirectUri)) {
    const message = `The address to return to (redirect_uri) is not one that ${app.name} registered with this server.`;
    return { kind: "untrusted", message };
  }
  const state = query.state ?? null;
  const scopes = parseScopes(query.scope === undefined || query.scope.trim() === "" ? "read" : query.scope);
  const fault = findFault(query, app, scopes);
  if (scopes === null || fault !== null) {
    const [code, description] = fault ?? (["invalid_scope", describeFault("invalid_scope")] as const);
    return { kind: "refused", app, redirectUri, state, fault: code, description };
  }
  const codeChallenge = query.code_challenge ?? null;
  return { kind: "good", request: { app, redirectUri, state, scopes, codeChallenge } };
}

function findFault(query: AuthorizationQuery, app: App, scopes: string[] | null): [OAuthFault, string] | null {
  if (query.response_type === undefined) return ["invalid_request", "The parameter response_type is missing."];
  if (query.response_type !== "code") {
    return ["unsupported_response_type", describeFault("unsupported_response_type")];
  }
  if (scopes === null || !scopes.every((scope) => covers(app.scopes, scope))) {
    return ["invalid_scope", describeFault("invalid_scope")];
  }
  const { code_challenge: challenge, code_challenge_method: method } = query;
  if (challenge === undefined && method === undefined) return null;
  if (method !== "S256") return ["invalid_request", "The code_challenge_method must be S256."];
  if (challenge === undefined || !/^[\w-]{43}$/.test(challenge)) {
    return ["invalid_request", "The code_challenge must be the base64url form of a SHA-256 hash, without padding."];
  }
  return null;
}
