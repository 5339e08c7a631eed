import {
  ascentList,
  counted,
  factTable,
  spotLinks,
  placePath,
  type AscentView,
  type PlaceLink,
  type Spot,
} from "./catalogue.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";

export interface RouteData {
  readonly siteTitle: string;
  readonly url: string;
  readonly name: string;
  readonly discipline: string;
  /** The guidebook's. */
  readonly grade: string | null;
  readonly communityGrade: { readonly value: string; readonly count: number } | null;
  readonly stars: { readonly average: number; readonly count: number } | null;
  readonly pitches: number | null;
  readonly heightMeters: number | null;
  /** From the outermost place to the crag itself. */
  readonly places: readonly PlaceLink[];
  readonly spot: Spot | null;
  /** A page elsewhere. */
  readonly link: string | null;
  readonly ascentsCount: number;
  readonly climbersCount: number;
  readonly ascents: readonly AscentView[];
}

/** A route with what climbers say of it and who climbed it. */
export function routePage(data: RouteData): Html {
  const grade = data.grade ?? data.communityGrade?.value ?? null;
  const tally = `${counted(data.ascentsCount, "ascent", "ascents")} by ${counted(data.climbersCount, "climber", "climbers")}`;
  const description = [data.name, grade, data.discipline, data.places.at(-1)?.name, tally].filter(Boolean).join(", ");
  return layout(
    { title: data.name, siteTitle: data.siteTitle, width: "reading", head: head(data, description) },
    html`<h1>${data.name} ${grade === null ? "" : html`<span class="grade">${grade}</span>`}</h1>
      ${placePath(data.places)}
      <section class="card" aria-label="About the route">
        ${factTable(factsOf(data))} ${spotLinks(data.spot)}
        ${data.link === null ? "" : html`<p><a href="${data.link}" rel="nofollow noopener">More about it</a></p>`}
      </section>
      <section aria-labelledby="ascents">
        <h2 id="ascents">${tally}</h2>
        ${ascentList(data.ascents)}
      </section>`,
  );
}

function factsOf({ discipline, grade, communityGrade, stars, pitches, heightMeters }: RouteData) {
  return [
    ["Discipline", discipline],
    ["Guidebook", grade],
    [
      "Climbers say",
      communityGrade === null
        ? null
        : html`<span class="grade">${communityGrade.value}</span>
            (${counted(communityGrade.count, "voice", "voices")})`,
    ],
    [
      "Stars",
      stars === null
        ? null
        : html`<span class="stars" aria-hidden="true">★</span> ${stars.average} of 5
            (${counted(stars.count, "voice", "voices")})`,
    ],
    ["Pitches", pitches === null ? null : String(pitches)],
    ["Height", heightMeters === null ? null : `${heightMeters} m`],
  ] as const;
}

function head(data: RouteData, description: string): Html {
  return html`<meta name="description" content="${description}" />
    <link rel="canonical" href="${data.url}" />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="${data.siteTitle}" />
    <meta property="og:title" content="${data.name}" />
    <meta property="og:description" content="${description}" />
    <meta property="og:url" content="${data.url}" />`;
}
