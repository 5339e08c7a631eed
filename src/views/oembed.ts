import type { Config } from "../config/config.ts";
import { nameOf, type Account } from "../domain/accounts/account.ts";
import type { Status } from "../domain/statuses/status.ts";
import { escapeHtml } from "../lib/text/escape-html.ts";
import { dateOf } from "./account.ts";
import { handleOf } from "./page-data.ts";

const cacheSeconds = 86_400;
const usualWidth = 400;

/** Mastodon's OEmbedResponse: a quotation that needs no frame and no script. */
export function toOembed(
  config: Config,
  status: Status,
  author: Account,
  most: { width: number | undefined; height: number | undefined },
) {
  const name = nameOf(author);
  const handle = handleOf(config, author);
  const link = (url: string, text: string): string => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
  const text = status.spoilerText === "" ? status.contentHtml : `<p>${escapeHtml(status.spoilerText)}</p>`;
  const source = `<p>— ${link(author.url, `${name} (${handle})`)}, ${link(status.url, dateOf(status.createdAt))}</p>`;
  return {
    type: "rich",
    version: "1.0",
    title: `New status by ${name}`,
    author_name: name,
    author_url: author.url,
    provider_name: config.handleDomain,
    provider_url: `${config.origin}/`,
    cache_age: cacheSeconds,
    html: `<blockquote class="topout-embed" cite="${escapeHtml(status.url)}">${text}${source}</blockquote>`,
    width: Math.min(most.width ?? usualWidth, usualWidth),
    // It is as high as its text: without a bound nobody can tell.
    height: most.height ?? null,
  };
}
