import { html, type Html } from "./html.ts";
import { showDay } from "./dates.ts";

/** A climb as pages show it; what is null is left out. Grades and styles come in words, ready to show. */
export interface ClimbFacts {
  readonly routeName: string;
  readonly grade: string | null;
  readonly style: string | null;
  /** 1 to 5. */
  readonly stars: number | null;
  readonly place: string | null;
  /** Their pages in the catalogue, where it knows them. */
  readonly routePageUrl?: string | undefined;
  readonly placePageUrl?: string | undefined;
  /** `2026-05-01` */
  readonly date: string | null;
  /** Anything further, such as "3 pitches" or "12 attempts". */
  readonly further?: readonly string[];
}

/** Grade, name and stars in one line, the rest below. The name links to `url`, without one to the route's page. */
export function climbFacts(climb: ClimbFacts, url: string | null, by: Html | null = null): Html {
  const link = url ?? climb.routePageUrl ?? null;
  const facts = [
    by,
    climb.style,
    climb.placePageUrl === undefined ? climb.place : html`<a href="${climb.placePageUrl}">${climb.place}</a>`,
    climb.date === null ? null : html`<time datetime="${climb.date}">${showDay(climb.date)}</time>`,
    ...(climb.further ?? []),
  ].filter((fact) => fact !== null);
  return html`<p class="climb">
      ${climb.grade === null ? "" : html`<span class="grade">${climb.grade}</span>`}
      ${
        link === null
          ? html`<span class="route">${climb.routeName}</span>`
          : html`<a class="route" href="${link}">${climb.routeName}</a>`
      }
      ${climb.stars === null ? "" : stars(climb.stars)}
    </p>
    ${facts.length === 0 ? "" : html`<p class="facts">${facts.map((fact) => html`<span>${fact}</span>`)}</p>`}`;
}

function stars(given: number): Html {
  const count = Math.min(5, Math.max(0, Math.round(given)));
  return html`<span class="stars" role="img" aria-label="${count} of 5 stars"
    >${"★".repeat(count)}${"☆".repeat(5 - count)}</span
  >`;
}

/** The same as plain text, for previews elsewhere. */
export function climbSummary(climb: ClimbFacts): string {
  const stars = climb.stars === null ? null : "★".repeat(Math.min(5, Math.max(0, Math.round(climb.stars))));
  const parts = [climb.routeName, climb.grade, climb.style, stars, climb.place];
  return parts.filter((part) => part !== null && part !== "").join(", ");
}
