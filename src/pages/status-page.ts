import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { postCard, postExcerpt, type AuthorView, type PostView } from "./post.ts";

export interface StatusData {
  readonly siteTitle: string;
  /** Where the ActivityPub document is. */
  readonly uri: string;
  readonly author: AuthorView;
  readonly post: PostView;
  readonly isIndexable: boolean;
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
      <p class="quiet">
        To answer, like or boost it, paste this page's address into the search of your Fediverse app.
      </p>`,
  );
}

function head({ author, post, siteTitle, uri }: StatusData, title: string): Html {
  const excerpt = postExcerpt(post);
  const image = post.isSensitive ? undefined : post.media.find((media) => media.kind === "image");
  const preview = image?.previewUrl ?? image?.url ?? author.avatarUrl;
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
    ${preview === null || preview === undefined ? "" : html`<meta property="og:image" content="${preview}" />`}
    <meta name="twitter:card" content="${image === undefined ? "summary" : "summary_large_image"}" />`;
}
