import { placeNameOf, type ClimbDetails } from "./climb.ts";

const mostStars = 5;

/** The line that tells a climb to every reader: route, grade, style, stars, place; then who was along. */
function composeClimbLine(climb: ClimbDetails): string {
  const facts = [climb.routeName, climb.gradeValue, climb.style].filter(Boolean).join(", ");
  const stars = climb.rating ? "★".repeat(Math.min(climb.rating, mostStars)) : "";
  const line = [facts, stars, placeNameOf(climb)].filter(Boolean).join(" ");
  if (climb.partners.length === 0) return line;
  return `${line}\nwith ${climb.partners.map((partner) => partner.name).join(", ")}`;
}

/** The whole text of a post that carries a climb, as other servers show it. */
export function composeClimbText(climb: ClimbDetails | null, text: string): string {
  if (climb === null) return text;
  const notes = climb.notes.trim() === text.trim() ? "" : climb.notes.trim();
  return [composeClimbLine(climb), notes, text.trim()].filter((part) => part !== "").join("\n\n");
}
