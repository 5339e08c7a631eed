import sanitize from "sanitize-html";

// Clients style by class name, so a remote post may use only names that mean something in microformats, not layout
// utilities that happen to start alike (`h-screen`, `p-4`).
const allowedClasses = [
  /^h-(?:adr|app|card|cite|entry|event|feed|geo|item|product|recipe|resume|review)$/,
  /^(?:p|u|dt|e)-[a-z]+(?:-[a-z]+)*$/,
  "mention",
  "hashtag",
  "ellipsis",
  "invisible",
  "quote-inline",
];

const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];
// Tag names that exist only inside this file: the first is replaced after sanitizing, the second is never allowed.
const headingTag = "topout-heading";
const unlinkedTag = "topout-unlinked";
const headingStart = new RegExp(`<${headingTag}[^>]*>`, "g");

// Their content is no text for a reader: it goes with the tag.
const droppedWithContent = (
  "script style textarea option xmp noscript noembed noframes template title " +
  "iframe object applet svg canvas audio video form select button"
).split(" ");

const keptTags = "p br span a del s pre code em strong b i u ul ol li blockquote ruby rt rp".split(" ");

const remoteOptions: sanitize.IOptions = {
  allowedTags: [...keptTags, headingTag],
  allowedAttributes: {
    "*": ["lang"],
    a: ["href", "rel", "target", "translate"],
    span: ["translate"],
    ol: ["start", "reversed"],
    li: ["value"],
  },
  allowedClasses: { a: allowedClasses, span: allowedClasses, p: allowedClasses },
  allowedSchemes: ["http", "https"],
  allowProtocolRelative: false,
  nestingLimit: 32,
  transformTags: {
    ...Object.fromEntries(headings.map((tag) => [tag, headingTag])),
    a: secureLink,
    "*": (tagName, attribs) => ({ tagName, attribs: dropBadValues(attribs) }),
  },
};

/**
 * HTML from another server, cut down to what a post may contain. The result is at most a few times longer than the
 * input; the caller refuses input over 1 MiB.
 */
export function sanitizeRemoteHtml(html: string): string {
  return sanitizeBounded(html, remoteOptions)
    .replaceAll(headingStart, "<p><strong>")
    .replaceAll(`</${headingTag}>`, "</strong></p>");
}

const maxDepth = 256;

class TooDeep extends Error {}

/**
 * `sanitize-html` in time linear in the input. The parser searches its stack of open tags at every tag, so half a
 * megabyte of unclosed ones would hold the process for ten seconds: markup that deep is nobody's writing and gives "".
 */
export function sanitizeBounded(html: string, options: sanitize.IOptions): string {
  let depth = 0;
  try {
    return sanitize(html, {
      nonTextTags: droppedWithContent,
      ...options,
      onOpenTag: () => {
        if (++depth > maxDepth) throw new TooDeep();
      },
      onCloseTag: () => {
        depth--;
      },
    });
  } catch (error) {
    if (error instanceof TooDeep) return "";
    throw error;
  }
}

/**
 * One line of plain text, for names and the like: no tags, control or direction-override characters, at most
 * `maxLength` code points. Entities stay as written, so the result holds no whole tag.
 */
export function sanitizePlain(text: string, maxLength: number): string {
  const clean = stripTags(text.toWellFormed())
    .replace(/[\s\u2028\u2029]+/gu, " ")
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu, "")
    .trim();
  // Twice the length in UTF-16 units holds every code point that can be kept: no need to spread the whole text.
  const characters = Array.from(clean.slice(0, maxLength * 2 + 1)).slice(0, maxLength);
  return characters.join("").trimEnd();
}

/** Removes tags, also those that only appear once an inner tag is gone. "I <3 rock" has none. */
function stripTags(text: string): string {
  const kept: string[] = [];
  const opens: number[] = [];
  for (const part of text.split(/([<>])/)) {
    const open = part === ">" ? opens.pop() : undefined;
    if (open !== undefined && /^[a-z!?/]/i.test(kept[open + 1] ?? "")) {
      kept.length = open;
      continue;
    }
    if (part === "<") opens.push(kept.length);
    if (part !== "") kept.push(part);
  }
  return kept.join("");
}

function secureLink(_: string, { href, ...others }: sanitize.Attributes): sanitize.Tag {
  // Browsers ignore these inside a URL, so leaving them in would let the checked and the followed address differ.
  const address = (href ?? "").replace(/[\t\n\r]/g, "").trim();
  const url = URL.parse(address);
  const isWeb = url !== null && (url.protocol === "https:" || url.protocol === "http:");
  if (!isWeb || url.username !== "" || url.password !== "") return { tagName: unlinkedTag, attribs: {} };
  return {
    tagName: "a",
    attribs: { href: address, ...others, rel: "nofollow noopener noreferrer", target: "_blank" },
  };
}

const valuePatterns = new Map([
  ["translate", /^no$/],
  ["lang", /^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,4}$/i],
  ["start", /^-?\d{1,9}$/],
  ["value", /^-?\d{1,9}$/],
]);

function dropBadValues(attribs: sanitize.Attributes): sanitize.Attributes {
  return Object.fromEntries(
    Object.entries(attribs).filter(([name, value]) => valuePatterns.get(name)?.test(value) ?? true),
  );
}
