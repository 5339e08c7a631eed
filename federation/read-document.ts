import { FetchError, type RemoteDocument } from "@fedify/vocab-runtime";
import { mendDocument } from "./codec/mend.ts";

// Our own instead of Fedify's `getRemoteDocument`: that one believes JSON of any type, follows pages that name each other
// without end, and takes minutes to look for links in a page of five thousand spaces.

const activityType = /^application\/(activity|ld)\+json\s*(;|$)/i;
const pageType = /^(text\/html|application\/xhtml\+xml)\s*(;|$)/i;
const most = { page: 256 * 1024, tag: 2_000, header: 8_000 };

/**
 * The document in an answer. Only what is served as ActivityPub counts: a file that somebody uploaded is no actor.
 * `loadAlternate` loads the document that a page calls its own; without it a page counts as none.
 * @throws FetchError when there is no document.
 */
export async function readDocument(
  url: string,
  response: Response,
  loadAlternate: ((url: string) => Promise<RemoteDocument>) | null,
): Promise<RemoteDocument> {
  const documentUrl = response.url === "" ? url : response.url;
  const type = response.headers.get("content-type") ?? "";
  if (response.ok && activityType.test(type)) return await parse(documentUrl, response);
  if (response.ok && pageType.test(type) && loadAlternate !== null) {
    const alternate = alternateOf(documentUrl, response.headers.get("link") ?? "", await response.clone().text());
    if (alternate !== null) return await loadAlternate(alternate);
  }
  throw new FetchError(documentUrl, `HTTP ${response.status} with ${type || "no type"}`, response);
}

/** A JSON-LD context, which some hosts serve under any type. */
export async function readContext(url: string, response: Response): Promise<RemoteDocument> {
  if (!response.ok) throw new FetchError(url, `HTTP ${response.status}`, response);
  return await parse(response.url === "" ? url : response.url, response);
}

async function parse(documentUrl: string, response: Response): Promise<RemoteDocument> {
  return { contextUrl: null, document: mendDocument(await response.json()), documentUrl };
}

/** What a page's Link header or link elements name as its form in ActivityPub. */
function alternateOf(pageUrl: string, header: string, page: string): string | null {
  for (const [, href = "", parameters = ""] of header.slice(0, most.header).matchAll(/<([^<>]*)>([^<>]*)/g)) {
    const url = alternateUrl(pageUrl, { ...attributesOf(parameters), href });
    if (url !== null) return url;
  }
  for (const [tag] of page.slice(0, most.page).matchAll(/<link\s[^<>]*>/gi)) {
    const url = alternateUrl(pageUrl, attributesOf(tag.slice(0, most.tag)));
    if (url !== null) return url;
  }
  return null;
}

function attributesOf(text: string): Record<string, string> {
  const found = text.matchAll(/\b([a-z]{1,20})=(?:"([^"]*)"|'([^']*)'|([^\s"'>;,]+))/gi);
  return Object.fromEntries(
    [...found].map(([, name = "", double, single, bare]) => [name.toLowerCase(), double ?? single ?? bare ?? ""]),
  );
}

function alternateUrl(pageUrl: string, attributes: Record<string, string>): string | null {
  const { rel = "", type = "", href = "" } = attributes;
  if (!rel.toLowerCase().split(/\s+/).includes("alternate") || !activityType.test(type)) return null;
  const url = URL.parse(href.replaceAll("&amp;", "&"), pageUrl);
  return url === null || url.href === pageUrl ? null : url.href;
}
