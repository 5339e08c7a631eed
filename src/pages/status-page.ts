import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { cardSize } from "./share-cards/frame.ts";
import { postCard, postExcerpt, type AuthorView, type PostView } from "./post.ts";

export interface StatusData {
  readonly siteTitle: string;
  /** Where the ActivityPub document is. */
  readonly uri: string;
  readonly author: AuthorView;
  readonly post: PostView;
  readonly isIndexable: boolean;
  /** A picture of the climb, to be shared; null without one, and where a content warning covers it. */
  readonly cardUrl: string | null;
}

/** One public post with its climb. */
export function statusPage(data: StatusData): Html {
  const { author, post } = data;
  const name = author.displayName || author.handle;
  const title =
    post.climb === null || post.contentWarning !== "" ? `Post by ${name}` : `${name}: ${post.climb.routeName}`;
  return layout(
    { title, siteTitle: data.siteTitle, isIndexed: data.isIndexable, width: "reading", head: head(data, title) },
    html`<h1 class="hidden">${title}</h1>
      ${postCard(post, author)}
      ${
        data.cardUrl === null
          ? ""
          : html`<p><a href="${data.cardUrl}" download="climb.png">The climb as a picture, to share</a></p>`
      }
      <p class="quiet">
        To answer, like or boost it, paste this page's address into the search of your Fediverse app.
      </p>`,
  );
}

function head({ author, post, siteTitle, uri, cardUrl }: StatusData, title: string): Html {
  const excerpt = postExcerpt(post);
  const image = post.isSensitive ? undefined : post.media.find((media) => media.kind === "image");
  const preview = image?.previewUrl ?? image?.url ?? author.avatarUrl;
  const isLarge = image !== undefined || cardUrl !== null;
  return html`<meta name="description" content="${excerpt}" />
    <link rel="canonical" href="${post.url}" />
    <link rel="alternate" type="application/activity+json" href="${uri}" />
    <meta property="og:type" content="article" />
    <meta property="og:site_name" content="${siteTitle}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${excerpt}" />
    <meta property="og:url" content="${post.url}" />
    <meta property="article:published_time" content="${post.publishedAt.toISOString()}" />
    <meta property="profile:username" content="${author.handle.replace(/^@/, "")}" />
    ${cardUrl === null ? pictureOf(preview) : cardPicture(cardUrl, title)}
    <meta name="twitter:card" content="${isLarge ? "summary_large_image" : "summary"}" />`;
}

const pictureOf = (url: string | null | undefined): Html =>
  url === null || url === undefined ? html`` : html`<meta property="og:image" content="${url}" />`;

const cardPicture = (url: string, title: string): Html =>
  html`<meta property="og:image" content="${url}" />
    <meta property="og:image:type" content="image/png" />
    <meta property="og:image:width" content="${cardSize.width}" />
    <meta property="og:image:height" content="${cardSize.height}" />
    <meta property="og:image:alt" content="${title}" />`;
