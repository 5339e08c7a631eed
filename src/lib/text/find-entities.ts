/** `start` and `end` are UTF-16 offsets into the text, `end` exclusive. */
interface Span {
  start: number;
  end: number;
}

/** `handle` is lower-case and without the leading @: `ada` or `ada@crag.example`. */
export interface Mention extends Span {
  kind: "mention";
  handle: string;
  username: string;
  domain: string | null;
}

/** `name` is spelled as typed, without the #. */
export interface Hashtag extends Span {
  kind: "hashtag";
  name: string;
}

/** `href` is the URL as a browser would normalise it. */
export interface Link extends Span {
  kind: "link";
  href: string;
}

export type Entity = Mention | Hashtag | Link;

const word = String.raw`\p{L}\p{M}\p{Nd}\p{Pc}`;
const usernamePattern = "[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*";
const domainPattern = String.raw`[${word}]+(?:[.-]+[${word}]+)*(?::\d{2,5}(?!\d))?`;

// No two adjacent repetitions share a character, so the pattern cannot backtrack: linear for any input.
// The look-behinds keep out e-mail addresses, paths (`/@ada`), query values (`=#x`) and character references (`&#x`).
// Case is spelled out because with the flags `iu` the Kelvin sign would pass for a k.
const entityPattern = new RegExp(
  [
    String.raw`(?<![${word}@#$])(?<url>[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s<>"「」]+)`,
    String.raw`(?<![=\/${word}])@(?<username>${usernamePattern})(?:@(?<domain>${domainPattern}))?`,
    String.raw`(?<![=\/)&${word}])#(?<tag>[${word}·・\u200c]+)`,
  ].join("|"),
  "gu",
);

const maxHandleLength = 320;
const maxTagLength = 255;
const trailingPunctuation = new Set("!\"'*,.:;?~&|@$%\\^`}’”»…。、！？：；）］｝】』〉》");
const openerByCloser = new Map([
  [")", "("],
  ["]", "["],
]);

/** Everything in a text that becomes a link, in order and without overlaps. A URL owns the mentions and tags inside it. */
export function findEntities(text: string): Entity[] {
  const entities: Entity[] = [];
  const pattern = new RegExp(entityPattern);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const entity = readEntity(match);
    if (entity === null) continue;
    entities.push(entity);
    // What was trimmed off a URL may be followed by the next entity without a space.
    pattern.lastIndex = entity.end;
  }
  return entities;
}

export function findMentions(text: string): Mention[] {
  return findEntities(text).filter((entity) => entity.kind === "mention");
}

/** Tag names as first typed, without #, each once whatever its case. */
export function findHashtags(text: string): string[] {
  const nameByKey = new Map<string, string>();
  for (const entity of findEntities(text)) {
    if (entity.kind !== "hashtag") continue;
    const key = entity.name.normalize("NFKC").toLowerCase();
    if (!nameByKey.has(key)) nameByKey.set(key, entity.name);
  }
  return [...nameByKey.values()];
}

export function findLinks(text: string): Link[] {
  return findEntities(text).filter((entity) => entity.kind === "link");
}

function readEntity(match: RegExpExecArray): Entity | null {
  const { url, username, domain, tag } = match.groups ?? {};
  const start = match.index;
  if (url !== undefined) return readLink(url, start);
  if (username !== undefined) return readMention(username, domain ?? null, start);
  return tag === undefined ? null : readHashtag(tag, start);
}

function readMention(username: string, domain: string | null, start: number): Entity | null {
  const typed = domain === null ? username : `${username}@${domain}`;
  if (typed.length > maxHandleLength) return null;
  return { kind: "mention", handle: typed.toLowerCase(), username, domain, start, end: start + 1 + typed.length };
}

function readHashtag(typed: string, start: number): Entity | null {
  if (typed.length > maxTagLength) return null;
  const name = typed.replace(/[·・\u200c]+$/u, "");
  if (/^\p{Nd}*$/u.test(name)) return null;
  return { kind: "hashtag", name, start, end: start + 1 + name.length };
}

function readLink(typed: string, start: number): Entity | null {
  const url = trimLink(typed);
  const parsed = URL.parse(url);
  // A URL with a user part mostly serves to disguise its host.
  if (parsed === null || parsed.username !== "" || parsed.password !== "") return null;
  return { kind: "link", href: parsed.href, start, end: start + url.length };
}

/** Drops the punctuation that ends the sentence, and closing brackets that nothing inside the URL opened. */
function trimLink(url: string): string {
  const balance = new Map<string, number>();
  for (const character of url) balance.set(character, (balance.get(character) ?? 0) + 1);
  let end = url.length;
  for (; end > 0; end--) {
    const last = url.charAt(end - 1);
    const opener = openerByCloser.get(last);
    const isSurplus = opener !== undefined && (balance.get(last) ?? 0) > (balance.get(opener) ?? 0);
    if (!isSurplus && !trailingPunctuation.has(last)) break;
    balance.set(last, (balance.get(last) ?? 0) - 1);
  }
  return url.slice(0, end);
}
