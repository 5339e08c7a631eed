import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import type { Config } from "../config/config.ts";
import type { Page } from "../lib/page.ts";
import type { ApiEnv } from "./env.ts";
import type { pageParams } from "./params.ts";

/** The page that a client asks for by `max_id`, `since_id`, `min_id` and `limit`. */
export const toPage = (params: z.infer<ReturnType<typeof pageParams>>): Page => ({
  maxId: params.max_id,
  sinceId: params.since_id,
  minId: params.min_id,
  limit: params.limit,
});

/**
 * `Link` to the next (older) and previous (newer) page, from the ids that were read, not those that were shown: a page
 * of which everything is hidden must not end the list.
 */
export function linkPages(
  c: HonoContext<ApiEnv>,
  config: Pick<Config, "origin">,
  cursors: readonly string[],
  page: Page,
): void {
  const newest = cursors[0];
  const oldest = cursors.at(-1);
  if (newest === undefined || oldest === undefined) return;
  const links = [];
  if (cursors.length >= page.limit) links.push(`<${pageUrl(c, config, "max_id", oldest)}>; rel="next"`);
  links.push(`<${pageUrl(c, config, "min_id", newest)}>; rel="prev"`);
  c.header("Link", links.join(", "));
}

/** `Link` to the pages before and after this one, of a list that is paged by number. */
export function linkSlices(
  c: HonoContext<ApiEnv>,
  config: Pick<Config, "origin">,
  shown: number,
  { offset, limit }: { offset: number; limit: number },
): void {
  const links = [];
  if (shown >= limit) links.push(`<${pageUrl(c, config, "offset", String(offset + limit))}>; rel="next"`);
  if (offset > 0) links.push(`<${pageUrl(c, config, "offset", String(Math.max(0, offset - limit)))}>; rel="prev"`);
  if (links.length > 0) c.header("Link", links.join(", "));
}

function pageUrl(c: HonoContext<ApiEnv>, config: Pick<Config, "origin">, name: string, cursor: string): string {
  const url = new URL(c.req.url);
  const target = new URL(url.pathname, config.origin);
  for (const [key, value] of url.searchParams) {
    if (!["max_id", "since_id", "min_id", "access_token"].includes(key)) target.searchParams.append(key, value);
  }
  target.searchParams.set(name, cursor);
  return target.href;
}
