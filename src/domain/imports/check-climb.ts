import { earliestDay, latestDay } from "../climbs/climb.ts";
import type { ClimbDraft } from "../climbs/draft.ts";

const most = { name: 200, country: 100, style: 64, grade: 64, address: 2_000, notes: 100_000, partners: 20 };

/** PostgreSQL refuses NUL in text, and half a surrogate pair is no Unicode. */
export const cleanText = (text: string): string => text.replaceAll("\0", "").toWellFormed().trim();

/** Why the logbook cannot take this climb, in the bounds that the API has for one that is typed in; null when it can. */
export function faultOf(climb: ClimbDraft, today: string): string | null {
  if (climb.routeName === "") return "It has no name of a route";
  if (climb.style === "") return "It has no style";
  if (climb.climbedOn < earliestDay) return `The day ${climb.climbedOn} is too long ago`;
  if (climb.climbedOn > latestDay(today)) return `The day ${climb.climbedOn} is in the future`;
  const lengths: readonly (readonly [string, string | null, number])[] = [
    ["name of the route", climb.routeName, most.name],
    ["style", climb.style, most.style],
    ["discipline", climb.discipline, most.style],
    ["grade", climb.grade?.value ?? null, most.grade],
    ["perceived grade", climb.perceivedGrade?.value ?? null, most.grade],
    ["crag", climb.locationName, most.name],
    ["sector", climb.sector, most.name],
    ["area", climb.area, most.name],
    ["country", climb.country, most.country],
    ["address of the route", climb.routeUrl, most.address],
    ["text of the notes", climb.notes, most.notes],
    ...climb.partners.map((partner) => ["name of a partner", partner, most.name] as const),
  ];
  const long = lengths.find(([, text, length]) => (text?.length ?? 0) > length);
  if (long) return `The ${long[0]} has more than ${long[2]} characters`;
  return climb.partners.length > most.partners ? `It has more than ${most.partners} partners` : rangeFault(climb);
}

function rangeFault(climb: ClimbDraft): string | null {
  const ranges: readonly (readonly [string, number | null, number, number])[] = [
    ["number of attempts", climb.attempts, 1, 10_000],
    ["rating", climb.rating, 1, 5],
    ["number of pitches", climb.pitches, 1, 200],
    ["height", climb.heightMeters, 0, 10_000],
    ["latitude", climb.latitude, -90, 90],
    ["longitude", climb.longitude, -180, 180],
  ];
  const off = ranges.find(([, number, least, greatest]) => number !== null && !(number >= least && number <= greatest));
  return off ? `The ${off[0]} ${off[1]} is not between ${off[2]} and ${off[3]}` : null;
}
