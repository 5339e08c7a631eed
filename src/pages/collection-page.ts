import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { previewTags } from "./preview.ts";
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
      head: previewTags({ ...data, type: "website", title: name, creator: owner.handle }),
    },
    html`<h1>${name}</h1>
      ${description === "" ? "" : html`<p>${description}</p>`}
      ${tag === null ? "" : html`<p><a href="${tag.url}">#${tag.name}</a></p>`}
      <p class="quiet">A collection by <a href="${owner.url}">${owner.name}</a></p>
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
