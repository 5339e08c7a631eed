import {
  ascentList,
  counted,
  mapLinks,
  placePath,
  type AscentView,
  type MapPoint,
  type PlaceLink,
} from "./catalogue.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { locator, type Neighbour } from "./locator.ts";
import { previewTags } from "./preview.ts";

export interface CragData {
  readonly siteTitle: string;
  readonly url: string;
  readonly name: string;
  readonly country: string | null;
  /** What it is part of, the outermost first. */
  readonly places: readonly PlaceLink[];
  readonly point: MapPoint | null;
  readonly neighbours: readonly Neighbour[];
  readonly parts: readonly PlaceLink[];
  readonly routes: readonly (PlaceLink & { readonly grade: string | null })[];
  /** There and below; null where they are too many to count. */
  readonly counts: {
    readonly routes: number | null;
    readonly ascents: number | null;
    readonly climbers: number | null;
  };
  readonly ascents: readonly AscentView[];
}

/** A crag, or another place of the catalogue, with its routes and what was climbed there. */
export function cragPage(data: CragData): Html {
  const description = [data.name, data.country, ...tallyOf(data)].filter(Boolean).join(", ");
  return layout(
    {
      title: data.name,
      siteTitle: data.siteTitle,
      isIndexed: data.ascents.every((ascent) => ascent.isIndexable),
      head: previewTags({ ...data, type: "website", title: data.name, description }),
    },
    html`<h1>${data.name}</h1>
      ${placePath(data.places)}
      <div class="columns">
        <section aria-labelledby="ascents">
          <h2 id="ascents">Latest ascents</h2>
          ${ascentList(data.ascents)}
        </section>
        <div class="stack">
          <section class="card" aria-label="About ${data.name}">
            <ul class="counts">
              ${[data.country, ...tallyOf(data)].map((fact) => (fact === null ? "" : html`<li>${fact}</li>`))}
            </ul>
            ${mapLinks(data.point)}
          </section>
          ${list("Parts", data.parts)} ${list("Routes", data.routes)} ${locator(data.name, data.neighbours)}
        </div>
      </div>`,
  );
}

function tallyOf({ counts }: CragData): string[] {
  return [
    counts.routes === null ? "" : counted(counts.routes, "route", "routes"),
    counts.ascents === null ? "" : counted(counts.ascents, "ascent", "ascents"),
    counts.climbers === null ? "" : counted(counts.climbers, "climber", "climbers"),
  ].filter((fact) => fact !== "");
}

function list(title: string, entries: readonly (PlaceLink & { readonly grade?: string | null })[]): Html {
  if (entries.length === 0) return html``;
  return html`<section class="card" aria-label="${title}">
    <h2>${title}</h2>
    <ul class="steps">
      ${entries.map(
        ({ name, url, grade }) =>
          html`<li><a href="${url}">${name}</a> ${grade == null ? "" : html`<span class="grade">${grade}</span>`}</li>`,
      )}
    </ul>
  </section>`;
}
