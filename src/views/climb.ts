import type { Config } from "../config/config.ts";
import type { PartnerRow } from "../db/climb-queries.ts";
import { acctOf } from "../domain/accounts/account.ts";
import { shownCoordinates, type Climb } from "../domain/climbs/climb.ts";
import { instantOf } from "./account.ts";

export const toGrade = (system: string | null, value: string | null, score: number | null) =>
  value === null ? null : { system, value, score };

/** Topout's Climb. Its climber sees the coordinates as they were entered, others as far as they are shared. */
export function toClimb(_config: Config, climb: Climb, partners: readonly PartnerRow[], viewerId: string | null) {
  const isOwn = viewerId === climb.accountId;
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
    route_id: climb.routeId,
    crag_id: climb.cragId,
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
    partners: partners.map((partner) => ({
      name: partner.name,
      account:
        partner.account === null
          ? null
          : { id: partner.account.id, acct: acctOf(partner.account), url: partner.account.url },
    })),
    created_at: instantOf(climb.createdAt),
    updated_at: instantOf(climb.updatedAt),
  };
}
