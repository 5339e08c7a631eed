import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { authorLine, type AuthorView } from "./post.ts";

export interface CollectionData {
  readonly siteTitle: string;
  readonly name: string;
  readonly description: string;
  /** Without #; null without one. */
  readonly tag: { readonly name: string; readonly url: string } | null;
  /** Its page, and where its ActivityPub document is. */
  readonly url: string;
  readonly uri: string;
  readonly isSensitive: boolean;
  readonly isIndexable: boolean;
  readonly owner: AuthorView;
  readonly members: readonly (AuthorView & { readonly about: string })[];
}

/** Accounts that somebody recommends together. */
export function collectionPage(data: CollectionData): Html {
  const { name, description, tag, owner, members } = data;
  const list = members.map(memberCard);
  return layout(
    {
      title: name,
      siteTitle: data.siteTitle,
      width: "reading",
      isIndexed: data.isIndexable,
      head: head(data),
    },
    html`<h1>${name}</h1>
      ${description === "" ? "" : html`<p>${description}</p>`}
      ${tag === null ? "" : html`<p><a href="${tag.url}">#${tag.name}</a></p>`}
      <p class="quiet">A collection by <a href="${owner.url}">${owner.displayName || owner.handle}</a></p>
      ${
        members.length === 0
          ? html`<p class="quiet">Nobody is in this collection yet.</p>`
          : data.isSensitive
            ? html`<details>
                <summary>Sensitive collection</summary>
                ${list}
              </details>`
            : list
      }`,
  );
}

const memberCard = (member: CollectionData["members"][number]): Html =>
  html`<article class="card">
    ${authorLine(member)} ${member.about === "" ? "" : html`<p>${member.about}</p>`}
  </article>`;

const head = ({ siteTitle, name, description, url, uri }: CollectionData): Html =>
  html`<meta name="description" content="${description}" />
    <link rel="canonical" href="${url}" />
    <link rel="alternate" type="application/activity+json" href="${uri}" />
    <meta property="og:site_name" content="${siteTitle}" />
    <meta property="og:title" content="${name}" />
    <meta property="og:description" content="${description}" />
    <meta property="og:url" content="${url}" />`;
