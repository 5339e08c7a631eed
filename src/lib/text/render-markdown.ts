import MarkdownIt from "markdown-it";
import { sanitizeBounded } from "../sanitize-html.ts";

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });

const allowedTags =
  "h1 h2 h3 h4 h5 h6 p br hr a strong em s code pre blockquote ul ol li table thead tbody tr th td".split(" ");

/** Markdown as HTML without scripts, styles, pictures or markup of its own. */
export const renderMarkdown = (text: string): string =>
  sanitizeBounded(markdown.render(text), {
    allowedTags,
    allowedAttributes: { a: ["href", "rel"], ol: ["start"] },
    allowedSchemes: ["http", "https", "mailto"],
    allowProtocolRelative: false,
    transformTags: { a: (tagName, { href = "" }) => ({ tagName, attribs: { href, rel: "nofollow noopener" } }) },
  }).trim();
