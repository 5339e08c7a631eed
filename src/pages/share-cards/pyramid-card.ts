import { html, type Html } from "../html.ts";
import { clip } from "./fit-text.ts";
import { cardSize, frame, inks, line } from "./frame.ts";

export interface PyramidCard {
  readonly siteTitle: string;
  readonly climber: string;
  readonly handle: string;
  /** Such as "214 days out". */
  readonly facts: readonly string[];
  /** The hardest first. */
  readonly steps: readonly { readonly grade: string; readonly count: number }[];
}

const mostSteps = 9;
const [left, top, bottom] = [60, 200, 500];

/** A profile's pyramid: how much was climbed of each of the hardest grades. */
export function pyramidCard(card: PyramidCard): Html {
  const steps = card.steps.slice(0, mostSteps);
  const most = Math.max(1, ...steps.map((step) => step.count));
  const room = (bottom - top) / Math.max(1, steps.length);
  const height = Math.min(46, room * 0.78);
  const middle = cardSize.width / 2;
  const bar = (count: number) => 90 + (count / most) * 690;
  return frame(
    clip(card.siteTitle, 900, 26),
    html`${line(left, 150, clip(card.climber, 700, 48), { size: 48, weight: 700 })}
    ${line(cardSize.width - left, 150, clip(card.facts.join("  ·  "), 640, 26), {
      size: 26,
      color: inks.quiet,
      anchor: "end",
    })}
    ${
      steps.length === 0
        ? line(middle, 360, "No graded sends yet", { size: 32, color: inks.quiet, anchor: "middle" })
        : steps.map((step, index) => {
            const y = top + index * room;
            const width = bar(step.count);
            const size = height * 0.62;
            return html`<rect
                x="${middle - width / 2}"
                y="${y}"
                width="${width}"
                height="${height}"
                rx="8"
                fill="${inks.rope}"
                fill-opacity="${1 - index * 0.06}"
              />
              ${line(middle - width / 2 - 18, y + height * 0.74, clip(step.grade, 190, size), { size, anchor: "end" })}
              ${line(middle, y + height * 0.74, String(step.count), {
                size,
                weight: 700,
                color: inks.onRope,
                anchor: "middle",
              })}`;
          })
    }
    ${line(left, 606, clip(card.handle, 900, 24), { size: 24, color: inks.quiet })}`,
  );
}
