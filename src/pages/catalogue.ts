import { climbFacts, type ClimbFacts } from "./climb-facts.ts";
import { html, type Html } from "./html.ts";

export interface PlaceLink {
  readonly name: string;
  readonly url: string;
}

/** A public ascent in a list. */
export interface AscentView extends ClimbFacts {
  readonly climber: string;
  readonly climberUrl: string;
  /** Whether search engines may tell of its climber. */
  readonly isIndexable: boolean;
  /** Of the post that tells of it. */
  readonly url: string | null;
}

export const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** Where something is, from the outermost place to the nearest. */
export function placePath(places: readonly PlaceLink[]): Html {
  if (places.length === 0) return html``;
  return html`<nav aria-label="Part of">
    <p class="facts">${places.map((place) => html`<span><a href="${place.url}">${place.name}</a></span>`)}</p>
  </nav>`;
}

export interface MapPoint {
  readonly latitude: number;
  readonly longitude: number;
  /** On OpenStreetMap: shown when it is asked for, nothing is loaded from there. */
  readonly url: string;
}

const degrees = (value: number, [positive, negative]: readonly [string, string]): string =>
  `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;

/** Where it is, for the visitor's own map (`geo:`) and on OpenStreetMap. */
export function mapLinks(point: MapPoint | null): Html {
  if (point === null) return html``;
  const { latitude, longitude, url } = point;
  const written = `${degrees(latitude, ["N", "S"])}, ${degrees(longitude, ["E", "W"])}`;
  return html`<p class="facts">
    <span><a href="geo:${latitude},${longitude}">${written}</a></span>
    <span><a href="${url}" rel="noopener noreferrer">Show on OpenStreetMap</a></span>
  </p>`;
}

/** Ascents with their climbers, the last logged first. */
export function ascentList(ascents: readonly AscentView[]): Html {
  if (ascents.length === 0) return html`<p class="quiet">No public ascents are known here.</p>`;
  return html`<ol class="topo">
    ${ascents.map((ascent) => {
      const by = html`<a href="${ascent.climberUrl}">${ascent.climber}</a>`;
      return html`<li>${climbFacts(ascent, ascent.url, by)}</li>`;
    })}
  </ol>`;
}

/** Facts as terms and what they are; those without are left out. */
export function factTable(facts: readonly (readonly [string, string | Html | null])[]): Html {
  const known = facts.filter(([, fact]) => fact !== null);
  if (known.length === 0) return html``;
  return html`<dl class="fields">
    ${known.map(
      ([name, fact]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}
