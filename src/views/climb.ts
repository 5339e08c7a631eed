import type { Config } from "../config/config.ts";
import type { PartnerRow } from "../db/climb-queries.ts";
import type { GradePreferences } from "../db/schema/index.ts";
import { acctOf } from "../domain/accounts/account.ts";
import { shownCoordinates, type Climb } from "../domain/climbs/climb.ts";
import { uris } from "../domain/uris.ts";
import { instantOf } from "./account.ts";
import { toGrade } from "./grade.ts";

/**
 * Topout's Climb. Its climber sees the coordinates as they were entered, others as far as they are shared; grades stand
 * beside what they are in the systems that the viewer prefers.
 */
export function toClimb(
  config: Config,
  climb: Climb,
  partners: readonly PartnerRow[],
  viewerId: string | null,
  preferred: GradePreferences,
) {
  const isShared = climb.uri.startsWith(`${config.origin}/`) && ["public", "unlisted"].includes(climb.visibility);
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
    route_name: climb.routeName,
    route_url: climb.routeUrl,
    discipline: climb.discipline,
    style: climb.style,
    attempts: climb.attempts,
    rating: climb.rating,
    grade: toGrade(climb, preferred),
    perceived_grade: toGrade(
      {
        gradeSystem: climb.perceivedGradeSystem,
        gradeValue: climb.perceivedGradeValue,
        gradeScore: climb.perceivedGradeScore,
      },
      preferred,
    ),
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
    share_card_url: isShared ? uris.climbCard(config.origin, climb.id) : null,
    created_at: instantOf(climb.createdAt),
    updated_at: instantOf(climb.updatedAt),
  };
}
