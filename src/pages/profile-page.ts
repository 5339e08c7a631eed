import { climbFacts, type ClimbFacts } from "./climb-facts.ts";
import { html, raw, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { avatarImage, drawnImage, previewTags } from "./preview.ts";
import { cardSize } from "./share-cards/frame.ts";
import { avatar, postCard, type AuthorView, type PostView } from "./post.ts";
import { htmlToText } from "../lib/text/html-to-text.ts";

export interface ProfileData {
  readonly siteTitle: string;
  readonly account: AuthorView & {
    /** Where the ActivityPub document is. */
    readonly uri: string;
    readonly headerUrl: string | null;
    /** Sanitised; goes into the page as it is, like the values of the fields. */
    readonly summaryHtml: string;
    readonly fields: readonly { readonly name: string; readonly valueHtml: string }[];
    readonly isIndexable: boolean;
  };
  readonly counts: {
    readonly posts: number;
    readonly climbs: number;
    readonly followers: number;
    readonly following: number;
  };
  /** A picture of what was climbed, grade by grade; null before there is anything. */
  readonly pyramidUrl: string | null;
  /** Public ones, the last logged first, with their posts. */
  readonly climbs: readonly (ClimbFacts & { readonly url: string | null })[];
  /** Public ones, newest first. */
  readonly posts: readonly PostView[];
}

export function profilePage(data: ProfileData): Html {
  const { account } = data;
  const { name } = account;
  return layout(
    {
      title: `${name} (${account.handle})`,
      siteTitle: data.siteTitle,
      isIndexed: account.isIndexable,
      head: head(data, name),
    },
    html`${account.headerUrl === null ? "" : html`<img class="banner" src="${account.headerUrl}" alt="" />`}
      <div class="profile-head">
        ${avatar(account, "avatar")}
        <div>
          <h1>${name}</h1>
          <span class="handle">${account.handle}</span>
        </div>
      </div>
      <div class="columns side-first">
        <div class="stack">
          ${
            data.pyramidUrl === null
              ? ""
              : html`<a class="picture" href="${data.pyramidUrl}"
                  ><img
                    src="${data.pyramidUrl}"
                    width="${cardSize.width}"
                    height="${cardSize.height}"
                    alt="${pyramidAlt(name)}"
                    loading="lazy"
                /></a>`
          }
          <section class="card" aria-label="About ${name}">
            <div class="prose">${raw(account.summaryHtml)}</div>
            ${counts(data.counts)} ${fields(account.fields)}
            <p class="quiet">
              To follow, search for <span class="address">${account.handle}</span> in Mastodon or any other Fediverse
              app.
            </p>
          </section>
          ${climbList(data)}
        </div>
        <section aria-labelledby="posts">
          <h2 id="posts">Latest posts</h2>
          ${
            data.posts.length === 0
              ? html`<p class="quiet">No public posts yet.</p>`
              : data.posts.map((post) => postCard(post, null))
          }
        </section>
      </div>`,
  );
}

function head({ account, siteTitle, pyramidUrl }: ProfileData, name: string): Html {
  return previewTags({
    siteTitle,
    type: "profile",
    title: `${name} (${account.handle})`,
    description: htmlToText(account.summaryHtml),
    url: account.url,
    uri: account.uri,
    image: pyramidUrl === null ? avatarImage(account.ownAvatarUrl, name) : drawnImage(pyramidUrl, pyramidAlt(name)),
    creator: account.handle,
  });
}

const pyramidAlt = (name: string): string => `${name}'s pyramid: sends by grade`;

function climbList({ climbs }: ProfileData): Html {
  if (climbs.length === 0) return html``;
  return html`<section class="card" aria-labelledby="climbs">
    <h2 id="climbs">Latest climbs</h2>
    <ol class="topo">
      ${climbs.map((climb) => html`<li>${climbFacts(climb, climb.url)}</li>`)}
    </ol>
  </section>`;
}

function counts(given: ProfileData["counts"]): Html {
  const rows: [number, string, string][] = [
    [given.climbs, "climb", "climbs"],
    [given.posts, "post", "posts"],
    [given.followers, "follower", "followers"],
    [given.following, "following", "following"],
  ];
  return html`<ul class="counts">
    ${rows.map(([count, one, many]) => html`<li><strong>${count.toLocaleString("en")}</strong> ${count === 1 ? one : many}</li>`)}
  </ul>`;
}

function fields(given: ProfileData["account"]["fields"]): Html {
  if (given.length === 0) return html``;
  return html`<dl class="fields">
    ${given.map(
      (field) =>
        html`<div>
          <dt>${field.name}</dt>
          <dd>${raw(field.valueHtml)}</dd>
        </div>`,
    )}
  </dl>`;
}
