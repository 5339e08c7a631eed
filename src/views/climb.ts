import type { Config } from "../config/config.ts";
import { acctOf, type Account } from "../domain/accounts/account.ts";
import { shownCoordinates, type Climb } from "../domain/climbs/climb.ts";
import { instantOf } from "./account.ts";
import type { ClimbFacts } from "./load-climbs.ts";
import { toMedia } from "./media.ts";

export const toGrade = (system: string | null, value: string | null, score: number | null) =>
  value === null ? null : { system, value, score };

/** Topout's Climb. Its climber sees the coordinates as they were entered, others as far as they are shared. */
export function toClimb(config: Config, climb: Climb, facts: ClimbFacts) {
  const isOwn = facts.viewerId === climb.accountId;
  const exact =
    climb.latitude === null || climb.longitude === null
      ? null
      : { latitude: climb.latitude, longitude: climb.longitude };
  const coordinates = isOwn ? exact : shownCoordinates(climb);
  const hasPlace = [climb.locationName, climb.sector, climb.area, climb.country, coordinates].some(
    (part) => part !== null,
  );
  return {
    id: climb.id,
    uri: climb.uri,
    account_id: climb.accountId,
    status_id: climb.statusId,
    visibility: climb.visibility,
    route_name: climb.routeName,
    route_url: climb.routeUrl,
    discipline: climb.discipline,
    style: climb.style,
    attempts: climb.attempts,
    rating: climb.rating,
    grade: toGrade(climb.gradeSystem, climb.gradeValue, climb.gradeScore),
    perceived_grade: toGrade(climb.perceivedGradeSystem, climb.perceivedGradeValue, climb.perceivedGradeScore),
    climbed_on: climb.climbedOn,
    location: hasPlace
      ? {
          name: climb.locationName,
          sector: climb.sector,
          area: climb.area,
          country: climb.country,
          latitude: coordinates?.latitude ?? null,
          longitude: coordinates?.longitude ?? null,
          precision: climb.coordinatePrecision,
        }
      : null,
    indoor: climb.isIndoor,
    pitches: climb.pitches,
    height_meters: climb.heightMeters,
    notes: climb.notes,
    partners: (facts.partnersByClimbId.get(climb.id) ?? []).map(({ name, account }) => toPartner(name, account)),
    media_attachments: mediaOf(facts, climb).map((media) => toMedia(config, media)),
    ascent_number: facts.ascentNumberById.get(climb.id) ?? null,
    session_id: shownOnly(facts.shownSessionIds, climb.sessionId),
    project_id: shownOnly(facts.shownProjectIds, climb.projectId),
    created_at: instantOf(climb.createdAt),
    updated_at: instantOf(climb.updatedAt),
  };
}

export const toPartner = (name: string, account: Account | null) => ({
  name,
  account: account === null ? null : { id: account.id, acct: acctOf(account), url: account.url },
});

const mediaOf = (facts: ClimbFacts, { id, statusId }: Climb) =>
  (statusId === null ? facts.mediaByClimbId.get(id) : facts.mediaByStatusId.get(statusId)) ?? [];

const shownOnly = (shown: ReadonlySet<string>, id: string | null): string | null =>
  id !== null && shown.has(id) ? id : null;
