import { html, type Html } from "./html.ts";
import { cardSize } from "./share-cards/frame.ts";

export interface PreviewImage {
  readonly url: string;
  readonly alt: string;
  /** In pixels; null where it is not known. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** Shown over the whole width, not beside the text. */
  readonly isLarge: boolean;
}

export interface PagePreview {
  readonly siteTitle: string;
  readonly type: "website" | "article" | "profile";
  readonly title: string;
  readonly description: string;
  readonly url: string;
  /** Where its ActivityPub document is, if it has one. */
  readonly uri?: string;
  readonly image?: PreviewImage | null;
  /** Whose it is: `@ada@climb.example`. */
  readonly creator?: string;
}

const mostDescribed = 400;

/** What a page says of itself to search engines and to previews elsewhere (OpenGraph, and what Mastodon reads). */
export function previewTags(page: PagePreview): Html {
  const { image = null } = page;
  const characters = [...page.description];
  const description =
    characters.length > mostDescribed ? `${characters.slice(0, mostDescribed - 1).join("")}…` : page.description;
  return html`${description === "" ? "" : html`<meta name="description" content="${description}" />`}
    <link rel="canonical" href="${page.url}" />
    ${page.uri === undefined ? "" : html`<link rel="alternate" type="application/activity+json" href="${page.uri}" />`}
    <meta property="og:type" content="${page.type}" />
    <meta property="og:site_name" content="${page.siteTitle}" />
    <meta property="og:title" content="${page.title}" />
    ${description === "" ? "" : html`<meta property="og:description" content="${description}" />`}
    <meta property="og:url" content="${page.url}" />
    ${image === null ? "" : imageTags(image)}
    <meta name="twitter:card" content="${image?.isLarge === true ? "summary_large_image" : "summary"}" />
    ${
      page.creator === undefined
        ? ""
        : html`<meta property="profile:username" content="${page.creator.replace(/^@/, "")}" />
            <meta name="fediverse:creator" content="${page.creator}" />`
    }`;
}

const imageTags = ({ url, alt, size }: PreviewImage): Html =>
  html`<meta property="og:image" content="${url}" /> ${
      size === null
        ? ""
        : html`<meta property="og:image:width" content="${size.width}" />
            <meta property="og:image:height" content="${size.height}" />`
    }
    ${alt === "" ? "" : html`<meta property="og:image:alt" content="${alt}" />`}`;

/** A picture that this server draws. */
export const drawnImage = (url: string, alt: string): PreviewImage => ({ url, alt, size: cardSize, isLarge: true });

export const avatarImage = (url: string | null, name: string): PreviewImage | null =>
  url === null ? null : { url, alt: `${name}'s picture`, size: null, isLarge: false };
