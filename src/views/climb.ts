import type { Config } from "../config/config.ts";
import type { GradePreferences } from "../db/schema/index.ts";
import { acctOf, type Account } from "../domain/accounts/account.ts";
import { shownCoordinates, type Climb } from "../domain/climbs/climb.ts";
import { uris } from "../domain/uris.ts";
import { instantOf } from "./account.ts";
import { toGrade } from "./grade.ts";
import type { ClimbFacts } from "./load-climbs.ts";
import { toMedia } from "./media.ts";

/** Who looks at climbs: what is theirs they see as they entered it, and grades in their systems. */
export interface ClimbViewer {
  readonly viewerId: string | null;
  readonly gradePreferences: GradePreferences;
}

/**
 * Topout's Climb. Its climber sees the coordinates as they were entered, others as far as they are shared; grades stand
 * beside what they are in the systems that the viewer prefers.
 */
export function toClimb(config: Config, climb: Climb, facts: ClimbFacts, viewer: ClimbViewer) {
  const isShared = climb.uri.startsWith(`${config.origin}/`) && ["public", "unlisted"].includes(climb.visibility);
  const isOwn = viewer.viewerId === climb.accountId;
  const ascents = facts.ascentsByClimbId.get(climb.id);
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
    grade: toGrade(climb, viewer.gradePreferences),
    perceived_grade: toGrade(
      {
        gradeSystem: climb.perceivedGradeSystem,
        gradeValue: climb.perceivedGradeValue,
        gradeScore: climb.perceivedGradeScore,
      },
      viewer.gradePreferences,
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
    partners: (facts.partnersByClimbId.get(climb.id) ?? []).map(({ name, account }) => toPartner(name, account)),
    media_attachments: mediaOf(facts, climb).map((media) => toMedia(config, media)),
    share_card_url: isShared ? uris.climbCard(config.origin, climb.id) : null,
    ascent_number: (isOwn ? ascents?.own : ascents?.open) ?? null,
    session_id: isOwn || facts.openSessionIds.has(climb.sessionId ?? "") ? climb.sessionId : null,
    project_id: isOwn || facts.openProjectIds.has(climb.projectId ?? "") ? climb.projectId : null,
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
