import type { PlaceLink } from "./catalogue.ts";
import { html, type Html } from "./html.ts";

/** A place around another one. */
export interface Neighbour extends PlaceLink {
  readonly km: number;
  readonly eastKm: number;
  readonly northKm: number;
}

const reaches = [1, 2, 5, 10, 25];
const radius = 80;

/** What is around a place, drawn here: a map of somebody else would tell them who looks at it. North is up. */
export function locator(name: string, neighbours: readonly Neighbour[]): Html {
  if (neighbours.length === 0) return html``;
  const farthest = Math.max(...neighbours.map(({ km }) => km));
  const reachKm = reaches.find((reach) => reach >= farthest) ?? farthest;
  const at = (km: number): string => ((km / reachKm) * radius).toFixed(1);
  return html`<section class="card" aria-label="Nearby">
    <h2>Nearby</h2>
    <svg class="locator" viewBox="-100 -100 200 200" role="img" aria-label="Places around ${name}, north is up">
      <circle r="${radius}" fill="none" stroke="currentColor" stroke-opacity="0.3" />
      <text y="-86" text-anchor="middle">N</text>
      <text y="96" text-anchor="middle">${reachKm} km</text>
      <path d="M-6 5 L0 -7 L6 5 Z" fill="currentColor" />
      <g>
        ${neighbours.map(
          ({ name: its, eastKm, northKm }) =>
            html`<circle cx="${at(eastKm)}" cy="${at(-northKm)}" r="4"><title>${its}</title></circle>`,
        )}
      </g>
    </svg>
    <ul class="steps">
      ${neighbours.map(({ name: its, url, km }) => html`<li><a href="${url}">${its}</a> ${distance(km)}</li>`)}
    </ul>
  </section>`;
}

const distance = (km: number): string => (km < 1 ? `${Math.round(km * 100) * 10} m` : `${km.toFixed(1)} km`);
