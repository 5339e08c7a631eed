import { z } from "zod";
import type { Context } from "../../src/context.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { federationFetch } from "../loaders.ts";

const answerSchema = z.object({
  subject: z.string().max(2_000),
  links: z
    .array(z.object({ rel: z.string(), type: z.string().optional(), href: z.string().max(2_000).optional() }).loose())
    .max(200)
    .default([]),
});

export interface WebFingerAnswer {
  username: string;
  /** Lower case. */
  domain: string;
  actorUri: string;
}

const acctPattern = /^(?:acct:)?@?([^@\s/]+)@([a-z0-9.-]+(?::\d+)?)$/i;

/** The parts of `user@host`; null for anything else. */
export function splitHandle(handle: string): { username: string; domain: string } | null {
  const match = acctPattern.exec(handle.trim());
  return match?.[1] === undefined || match[2] === undefined
    ? null
    : { username: match[1], domain: match[2].toLowerCase() };
}

/**
 * Asks `domain` who `username` is (RFC 7033). Null when it says nobody, or cannot be understood.
 * @throws FetchRefused when it cannot be reached.
 */
export async function fingerAccount(
  ctx: Pick<Context, "config">,
  username: string,
  domain: string,
): Promise<WebFingerAnswer | null> {
  const url = new URL(`${schemeFor(ctx, domain)}://${domain}/.well-known/webfinger`);
  url.searchParams.set("resource", `acct:${username}@${domain}`);
  const response = await federationFetch(ctx)(url, { headers: { accept: "application/jrd+json, application/json" } });
  if (!response.ok) return null;
  const parsed = answerSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return null;
  const subject = splitHandle(parsed.data.subject);
  const self = parsed.data.links.find(
    (link) => link.rel === "self" && isActivityType(link.type) && link.href !== undefined,
  );
  if (subject === null || self?.href === undefined || !URL.canParse(self.href)) return null;
  return { ...subject, actorUri: new URL(self.href).href };
}

const isActivityType = (type: string | undefined): boolean =>
  type === "application/activity+json" || (type?.startsWith("application/ld+json") ?? false);

/** Plain HTTP only between servers under development on one machine. */
function schemeFor(ctx: Pick<Context, "config">, domain: string): "http" | "https" {
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|[a-z0-9-]+\.localhost)(:\d+)?$/.test(domain);
  return ctx.config.allowPrivateAddresses && isLoopback ? "http" : "https";
}

/**
 * The handle's domain of an actor: what its own server names, believed only when the named domain confirms it. A server
 * without WebFinger gets the host of the actor's URI.
 */
export async function handleDomainOf(
  ctx: Pick<Context, "config">,
  username: string,
  actorUri: string,
): Promise<string> {
  const { host } = new URL(actorUri);
  try {
    const answer = await fingerAccount(ctx, username, host);
    if (answer === null || answer.actorUri !== actorUri || answer.domain === host) return host;
    const confirmed = await fingerAccount(ctx, answer.username, answer.domain);
    return confirmed?.actorUri === actorUri ? answer.domain : host;
  } catch (error) {
    if (error instanceof FetchRefused) return host;
    throw error;
  }
}
