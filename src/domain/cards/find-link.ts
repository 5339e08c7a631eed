const anchor = /<a\s([^>]*)>/gi;
const attribute = (attributes: string, name: string): string =>
  new RegExp(`\\b${name}="([^"]*)"`, "i").exec(attributes)?.[1] ?? "";

const unescape = (text: string): string =>
  text.replace(/&(amp|quot|#39|lt|gt);/g, (_, name: string) => entities[name] ?? "");
const entities: Readonly<Record<string, string>> = { amp: "&", quot: '"', "#39": "'", lt: "<", gt: ">" };

const mostLength = 2_000;

/** The pages that a post's HTML links to; mentions and hashtags are none. */
export function* findLinks(contentHtml: string): Generator<URL> {
  for (const [, attributes = ""] of contentHtml.matchAll(anchor)) {
    if (/\b(mention|hashtag|u-url)\b/.test(attribute(attributes, "class"))) continue;
    if (/\btag\b/.test(attribute(attributes, "rel"))) continue;
    const href = unescape(attribute(attributes, "href"));
    const url = URL.canParse(href) ? new URL(href) : null;
    if (url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.href.length <= mostLength)
      yield url;
  }
}

/** The first of them that is not of this server, without fragment. Null without one. */
export function findLink(contentHtml: string, isOwn: (url: URL) => boolean): string | null {
  for (const url of findLinks(contentHtml)) {
    if (isOwn(url)) continue;
    url.hash = "";
    return url.href;
  }
  return null;
}
