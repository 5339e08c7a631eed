import { escapeHtml } from "./escape-html.ts";
import { findEntities, type Entity } from "./find-entities.ts";

/** A person the author named: `url` is their page, `acct` is `ada` here and `ada@crag.example` elsewhere. */
export interface MentionTarget {
  url: string;
  username: string;
  acct: string;
}

export interface RenderOptions {
  /** By lower-case handle, as `findMentions` gives it. A handle that is missing stays plain text. */
  mentions: ReadonlyMap<string, MentionTarget>;
  tagUrl: (name: string) => string;
}

const shownLinkLength = 30;

/** What a local author typed, as the HTML that clients and other servers get. */
export function renderText(text: string, options: RenderOptions): string {
  const clean = removeControlCharacters(text).trim();
  if (clean === "") return "";
  const entities = findEntities(clean);
  const ambiguous = findAmbiguousUsernames(entities, options.mentions);
  let html = "";
  let position = 0;
  for (const entity of entities) {
    html += escapeHtml(clean.slice(position, entity.start));
    html += renderEntity(entity, clean.slice(entity.start, entity.end), options, ambiguous);
    position = entity.end;
  }
  return wrapParagraphs(html + escapeHtml(clean.slice(position)));
}

function removeControlCharacters(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "");
}

function wrapParagraphs(html: string): string {
  return `<p>${html.replace(/\n{2,}/g, "</p><p>").replaceAll("\n", "<br />")}</p>`;
}

function renderEntity(
  entity: Entity,
  typed: string,
  { mentions, tagUrl }: RenderOptions,
  ambiguous: ReadonlySet<string>,
): string {
  if (entity.kind === "link") return renderLink(entity.href, typed);
  if (entity.kind === "hashtag") {
    return `<a href="${escapeHtml(tagUrl(entity.name))}" class="mention hashtag" rel="tag">#<span>${escapeHtml(entity.name)}</span></a>`;
  }
  const target = mentions.get(entity.handle);
  // The page's address comes from the other server: one that is no web address must not become a link.
  if (target === undefined || !/^https?:\/\//i.test(target.url)) return escapeHtml(typed);
  const name = ambiguous.has(target.username.toLowerCase()) ? target.acct : target.username;
  return `<span class="h-card" translate="no"><a href="${escapeHtml(target.url)}" class="u-url mention">@<span>${escapeHtml(name)}</span></a></span>`;
}

/** Usernames that stand for two people in this text; those are shown with their domain. */
function findAmbiguousUsernames(entities: Entity[], mentions: RenderOptions["mentions"]): Set<string> {
  const acctByUsername = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const entity of entities) {
    const target = entity.kind === "mention" ? mentions.get(entity.handle) : undefined;
    if (target === undefined) continue;
    const username = target.username.toLowerCase();
    const known = acctByUsername.get(username);
    if (known !== undefined && known !== target.acct) ambiguous.add(username);
    acctByUsername.set(username, target.acct);
  }
  return ambiguous;
}

/** The scheme and the far end are kept for copying, but hidden by clients that know the classes. */
function renderLink(href: string, typed: string): string {
  const prefix = /^https?:\/\/(?:www\.)?/i.exec(typed)?.[0] ?? "";
  const characters = Array.from(typed.slice(prefix.length));
  const shown = characters.slice(0, shownLinkLength).join("");
  const rest = characters.slice(shownLinkLength).join("");
  return (
    `<a href="${escapeHtml(href)}" target="_blank" rel="nofollow noopener" translate="no">` +
    `<span class="invisible">${escapeHtml(prefix)}</span>` +
    `<span class="${rest === "" ? "" : "ellipsis"}">${escapeHtml(shown)}</span>` +
    `<span class="invisible">${escapeHtml(rest)}</span></a>`
  );
}
