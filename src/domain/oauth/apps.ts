import type { Context } from "../../context.ts";
import { findAppRow, findAppRowByClientId, insertApp } from "../../db/oauth-queries.ts";
import { newId } from "../../lib/ids.ts";
import { Refused, type FieldFault } from "../../lib/refused.ts";
import { hashSecret, newSecret, sameSecret } from "../../lib/secrets.ts";
import { redirectUriFault } from "./redirect-uris.ts";
import { parseScopes } from "./scopes.ts";

/** A client application, as everybody may see it. */
export interface App {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly website: string | null;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
}

export interface AppDraft {
  readonly name: string;
  readonly redirectUris: readonly string[];
  /** Separated by spaces. */
  readonly scopes: string;
  readonly website: string | null;
}

// Mastodon's bounds.
const maxNameLength = 60;
const maxUriLength = 2_000;

/**
 * Registers a client application and tells its secret, this once.
 * @throws Refused with every fault of the draft, worded as Mastodon words them.
 */
export async function registerApp(
  ctx: Pick<Context, "db" | "clock">,
  draft: AppDraft,
): Promise<{ app: App; clientSecret: string }> {
  const scopes = parseScopes(draft.scopes);
  const faults = findFaults(draft, scopes);
  if (scopes === null || faults.length > 0) throw invalidApp(faults);
  const now = ctx.clock.now();
  const app: App = {
    id: newId(now),
    clientId: newSecret(),
    name: draft.name.trim(),
    website: draft.website,
    redirectUris: [...new Set(draft.redirectUris)],
    scopes,
  };
  const clientSecret = newSecret();
  await ctx.db.write((tx) =>
    insertApp(tx, {
      ...app,
      redirectUris: [...app.redirectUris],
      scopes,
      clientSecretHash: hashSecret(clientSecret),
      createdAt: now,
    }),
  );
  return { app, clientSecret };
}

type Fault = readonly [field: string, label: string, error: string, words: string];

function findFaults(draft: AppDraft, scopes: readonly string[] | null): Fault[] {
  const faults: Fault[] = [];
  const name = draft.name.trim();
  if (name === "") faults.push(["name", "Name", "ERR_BLANK", "can't be blank"]);
  if (name.length > maxNameLength) {
    faults.push(["name", "Name", "ERR_TOO_LONG", `is too long (maximum is ${maxNameLength} characters)`]);
  }
  const redirect = faultOfRedirectUris(draft.redirectUris);
  if (redirect !== null) faults.push(["redirect_uri", "Redirect URI", ...redirect]);
  if (scopes === null) faults.push(["scopes", "Scopes", "ERR_INVALID", "doesn't match configured on the server."]);
  if (draft.website !== null && !isWebsite(draft.website)) {
    faults.push(["website", "Website", "ERR_INVALID", "is not a valid URL"]);
  }
  return faults;
}

function faultOfRedirectUris(uris: readonly string[]): [error: string, words: string] | null {
  if (uris.length === 0) return ["ERR_BLANK", "can't be blank"];
  if (uris.join("\n").length > maxUriLength) {
    return ["ERR_TOO_LONG", `is too long (maximum is ${maxUriLength} characters)`];
  }
  const words = uris.map(redirectUriFault).find((fault) => fault !== null);
  return words === undefined ? null : ["ERR_INVALID", words];
}

const isWebsite = (website: string): boolean =>
  website.length <= maxUriLength && /^https?:\/\//i.test(website) && URL.canParse(website);

function invalidApp(faults: readonly Fault[]): Refused {
  const details: Record<string, FieldFault[]> = {};
  for (const [field, , error, description] of faults) (details[field] ??= []).push({ error, description });
  const summary = faults.map(([, label, , words]) => `${label} ${words}`).join(", ");
  return new Refused("invalid", `Validation failed: ${summary}`, { details });
}

export async function findApp(ctx: Pick<Context, "db">, id: string): Promise<App | null> {
  return await findAppRow(ctx.db.read, id);
}

export async function findAppByClientId(ctx: Pick<Context, "db">, clientId: string): Promise<App | null> {
  return await findAppRowByClientId(ctx.db.read, clientId);
}

/** The app whose identifier and secret these are; null when they do not match. */
export async function authenticateApp(
  ctx: Pick<Context, "db">,
  credentials: { clientId: string; clientSecret: string },
): Promise<App | null> {
  const app = await findAppRowByClientId(ctx.db.read, credentials.clientId);
  if (app === null || !sameSecret(app.clientSecretHash, hashSecret(credentials.clientSecret))) return null;
  return app;
}
