import { climbFacts, climbSummary, type ClimbFacts } from "./climb-facts.ts";
import { showInstant } from "./dates.ts";
import { html, raw, type Html } from "./html.ts";
import { htmlToText } from "../lib/text/html-to-text.ts";

export interface AuthorView {
  readonly name: string;
  /** `@ada@climb.example` */
  readonly handle: string;
  readonly url: string;
  readonly avatarUrl: string | null;
  /** Null where the avatar is the one of everybody who has none. */
  readonly ownAvatarUrl: string | null;
}

export interface MediaView {
  readonly kind: "image" | "video" | "gifv" | "audio" | "unknown";
  readonly url: string;
  readonly previewUrl: string | null;
  /** In pixels, so that the page does not jump while it loads. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly description: string;
}

export interface PollView {
  readonly options: readonly {
    readonly title: string;
    /** Of 100; null while its author hides the counts. */
    readonly percent: number | null;
  }[];
  readonly votersCount: number;
  readonly endsAt: Date | null;
  readonly isOver: boolean;
}

export interface PostView {
  /** The page of the post. */
  readonly url: string;
  readonly publishedAt: Date;
  readonly editedAt: Date | null;
  /** Sanitised; goes into the page as it is. */
  readonly contentHtml: string;
  /** "" without one. */
  readonly contentWarning: string;
  readonly isSensitive: boolean;
  /** Of the text: a BCP 47 tag. */
  readonly language: string | null;
  readonly climb: ClimbFacts | null;
  readonly media: readonly MediaView[];
  readonly poll: PollView | null;
  /** What it quotes, as far as everybody may see it. */
  readonly quoted: { readonly author: AuthorView; readonly post: PostView } | null;
  readonly counts: { readonly replies: number; readonly boosts: number; readonly likes: number };
}

/** A post in a list or on its own page; `author` is shown where the page is not the author's. */
export function postCard(post: PostView, author: AuthorView | null): Html {
  const body = html`${post.climb === null ? "" : html`<div class="climb-box">${climbFacts(post.climb, null)}</div>`}
    <div class="prose" ${post.language === null ? "" : html`lang="${post.language}"`}>${raw(post.contentHtml)}</div>
    ${post.poll === null ? "" : pollResults(post.poll)} ${gallery(post)}
    ${post.quoted === null ? "" : html`<div class="quoted">${postCard(post.quoted.post, post.quoted.author)}</div>`}`;
  return html`<article class="card post">
    ${author === null ? "" : authorLine(author)}
    ${
      post.contentWarning === ""
        ? body
        : html`<details>
            <summary>${post.contentWarning}</summary>
            ${body}
          </details>`
    }
    <p class="meta">
      <a href="${post.url}"
        ><time datetime="${post.publishedAt.toISOString()}">${showInstant(post.publishedAt)}</time></a
      >
      ${post.editedAt === null ? "" : html`<span>edited</span>`} ${count(post.counts.replies, "reply", "replies")}
      ${count(post.counts.boosts, "boost", "boosts")} ${count(post.counts.likes, "like", "likes")}
    </p>
  </article>`;
}

const count = (number: number, one: string, many: string): Html =>
  number === 0 ? html`` : html`<span>${number.toLocaleString("en")} ${number === 1 ? one : many}</span>`;

function pollResults(poll: PollView): Html {
  const voters = `${poll.votersCount.toLocaleString("en")} ${poll.votersCount === 1 ? "voter" : "voters"}`;
  const end = poll.endsAt === null ? "" : `${poll.isOver ? "ended" : "ends"} ${showInstant(poll.endsAt)}`;
  return html`<ul class="poll">
      ${poll.options.map(
        ({ title, percent }) =>
          html`<li>
            ${title}
            ${
              percent === null
                ? ""
                : html`<span class="quiet">${percent} %</span
                    ><meter min="0" max="100" value="${percent}" aria-hidden="true"></meter>`
            }
          </li>`,
      )}
    </ul>
    <p class="quiet">${[voters, end].filter((part) => part !== "").join(", ")}</p>`;
}

/** Who somebody is, with their picture. */
export function authorLine(author: AuthorView): Html {
  return html`<div class="author">
    ${avatar(author, "avatar small")}
    <p>
      <a href="${author.url}"><strong>${author.name}</strong></a
      ><br />
      <span class="handle">${author.handle}</span>
    </p>
  </div>`;
}

/** The name stands beside it, so a picture has no text of its own. Without a picture: the first letter. */
export function avatar(author: Pick<AuthorView, "avatarUrl" | "name">, cssClass: string): Html {
  if (author.avatarUrl !== null) return html`<img class="${cssClass}" src="${author.avatarUrl}" alt="" />`;
  const [letter = "?"] = author.name.toUpperCase();
  return html`<span class="${cssClass}" aria-hidden="true">${letter}</span>`;
}

function gallery(post: PostView): Html {
  if (post.media.length === 0) return html``;
  const shown = html`<div class="gallery">${post.media.map(mediaElement)}</div>`;
  // Behind a content warning the media are folded away already.
  if (!post.isSensitive || post.contentWarning !== "") return shown;
  return html`<details>
    <summary>Sensitive media</summary>
    ${shown}
  </details>`;
}

function mediaElement(media: MediaView): Html {
  const { url, description, size } = media;
  const sized = size === null ? "" : html`width="${size.width}" height="${size.height}"`;
  const poster = media.previewUrl === null ? "" : html`poster="${media.previewUrl}"`;
  switch (media.kind) {
    case "image":
      return html`<a href="${url}"
        ><img src="${media.previewUrl ?? url}" ${sized} alt="${description}" loading="lazy"
      /></a>`;
    case "video":
      return html`<video
        src="${url}"
        ${poster}
        ${sized}
        controls
        preload="${media.previewUrl === null ? "metadata" : "none"}"
        aria-label="${description || "Video"}"
      ></video>`;
    case "gifv":
      return html`<video
        src="${url}"
        ${poster}
        ${sized}
        controls
        loop
        muted
        playsinline
        preload="none"
        aria-label="${description || "Animation"}"
      ></video>`;
    case "audio":
      return html`<audio src="${url}" controls preload="none" aria-label="${description || "Audio"}"></audio>`;
    case "unknown":
      return html`<a href="${url}">${description || "Attachment"}</a>`;
  }
}

/** What a preview elsewhere says of the post: the climb, and the text unless a content warning covers it. */
export function postExcerpt(post: PostView): string {
  const text = post.contentWarning === "" ? htmlToText(post.contentHtml) : post.contentWarning;
  const parts = [post.climb === null || post.contentWarning !== "" ? "" : climbSummary(post.climb), text];
  return parts.filter((part) => part !== "").join("\n\n");
}
