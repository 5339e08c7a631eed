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
 * of which everything is hidden must not end the list. `searchedTo`: where the search for this page was given up.
 */
export function linkPages(
  c: HonoContext<ApiEnv>,
  config: Pick<Config, "origin">,
  cursors: readonly string[],
  page: Page,
  searchedTo: string | null = null,
): void {
  linkPagesBy(c, config, { next: "max_id", previous: "min_id" }, cursors, page.limit, {
    isUpwards: page.minId !== undefined,
    searchedTo,
  });
}

/** As `linkPages`, by other parameters than Mastodon's. */
export function linkPagesBy(
  c: HonoContext<ApiEnv>,
  config: Pick<Config, "origin">,
  names: Readonly<Record<"next" | "previous", string>>,
  cursors: readonly string[],
  limit: number,
  { isUpwards, searchedTo }: { isUpwards: boolean; searchedTo: string | null } = { isUpwards: false, searchedTo: null },
): void {
  const newest = isUpwards && searchedTo !== null ? searchedTo : cursors[0];
  const lastRead = cursors.length >= limit ? cursors.at(-1) : undefined;
  const oldest = !isUpwards && searchedTo !== null ? searchedTo : lastRead;
  const links = [];
  if (oldest !== undefined) links.push(`<${pageUrl(c, config, names, names.next, oldest)}>; rel="next"`);
  if (newest !== undefined) links.push(`<${pageUrl(c, config, names, names.previous, newest)}>; rel="prev"`);
  if (links.length > 0) c.header("Link", links.join(", "));
}

const byOffset = { next: "offset", previous: "offset" };

/** `Link` of lists that have no ids to page by, and are counted off: to the next part and the one before. */
export function linkParts(
  c: HonoContext<ApiEnv>,
  config: Pick<Config, "origin">,
  readCount: number,
  { limit, offset }: { limit: number; offset: number },
): void {
  const at = (place: number) => pageUrl(c, config, byOffset, "offset", String(place));
  const links = [];
  if (readCount >= limit) links.push(`<${at(offset + limit)}>; rel="next"`);
  if (offset > 0) links.push(`<${at(Math.max(0, offset - limit))}>; rel="prev"`);
  if (links.length > 0) c.header("Link", links.join(", "));
}

function pageUrl(
  c: HonoContext<ApiEnv>,
  config: Pick<Config, "origin">,
  names: Readonly<Record<"next" | "previous", string>>,
  name: string,
  cursor: string,
): string {
  const url = new URL(c.req.url);
  const target = new URL(url.pathname, config.origin);
  const left = ["since_id", "access_token", ...Object.values(names)];
  for (const [key, value] of url.searchParams) if (!left.includes(key)) target.searchParams.append(key, value);
  target.searchParams.set(name, cursor);
  return target.href;
}
