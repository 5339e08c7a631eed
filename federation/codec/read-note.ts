import {
  Article,
  Audio,
  ChatMessage,
  Document,
  Event,
  Image,
  LanguageString,
  Link,
  Note,
  Page,
  PUBLIC_COLLECTION,
  Question,
  Video,
  type Object as AsObject,
} from "@fedify/vocab";
import type { CustomEmoji, MediaType, Visibility } from "../../src/db/schema/index.ts";
import type { RemoteAttachment } from "../../src/domain/statuses/status.ts";
import { sanitizePlain, sanitizeRemoteHtml } from "../../src/lib/sanitize-html.ts";
import { escapeHtml } from "../../src/lib/text/escape-html.ts";
import { toPastDate } from "../temporal.ts";
import { readTags } from "./read-tags.ts";
import { webUrl } from "./read-actor.ts";

/** Objects that are shown as posts. Others than Note and Question are shown by their name, text and link. */
export type Post = Note | Article | Page | Question | Video | Audio | Event | Image | Document;
const postTypes = [Note, Article, Page, Question, Video, Audio, Event, Image, Document];

export const isPost = (object: unknown): object is Post =>
  postTypes.some((type) => object instanceof type) && !(object instanceof ChatMessage);

/** A post from elsewhere as its document says it, nothing looked up yet. */
export interface ReceivedPost {
  uri: string;
  url: string;
  authorUri: string;
  inReplyToUri: string | null;
  visibility: Visibility;
  contentHtml: string;
  spoilerText: string;
  isSensitive: boolean;
  language: string | null;
  emojis: CustomEmoji[];
  createdAt: Date;
  editedAt: Date | null;
  mentionUris: readonly string[];
  /** Addressed without being named: readers of a direct post. */
  addressedUris: readonly string[];
  tags: readonly string[];
  attachments: readonly RemoteAttachment[];
}

const limits = { content: 150_000, spoiler: 2_000, uri: 2_000, attachments: 16, description: 5_000 };

/** Reads a post; null when it lacks an id or author, or names a flood of people. */
export async function readNote(note: Post, now: Date): Promise<ReceivedPost | null> {
  const { id } = note;
  const authorUri = note.attributionId;
  if (id === null || authorUri === null || id.host !== authorUri.host || id.href.length > limits.uri) return null;
  const tags = await readTags(note.getTags({ suppressError: true }));
  if (tags.isFlood) return null;
  const { html, language } = readContent(note);
  return {
    uri: id.href,
    url: webUrl(note.url) ?? id.href,
    authorUri: authorUri.href,
    inReplyToUri: note.replyTargetId?.href ?? null,
    visibility: visibilityOf(note),
    contentHtml: html,
    spoilerText: sanitizePlain(note.summary?.toString() ?? "", limits.spoiler),
    isSensitive: note.sensitive ?? false,
    language,
    emojis: tags.emojis,
    createdAt: note.published === null ? now : toPastDate(note.published, now),
    editedAt: note.updated === null ? null : toPastDate(note.updated, now),
    mentionUris: tags.mentionUris,
    addressedUris: [...note.toIds, ...note.ccIds].map((uri) => uri.href).slice(0, 100),
    tags: tags.hashtags,
    attachments: await readAttachments(note),
  };
}

function readContent(note: Post): { html: string; language: string | null } {
  const tagged = note.contents.find(
    (content): content is LanguageString => content instanceof LanguageString && content.locale.toString() !== "und",
  );
  const content = sanitizeRemoteHtml((note.content?.toString() ?? "").slice(0, limits.content));
  const html = note instanceof Note || note instanceof Question ? content : `${titleOf(note)}${content}${linkOf(note)}`;
  return { html, language: tagged === undefined ? null : tagged.locale.toString().slice(0, 20) };
}

const titleOf = (note: AsObject): string =>
  note.name === null ? "" : `<p><strong>${escapeHtml(note.name.toString())}</strong></p>`;

function linkOf(note: AsObject): string {
  const url = webUrl(note.url) ?? note.id?.href;
  if (url === undefined) return "";
  return `<p><a href="${escapeHtml(url)}" rel="nofollow noopener noreferrer" target="_blank">${escapeHtml(url)}</a></p>`;
}

const publicUris = new Set([PUBLIC_COLLECTION.href, "as:Public", "Public"]);

/** In `to` it is public, in `cc` unlisted; to a collection of the author's followers; else direct. */
function visibilityOf(note: Post): Visibility {
  if (note.toIds.some((uri) => publicUris.has(uri.href))) return "public";
  if (note.ccIds.some((uri) => publicUris.has(uri.href))) return "unlisted";
  const isFollowers = (uri: URL) => /\/followers\/?$/.test(uri.pathname) && uri.host === note.id?.host;
  return [...note.toIds, ...note.ccIds].some(isFollowers) ? "private" : "direct";
}

async function readAttachments(note: Post): Promise<RemoteAttachment[]> {
  const found: RemoteAttachment[] = [];
  for await (const attachment of note.getAttachments({ suppressError: true })) {
    const read =
      attachment instanceof Document
        ? readDocument(attachment)
        : attachment instanceof Link
          ? readLink(attachment)
          : null;
    if (read !== null) found.push(read);
    if (found.length >= limits.attachments) break;
  }
  return found;
}

/** Lemmy attaches pictures, and the pages that a post is about, as links. */
function readLink(link: Link): RemoteAttachment | null {
  const url = webUrl(link);
  const contentType = link.mediaType ?? "";
  if (url === null || !/^(image|video|audio)\//.test(contentType)) return null;
  return remoteMedia(url, contentType, { width: link.width, height: link.height });
}

/** A file elsewhere of which nothing but its type and size is known. */
export function remoteMedia(
  url: string,
  contentType: string,
  size: { width: number | null; height: number | null },
): RemoteAttachment {
  const type = mediaTypeOf(null, contentType);
  return { type, contentType, url, description: null, blurhash: null, focusX: null, focusY: null, ...size };
}

function readDocument(document: Document): RemoteAttachment | null {
  const url = webUrl(document.url);
  if (url === null) return null;
  const contentType = document.mediaType ?? (document.url instanceof Link ? document.url.mediaType : null) ?? "";
  // GoToSocial describes in `summary`; Akkoma sends an empty name.
  const description = sanitizePlain(
    document.name?.toString() || document.summary?.toString() || "",
    limits.description,
  );
  return {
    type: mediaTypeOf(document, contentType),
    contentType,
    url,
    description: description === "" ? null : description,
    blurhash: null,
    width: document.width,
    height: document.height,
    focusX: null,
    focusY: null,
  };
}

function mediaTypeOf(document: Document | null, contentType: string): MediaType {
  const kind = contentType.split("/")[0];
  if (kind === "image" || kind === "video" || kind === "audio") return kind;
  if (document instanceof Image) return "image";
  if (document instanceof Video) return "video";
  return document instanceof Audio ? "audio" : "unknown";
}
