import openGraph from "open-graph-scraper";
import type { PreviewCard } from "../../db/card-queries.ts";

/** What a page says of itself, in plain text, bounded. */
export type PageFacts = Omit<PreviewCard, "id" | "url" | "fetchedAt" | "blurhash">;

const limits = { title: 300, description: 1_000, name: 200, url: 2_000 };

const cut = (text: unknown, length: number): string =>
  typeof text === "string" ? Array.from(text.replace(/\s+/g, " ").trim()).slice(0, length).join("") : "";

/** Null when the page names no title: there is nothing to show then. */
export async function readPage(html: string, pageUrl: string): Promise<PageFacts | null> {
  const scraped = await openGraph({ html }).catch(() => null);
  if (scraped === null || scraped.error) return null;
  const { result } = scraped;
  const title = cut(result.ogTitle ?? result.twitterTitle ?? result.dcTitle, limits.title);
  if (title === "") return null;
  const [image] = result.ogImage ?? result.twitterImage ?? [];
  return {
    title,
    description: cut(result.ogDescription ?? result.twitterDescription ?? result.dcDescription, limits.description),
    type: "link",
    authorName: cut(result.author ?? result.articleAuthor, limits.name).replace(/^https?:.*/, ""),
    authorUrl: "",
    providerName: cut(result.ogSiteName, limits.name),
    providerUrl: "",
    html: "",
    width: sideOf(image?.width),
    height: sideOf(image?.height),
    imageUrl: webUrl(image?.url, pageUrl),
    imageDescription: cut(image?.alt, limits.description),
    language: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/.exec(result.ogLocale?.replace("_", "-") ?? "")?.[0] ?? null,
    publishedAt: instant(result.articlePublishedTime),
  };
}

function sideOf(value: unknown): number {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 && number <= 10_000 ? number : 0;
}

/** On the web, also when the page names it from where it stands. */
function webUrl(url: string | undefined, base: string): string | null {
  if (url === undefined || !URL.canParse(url, base)) return null;
  const { href, protocol } = new URL(url, base);
  return /^https?:$/.test(protocol) && href.length <= limits.url ? href : null;
}

function instant(text: string | undefined): Date | null {
  const date = text === undefined ? null : new Date(text);
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}
