import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { previewTags } from "./preview.ts";
import { postCard, type AuthorView, type PostView } from "./post.ts";

export interface TagData {
  readonly siteTitle: string;
  /** Without #. */
  readonly name: string;
  readonly url: string;
  /** Public ones, newest first. */
  readonly posts: readonly { readonly author: AuthorView; readonly post: PostView }[];
}

/** The public posts with a hashtag, as far as they are known here. */
export function tagPage({ siteTitle, name, url, posts }: TagData): Html {
  return layout(
    {
      title: `#${name}`,
      siteTitle,
      width: "reading",
      isIndexed: false,
      head: previewTags({
        siteTitle,
        type: "website",
        title: `#${name}`,
        description: "Public posts with this hashtag",
        url,
      }),
    },
    html`<h1>#${name}</h1>
      ${
        posts.length === 0
          ? html`<p class="quiet">No public posts with this hashtag are known here.</p>`
          : posts.map(({ author, post }) => postCard(post, author))
      }`,
  );
}
