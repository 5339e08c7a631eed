import { counted } from "./catalogue.ts";
import { climbFacts, type ClimbFacts } from "./climb-facts.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { previewTags } from "./preview.ts";

export interface HomeData {
  readonly title: string;
  readonly description: string;
  readonly origin: string;
  readonly handleDomain: string;
  readonly version: string;
  readonly contact: { readonly name: string; readonly url: string } | null;
  readonly contactEmail: string;
  readonly climbs: readonly HomeClimb[];
  readonly accountsCount: number;
  readonly climbsCount: number;
  readonly softwareUrl?: string;
}

export interface HomeClimb extends ClimbFacts {
  readonly climber: string;
  readonly climberUrl: string;
  readonly url: string;
}

/** The front page: what this server is, and how to come in. */
export function homePage(data: HomeData): Html {
  return layout(
    {
      title: data.title,
      siteTitle: data.title,
      head: previewTags({ ...data, siteTitle: data.title, type: "website", url: `${data.origin}/` }),
    },
    html`<section class="hero">
        <h1>${data.title}</h1>
        <p>${data.description}</p>
        <p class="quiet">${tally(data)}</p>
      </section>
      <div class="columns">
        <section aria-labelledby="latest">
          <h2 id="latest">Latest climbs</h2>
          ${latest(data.climbs)}
        </section>
        <div class="stack">
          ${data.accountsCount === 0 ? firstAccount() : ""} ${signIn(data)} ${follow(data)} ${about(data)}
        </div>
      </div>`,
  );
}

function tally(data: HomeData): string {
  const climbers = counted(data.accountsCount, "climber", "climbers");
  return `${climbers} and ${counted(data.climbsCount, "logged climb", "logged climbs")} on this server`;
}

function latest(climbs: readonly HomeClimb[]): Html {
  if (climbs.length === 0) {
    return html`<p class="quiet">Nothing has been climbed in public yet. The first ascent is waiting.</p>`;
  }
  return html`<ol class="topo">
    ${climbs.map((climb) => {
      const by = html`<a href="${climb.climberUrl}">${climb.climber}</a>`;
      return html`<li>${climbFacts(climb, climb.url, by)}</li>`;
    })}
  </ol>`;
}

function firstAccount(): Html {
  return html`<section class="card" aria-labelledby="first">
    <h2 id="first">Make the first account</h2>
    <p>Nobody lives here yet. If you run this server, make your account on its command line:</p>
    <pre tabindex="0" aria-label="Command"><code>npm run topout -- \\
  account create ada --admin \\
  --email ada@example.org</code></pre>
    <p class="quiet">Then sign in with an app, as described below.</p>
  </section>`;
}

function signIn(data: HomeData): Html {
  const { host, protocol } = new URL(data.origin);
  return html`<section class="card" aria-labelledby="sign-in">
    <h2 id="sign-in">Sign in with an app</h2>
    <ol class="steps">
      <li>
        Take any app for Mastodon: Ice Cubes or Mastodon on iPhone, Tusky or Mastodon on Android, Tuba on Linux, Phanpy
        or Elk in a browser.
      </li>
      <li>When it asks for your server, enter <code>${host}</code></li>
      <li>Sign in on the page that opens, and allow the app.</li>
    </ol>
    ${protocol === "https:" ? "" : html`<p class="quiet">This server runs without HTTPS, as for trying it out; most apps will only talk to it once it has a domain and a certificate.</p>`}
  </section>`;
}

function follow(data: HomeData): Html {
  return html`<section class="card" aria-labelledby="follow">
    <h2 id="follow">Follow a climber from elsewhere</h2>
    <p>
      You need no account here. In Mastodon or any other part of the Fediverse, search for the climber's handle, such as
      <code>@ada@${data.handleDomain}</code>, or paste the address of their page, and press follow. Likes, boosts and
      replies reach them too.
    </p>
  </section>`;
}

function about(data: HomeData): Html {
  const contact = data.contact === null ? "" : html`<a href="${data.contact.url}">${data.contact.name}</a>`;
  const email = data.contactEmail === "" ? "" : html`<a href="mailto:${data.contactEmail}">${data.contactEmail}</a>`;
  const isUnknown = data.contact === null && data.contactEmail === "";
  return html`<section class="card" aria-labelledby="about">
    <h2 id="about">Who runs this</h2>
    <p>
      ${isUnknown ? "The operator has not left a name yet." : html`${contact}${contact !== "" && email !== "" ? ", " : ""}${email}`}
    </p>
    <p class="quiet">
      ${data.softwareUrl === undefined ? "Topout" : html`<a href="${data.softwareUrl}">Topout</a>`} ${data.version},
      free software. Apps speak to it through the
      <a href="https://docs.joinmastodon.org/client/intro/">Mastodon API</a>.
    </p>
  </section>`;
}
