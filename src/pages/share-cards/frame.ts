import { html, type Html } from "../html.ts";

/** What a preview elsewhere shows: the size that OpenGraph pictures have. */
export const cardSize = { width: 1200, height: 630 };

export const inks = {
  ground: "#14191c",
  far: "#1f282d",
  near: "#2a363c",
  text: "#f4f1ea",
  quiet: "#a6b0b4",
  rope: "#ff9b6a",
  onRope: "#2a1206",
};

export interface TextStyle {
  readonly size: number;
  readonly color?: string;
  readonly weight?: 400 | 700;
  readonly anchor?: "start" | "middle" | "end";
}

export const line = (x: number, y: number, text: string, style: TextStyle): Html =>
  html`<text
    x="${x}"
    y="${y}"
    font-family="Inter, sans-serif"
    font-size="${style.size}"
    font-weight="${style.weight ?? 400}"
    fill="${style.color ?? inks.text}"
    text-anchor="${style.anchor ?? "start"}"
  >
    ${text}</text
  >`;

/** The ground of every card: a ridge at dusk, and whose server it is. */
export function frame(siteTitle: string, content: Html): Html {
  const { width, height } = cardSize;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    <rect width="${width}" height="${height}" fill="${inks.ground}" />
    <path
      fill="${inks.far}"
      d="M0 630 V520 L110 450 L190 492 L310 380 L390 448 L470 420 L590 520 L720 430 L820 470 L950 372 L1030 430 L1100 410 L1200 470 V630 Z"
    />
    <path
      fill="${inks.near}"
      d="M0 630 V590 L150 548 L260 580 L400 524 L520 572 L660 540 L800 596 L930 548 L1070 580 L1200 540 V630 Z"
    />
    ${content}
    <g transform="translate(60 46) scale(1.25)">
      <path fill="${inks.quiet}" d="M2 28 L13 8 L17 13 L20 9 L30 28 Z" />
      <circle fill="${inks.rope}" cx="13" cy="6" r="2.6" />
    </g>
    ${line(110, 76, siteTitle, { size: 26, color: inks.quiet, weight: 700 })}
  </svg>`;
}
