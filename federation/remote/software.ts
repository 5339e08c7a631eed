import { z } from "zod";
import type { Context } from "../../src/context.ts";
import { findKeyValue, putKeyValue } from "../../src/db/key-value-queries.ts";
import { FetchRefused } from "../../src/lib/fetch-refused.ts";
import { federationFetch } from "../loaders.ts";

type SoftwareContext = Pick<Context, "config" | "db" | "clock">;

const dayMs = 86_400_000;
/** What a server was is believed for so long when it cannot be asked. */
const keptMs = 30 * dayMs;

const linksSchema = z.object({
  links: z.array(z.object({ rel: z.string(), href: z.string().max(2_000) }).loose()).max(50),
});
const nodeInfoSchema = z.object({ software: z.object({ name: z.string().min(1).max(100) }) });
const rememberedSchema = z.object({ name: z.string().nullable(), askedAt: z.number() });

/** What runs at `origin`, in lower case, by its NodeInfo; asked once a day. Null when it does not say. */
async function softwareAt(ctx: SoftwareContext, origin: string): Promise<string | null> {
  const now = ctx.clock.now();
  const key = JSON.stringify(["software", origin]);
  const remembered = rememberedSchema.safeParse(await findKeyValue(ctx.db.read, key, now)).data;
  if (remembered !== undefined && now.getTime() - remembered.askedAt < dayMs) return remembered.name;
  try {
    const name = await askSoftware(ctx, origin);
    const expiresAt = new Date(now.getTime() + keptMs);
    await ctx.db.write((tx) => putKeyValue(tx, key, { name, askedAt: now.getTime() }, expiresAt));
    return name;
  } catch (error) {
    if (error instanceof FetchRefused) return remembered?.name ?? null;
    throw error;
  }
}

async function askSoftware(ctx: SoftwareContext, origin: string): Promise<string | null> {
  const links = linksSchema.safeParse(await fetchJson(ctx, `${origin}/.well-known/nodeinfo`)).data?.links ?? [];
  const documents = links.filter((link) => link.rel.startsWith("http://nodeinfo.diaspora.software/ns/schema/"));
  const href = documents.at(-1)?.href;
  // Another host would speak for a server that is not its own.
  if (href === undefined || !URL.canParse(href, origin) || new URL(href, origin).origin !== origin) return null;
  const info = nodeInfoSchema.safeParse(await fetchJson(ctx, new URL(href, origin).href));
  return info.success ? info.data.software.name.toLowerCase() : null;
}

async function fetchJson(ctx: SoftwareContext, url: string): Promise<unknown> {
  const response = await federationFetch(ctx)(url, { headers: { accept: "application/json" } });
  return response.ok ? await response.json().catch(() => null) : null;
}

const takesDislikes = new Set(["topout", "lemmy", "peertube", "friendica", "mbin", "piefed"]);

/** Most servers know no Dislike: some would take it for something else, or refuse it for days. */
export async function isDislikeKnown(ctx: SoftwareContext, actorUri: string): Promise<boolean> {
  const software = await softwareAt(ctx, new URL(actorUri).origin);
  return software !== null && takesDislikes.has(software);
}
