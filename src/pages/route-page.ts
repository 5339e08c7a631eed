import {
  ascentList,
  counted,
  factTable,
  mapLinks,
  placePath,
  type AscentView,
  type MapPoint,
  type PlaceLink,
} from "./catalogue.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { previewTags } from "./preview.ts";

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
  readonly point: MapPoint | null;
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
    {
      title: data.name,
      siteTitle: data.siteTitle,
      width: "reading",
      isIndexed: data.ascents.every((ascent) => ascent.isIndexable),
      head: previewTags({ ...data, type: "website", title: data.name, description }),
    },
    html`<h1>${data.name} ${grade === null ? "" : html`<span class="grade">${grade}</span>`}</h1>
      ${placePath(data.places)}
      <section class="card" aria-label="About the route">
        ${factTable(factsOf(data))} ${mapLinks(data.point)}
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
