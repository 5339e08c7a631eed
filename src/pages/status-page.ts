import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { avatarImage, drawnImage, previewTags, type PreviewImage } from "./preview.ts";
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
  const title =
    post.climb === null || post.contentWarning !== ""
      ? `Post by ${author.name}`
      : `${author.name}: ${post.climb.routeName}`;
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
  return html`${previewTags({
      siteTitle,
      type: "article",
      title,
      description: postExcerpt(post),
      url: post.url,
      uri,
      image:
        cardUrl === null
          ? (photoOf(post) ?? avatarImage(author.ownAvatarUrl, author.name))
          : drawnImage(cardUrl, title),
      creator: author.handle,
    })} <meta property="article:published_time" content="${post.publishedAt.toISOString()}" />`;
}

function photoOf(post: PostView): PreviewImage | null {
  const photo = post.isSensitive ? undefined : post.media.find((media) => media.kind === "image");
  return photo === undefined ? null : { url: photo.url, alt: photo.description, size: photo.size, isLarge: true };
}
