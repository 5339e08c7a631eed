import { html, type Html } from "../html.ts";
import { clip, fitText, widthOf } from "./fit-text.ts";
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
const left = 60;
/** Between the climber's name and their handle. */
const area = { top: 186, bottom: 566 };
const mostRoom = 62;
const widths = { least: 90, most: 780 };

/** A profile's pyramid: how much was climbed of each of the hardest grades. */
export function pyramidCard(card: PyramidCard): Html {
  const facts = card.facts.join("  ·  ");
  const nameWidth = cardSize.width - 2 * left - widthOf(facts, 26) - 40;
  const name = fitText(card.climber || card.handle, nameWidth, [
    [48, 1],
    [40, 1],
    [34, 1],
  ]);
  return frame(
    clip(card.siteTitle, 900, 26),
    html`${name.lines.map((text) => line(left, 150, text, { size: name.fontSize, weight: 700 }))}
    ${line(cardSize.width - left, 150, facts, { size: 26, color: inks.quiet, anchor: "end" })}
    ${
      card.steps.length === 0
        ? line(cardSize.width / 2, 360, "No graded sends yet", { size: 32, color: inks.quiet, anchor: "middle" })
        : pyramid(card.steps.slice(0, mostSteps))
    }
    ${line(left, 606, clip(card.handle, 900, 24), { size: 24, color: inks.quiet })}`,
  );
}

function pyramid(steps: PyramidCard["steps"]): Html {
  const middle = cardSize.width / 2;
  const most = Math.max(1, ...steps.map((step) => step.count));
  const room = Math.min(mostRoom, (area.bottom - area.top) / steps.length);
  const height = room * 0.84;
  const size = height * 0.7;
  const top = area.top + (area.bottom - area.top - room * steps.length) / 2;
  return html`${steps.map((step, index) => {
    const y = top + index * room;
    const width = widths.least + (step.count / most) * (widths.most - widths.least);
    const baseline = y + height * 0.75;
    return html`<rect
        x="${middle - width / 2}"
        y="${y}"
        width="${width}"
        height="${height}"
        rx="8"
        fill="${inks.rope}"
      />
      ${line(middle - width / 2 - 18, baseline, clip(step.grade, 190, size), { size, anchor: "end" })}
      ${line(middle, baseline, String(step.count), { size, weight: 700, color: inks.onRope, anchor: "middle" })}`;
  })}`;
}
