import { disciplines, isUnreadable, shownCoordinates, type Climb, type GradeDraft } from "../../domain/climbs/climb.ts";
import { knownGrades, type ClimbDraft } from "../../domain/climbs/draft.ts";

// Climbs that are known, as a client would send them: what the request itself says is laid over them.

/** A grade that came from elsewhere and that its system does not have is one of no system: as such it is taken again. */
export const gradeAgain = (value: string | null, system: string | null | undefined): GradeDraft | null => {
  if (value === null) return null;
  const grade = { value, system: system ?? undefined };
  return isUnreadable(grade) ? { value } : grade;
};

/** All that an entry says, for a change that names some of it only. */
export function rewriteInput(draft: ClimbDraft): Record<string, unknown> {
  return {
    route_name: draft.routeName,
    route_url: draft.routeUrl,
    grade: gradeAgain(draft.grade?.value ?? null, draft.grade?.system),
    perceived_grade: gradeAgain(draft.perceivedGrade?.value ?? null, draft.perceivedGrade?.system),
    discipline: draft.discipline,
    style: draft.style,
    attempts: draft.attempts,
    rating: draft.rating,
    climbed_on: draft.climbedOn,
    location: {
      name: draft.locationName,
      sector: draft.sector,
      area: draft.area,
      country: draft.country,
      latitude: draft.latitude,
      longitude: draft.longitude,
      precision: draft.coordinatePrecision,
    },
    indoor: draft.isIndoor,
    pitches: draft.pitches,
    height_meters: draft.heightMeters,
    notes: draft.notes,
    partners: draft.partners,
  };
}

export const namesGrade = (given: Record<string, unknown>): boolean => "grade" in given || "grade_system" in given;

/**
 * A grade that the request does not name stays as the climb has it: read again, without the system that does not have it,
 * it could become one of another.
 */
export function keepGrade(draft: ClimbDraft, climb: Climb, given: Record<string, unknown>): ClimbDraft {
  const { grade } = knownGrades(climb);
  return grade === null || namesGrade(given) ? draft : { ...draft, grade };
}

/** The same for how hard its climber found it. */
export function keepPerceivedGrade(draft: ClimbDraft, climb: Climb, given: Record<string, unknown>): ClimbDraft {
  const { perceivedGrade } = knownGrades(climb);
  const isNamed = "perceived_grade" in given || "perceived_grade_system" in given;
  return perceivedGrade === null || isNamed ? draft : { ...draft, perceivedGrade };
}

/** Longer names and greater numbers come from other servers only. */
export const cut = (text: string | null, most: number): string | undefined => text?.slice(0, most);
export const within = (number: number | null, most: number): number | undefined =>
  number === null || number > most ? undefined : number;

/**
 * What a climb says of its route, for somebody who did it too: neither how it went nor who was along. The place is as
 * exact as `viewerId` sees it, and others see no more of it than before.
 */
export function redoInput(climb: Climb, viewerId: string): Record<string, unknown> {
  const isOwn = viewerId === climb.accountId;
  const coordinates = isOwn ? climb : shownCoordinates(climb);
  const discipline = disciplines.find((known) => known === climb.discipline);
  return {
    route_name: cut(climb.routeName, 200),
    route_url: climb.routeUrl,
    grade: gradeAgain(climb.gradeValue, climb.gradeSystem),
    discipline,
    // The plainest way to have sent it.
    style: discipline === "top-rope" ? "top-rope" : "redpoint",
    location: {
      name: cut(climb.locationName, 200),
      sector: cut(climb.sector, 200),
      area: cut(climb.area, 200),
      country: cut(climb.country, 100),
      latitude: coordinates?.latitude,
      longitude: coordinates?.longitude,
      precision: isOwn ? climb.coordinatePrecision : undefined,
    },
    indoor: climb.isIndoor,
    pitches: within(climb.pitches, 200),
    height_meters: within(climb.heightMeters, 10_000),
  };
}
