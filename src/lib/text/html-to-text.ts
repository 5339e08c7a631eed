import { sanitizeBounded } from "../sanitize-html.ts";

const breaksByTag = new Map([
  ...["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table"].map(
    (tag) => [tag, 2] as const,
  ),
  ...["div", "li", "tr"].map((tag) => [tag, 1] as const),
]);
const characterByEntity: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

/** The readable text of any HTML, with line breaks where blocks end. The result is text: escape it before showing it as HTML. */
export function htmlToText(html: string): string {
  // Made canonical first, so that what is scanned below holds only bare tags, text and four entities.
  const canonical = sanitizeBounded(html, { allowedTags: [...breaksByTag.keys(), "br"], allowedAttributes: {} });
  let text = "";
  let pendingBreaks = 0;
  let preDepth = 0;
  for (const [token] of canonical.matchAll(/<[^>]*>|[^<]+/g)) {
    const tag = /^<\/?([a-z0-9]+)/.exec(token)?.[1];
    if (tag === undefined) {
      const isLineStart = text === "" || pendingBreaks > 0;
      const words = preDepth > 0 ? token : collapseSpaces(token, isLineStart);
      if (words === "") continue;
      text += (text === "" ? "" : "\n".repeat(pendingBreaks)) + unescapeCanonical(words);
      pendingBreaks = 0;
    } else if (tag === "br") {
      pendingBreaks += 1;
    } else {
      pendingBreaks = Math.max(pendingBreaks, breaksByTag.get(tag) ?? 0);
      if (tag === "pre") preDepth += token.startsWith("</") ? -1 : 1;
    }
  }
  // The look-behind keeps this linear: a long run of spaces is tried once, not from each of its spaces.
  return text.replace(/(?<![ \t])[ \t]+\n/g, "\n").trim();
}

function collapseSpaces(text: string, isLineStart: boolean): string {
  const collapsed = text.replace(/[ \t\n\f\r]+/g, " ");
  return isLineStart ? collapsed.replace(/^ /, "") : collapsed;
}

function unescapeCanonical(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot);/g, (entity) => characterByEntity[entity] ?? entity);
}
