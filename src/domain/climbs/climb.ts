import type { climbs, CoordinatePrecision } from "../../db/schema/index.ts";
import { nextDay } from "../../lib/days.ts";
import { parseGrade, unknownSystem } from "./grades/parse.ts";
import { isGradeSystem } from "./grades/table.ts";

export type Climb = typeof climbs.$inferSelect;

/** What ties an entry to the catalogue and to the rest of the logbook. */
export type ClimbTies = "routeId" | "cragId" | "sessionId" | "projectId" | "importKey" | "importId";

/** What an entry says, without whose it is, where it is kept and what it belongs to. */
export type ClimbDetails = Omit<
  typeof climbs.$inferSelect,
  "id" | "uri" | "accountId" | "statusId" | "visibility" | "createdAt" | "updatedAt" | ClimbTies
> & {
  partners: readonly ClimbPartner[];
  /** Absent: they stay as they are. */
  ties?: TieChoice | undefined;
};

/** What an entry is to belong to: by id, or found by itself (`auto`). Absent stays as it is, null is nothing. */
export interface TieChoice {
  session?: string | null | undefined;
  project?: string | null | undefined;
}

/** An account that is known here, or a name alone. */
export interface ClimbPartner {
  accountId: string | null;
  /** The handle with which it was written, or the name. */
  name: string;
}

export const disciplines = [
  "boulder",
  "sport",
  "trad",
  "top-rope",
  "multi-pitch",
  "alpine",
  "ice",
  "mixed",
  "aid",
  "deep-water-solo",
  "via-ferrata",
] as const;

export const styles = [
  "onsight",
  "flash",
  "redpoint",
  "pinkpoint",
  "repeat",
  "top-rope",
  "hangdog",
  "attempt",
  "project",
] as const;

export const coordinatePrecisions = ["exact", "rounded", "hidden"] as const satisfies readonly CoordinatePrecision[];

/** Of the days on which somebody may have climbed. */
export const earliestDay = "1800-01-01";

/** Somewhere it is tomorrow already. */
export const latestDay = nextDay;

export interface GradeDraft {
  value: string;
  system?: string | undefined;
}

/** A grade as an entry has it already, without a system or with one that has no such grade, too. It is not read again. */
export interface KnownGrade {
  value: string;
  system: string | null;
  score: number | null;
}

export const knownGradeOf = (of: Pick<Climb, "gradeSystem" | "gradeValue" | "gradeScore">): KnownGrade | null =>
  of.gradeValue === null ? null : { value: of.gradeValue, system: of.gradeSystem, score: of.gradeScore };

/** Whether its system is known and has no such grade ("V99"): a slip here; from elsewhere it is kept as it came. */
export const isUnreadable = ({ value, system }: GradeDraft): boolean =>
  system !== undefined && isGradeSystem(system) && parseGrade(value, system).score === null;

/** The columns of a grade. An unreadable grade is kept as written; one without a system has none. `usual` as in parseGrade. */
export function gradeColumns(
  grade: GradeDraft | KnownGrade | null,
  discipline: string,
  usual: readonly string[] = [],
): Pick<Climb, "gradeSystem" | "gradeValue" | "gradeScore"> {
  if (grade === null) return { gradeSystem: null, gradeValue: null, gradeScore: null };
  if ("score" in grade) return { gradeSystem: grade.system, gradeValue: grade.value, gradeScore: grade.score };
  const { system, value, score } = parseGrade(grade.value, grade.system, discipline, usual);
  return { gradeSystem: system === unknownSystem ? null : system, gradeValue: value, gradeScore: score };
}

/** Where it was, from the sector to the country, each name once; "" when that is not told. */
export const placeNameOf = (climb: Pick<Climb, "sector" | "locationName" | "area" | "country">): string =>
  [...new Set([climb.sector, climb.locationName, climb.area, climb.country])].filter(Boolean).join(", ");

/** Coordinates as others may see them: exact, to about a kilometre, or not at all. */
export function shownCoordinates(climb: Pick<Climb, "latitude" | "longitude" | "coordinatePrecision">) {
  const { latitude, longitude, coordinatePrecision } = climb;
  if (latitude === null || longitude === null || coordinatePrecision === "hidden") return null;
  if (coordinatePrecision === "exact") return { latitude, longitude };
  return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 };
}
