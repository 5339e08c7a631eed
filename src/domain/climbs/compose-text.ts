import { nextDay, previousDay } from "../../lib/days.ts";
import { findHashtags } from "../../lib/text/find-entities.ts";
import { tagKey } from "../../lib/text/tag-key.ts";
import { placeNameOf, type ClimbDetails } from "./climb.ts";

const mostStars = 5;

/**
 * The line that tells a climb to every reader: route, grade, style, stars, place, day; then who was along. Never
 * coordinates: what a text said stays in its history, and with others, when they are hidden.
 */
function composeClimbLine(climb: ClimbDetails, postedAt: Date): string {
  const facts = [climb.routeName, climb.gradeValue, climb.style].filter(Boolean).join(", ");
  const stars = climb.rating ? "★".repeat(Math.min(climb.rating, mostStars)) : "";
  const told = [facts, stars].filter(Boolean).join(" ");
  const line = [told, placeNameOf(climb), dayToTell(climb, postedAt)].filter(Boolean).join(" · ");
  if (climb.partners.length === 0) return line;
  return `${line}\nwith ${climb.partners.map((partner) => partner.name).join(", ")}`;
}

/** A post has a date of its own. Where its climber lives that may be the day before or after. */
function dayToTell({ climbedOn }: ClimbDetails, postedAt: Date): string {
  const posted = postedAt.toISOString().slice(0, 10);
  return [previousDay(posted), posted, nextDay(posted)].includes(climbedOn) ? "" : climbedOn;
}

/** The whole text of a post that carries a climb, as other servers show it: tagged with what it does not say itself. */
export function composeClimbText(
  climb: ClimbDetails | null,
  text: string,
  hashtags: readonly string[],
  postedAt: Date,
): string {
  if (climb === null) return text;
  const notes = climb.notes.trim() === text.trim() ? "" : climb.notes.trim();
  const told = [composeClimbLine(climb, postedAt), notes, text.trim()];
  const present = new Set(findHashtags(told.join("\n\n")).map(tagKey));
  const added = hashtags.filter((name) => !present.has(name)).map((name) => `#${name}`);
  return [...told, added.join(" ")].filter((part) => part !== "").join("\n\n");
}
