import { html, type Html } from "../html.ts";
import { showDay } from "../dates.ts";
import { clip, fitText, widthOf } from "./fit-text.ts";
import { cardSize, frame, inks, line } from "./frame.ts";

export interface ClimbCard {
  readonly siteTitle: string;
  readonly routeName: string;
  readonly grade: string | null;
  readonly style: string | null;
  /** 1 to 5. */
  readonly stars: number | null;
  readonly place: string | null;
  /** `2026-05-01` */
  readonly date: string | null;
  readonly climber: string;
  readonly handle: string;
  /** A JPEG of `photoSize`. */
  readonly photo: Uint8Array | null;
}

export const photoSize = { width: 480, height: 630 };
const left = 60;

const lineHeight = 1.12;
/** Between the server's name and the climber's. */
const room = { top: 112, bottom: 528 };
const badgeHeight = 68;
const gaps = { badges: 34, facts: 30 };
const factHeight = 40;
const factSize = 28;
/** A day on the same line would be taken apart. */
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** A climb as a picture: what it was, where, by whom; with a photo on the right when there is one. */
export function climbCard(card: ClimbCard): Html {
  const width = (card.photo === null ? cardSize.width : cardSize.width - photoSize.width) - 2 * left;
  const name = fitText(card.routeName || "A climb", width, [
    [84, 2],
    [68, 2],
    [56, 3],
    [46, 3],
  ]);
  const facts = factsOf(card, width);
  const nameHeight = name.lines.length * name.fontSize * lineHeight;
  const height = nameHeight + gaps.badges + badgeHeight + gaps.facts + facts.length * factHeight;
  // A little above the middle, as the eye wants it.
  const top = room.top + Math.max(0, (room.bottom - room.top - height) * 0.45);
  const badgesTop = top + nameHeight + gaps.badges;
  const factsTop = badgesTop + badgeHeight + gaps.facts;
  return frame(
    clip(card.siteTitle, width - 60, 26),
    html`${card.photo === null ? "" : photo(card.photo)}
    ${name.lines.map((text, index) =>
      line(left, top + name.fontSize * (0.86 + index * lineHeight), text, { size: name.fontSize, weight: 700 }),
    )}
    ${badges(card, badgesTop, width)}
    ${facts.map((fact, index) =>
      line(left, factsTop + factSize * 0.86 + index * factHeight, fact, { size: factSize, color: inks.quiet }),
    )}
    ${line(left, 572, clip(card.climber || card.handle, width, 32), { size: 32, weight: 700 })}
    ${line(left, 606, clip(card.handle, width, 24), { size: 24, color: inks.quiet })}`,
  );
}

/** The place and the day: on one line where they fit on it. */
function factsOf(card: ClimbCard, width: number): string[] {
  const facts = [card.place, card.date === null ? null : showDay(card.date)].filter(
    (fact) => fact !== null && fact !== "",
  );
  const joined = facts.join("  ·  ");
  const isOneLine = !rightToLeft.test(joined) && widthOf(joined, factSize) <= width;
  return isOneLine ? [joined] : facts.map((fact) => clip(fact ?? "", width, factSize));
}

function badges(card: ClimbCard, top: number, width: number): Html {
  const grade = card.grade ? clip(card.grade, width / 2, 44) : null;
  const badgeWidth = grade === null ? 0 : widthOf(grade, 44) + 40;
  const next = left + (grade === null ? 0 : badgeWidth + 28);
  const stars = card.stars === null ? null : "★".repeat(card.stars) + "☆".repeat(5 - card.stars);
  const style = !card.style ? null : clip(card.style, width - (next - left), 34);
  const starsAt = style === null ? next : next + widthOf(style, 34) + 24;
  const isOnNextLine = stars !== null && starsAt + widthOf(stars, 34) > left + width;
  return html`${
    grade === null
      ? ""
      : html`<rect x="${left}" y="${top}" width="${badgeWidth}" height="68" rx="14" fill="${inks.rope}" />
          ${line(left + badgeWidth / 2, top + 50, grade, { size: 44, weight: 700, color: inks.onRope, anchor: "middle" })}`
  }
  ${style === null ? "" : line(next, top + (isOnNextLine ? 26 : 46), style, { size: 34 })}
  ${
    stars === null
      ? ""
      : line(isOnNextLine ? next : starsAt, top + (isOnNextLine ? 64 : 46), stars, { size: 34, color: inks.rope })
  }`;
}

/** Cut slanted, as a wall leans. */
function photo(bytes: Uint8Array): Html {
  const { width, height } = photoSize;
  const x = cardSize.width - width;
  const source = `data:image/jpeg;base64,${Buffer.from(bytes).toString("base64")}`;
  return html`<defs>
      <clipPath id="wall"><path d="M${x + 56} 0 H${cardSize.width} V${height} H${x} Z" /></clipPath>
    </defs>
    <image
      href="${source}"
      x="${x}"
      y="0"
      width="${width}"
      height="${height}"
      preserveAspectRatio="xMidYMid slice"
      clip-path="url(#wall)"
    />`;
}
