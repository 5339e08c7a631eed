import { html, type Html } from "./html.ts";
import { stylesheetPath } from "./stylesheet.ts";

export interface Frame {
  /** Of the page; the site's name is added. */
  readonly title: string;
  readonly siteTitle: string;
  /** Further elements for the head. */
  readonly head?: Html;
  /** A narrow page holds one form or message, a reading page one text. */
  readonly width?: "narrow" | "reading" | "wide";
  readonly isIndexed?: boolean;
}

/** The frame of every page: no scripts, one stylesheet, nothing from elsewhere. */
export function layout(frame: Frame, main: Html): Html {
  const title = frame.title === frame.siteTitle ? frame.title : `${frame.title} · ${frame.siteTitle}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${frame.isIndexed === false ? html`<meta name="robots" content="noindex" />` : ""}
        <title>${title}</title>
        <link rel="stylesheet" href="${stylesheetPath}" />
        ${frame.head ?? ""}
      </head>
      <body class="${frame.width ?? "wide"}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">${peak}<span>${frame.siteTitle}</span></a>
        </header>
        <main id="main">${main}</main>
        <footer class="bottom">${ridge}</footer>
      </body>
    </html>`;
}

/** A summit with the last bolts of a route up to it. */
const peak = html`<svg class="peak" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
  <path class="rock" d="M2 28 L13 8 L17 13 L20 9 L30 28 Z" />
  <path class="rope" d="M9 28 C12 24 9 21 12 18 C14 16 12 13 13 8" />
  <circle class="bolt" cx="13" cy="6" r="2.6" />
</svg>`;

const ridge = html`<svg
  class="ridge"
  viewBox="0 0 1200 120"
  preserveAspectRatio="none"
  aria-hidden="true"
  focusable="false"
>
  <path
    class="far"
    d="M0 120 V78 L70 52 L120 66 L190 24 L236 50 L280 38 L350 82 L430 46 L486 62 L560 16 L606 44 L652 34 L730 80 L810 50 L862 64 L940 20 L990 48 L1050 36 L1120 72 L1200 44 V120 Z"
  />
  <path
    class="near"
    d="M0 120 V100 L90 78 L150 92 L240 62 L300 88 L390 72 L470 102 L560 74 L640 60 L700 86 L790 76 L880 104 L960 70 L1030 90 L1110 66 L1200 94 V120 Z"
  />
</svg>`;
