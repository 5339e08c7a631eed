import type { Config } from "../config/config.ts";
import { acctOf, type Account } from "../domain/accounts/account.ts";
import { shownCoordinates, type Climb } from "../domain/climbs/climb.ts";
import type { Visibility } from "../domain/statuses/status.ts";
import { uris } from "../domain/uris.ts";
import { instantOf } from "./account.ts";
import { toGrade } from "./grade.ts";
import type { ClimbFacts, ClimbViewer } from "./load-climbs.ts";
import { toMedia } from "./media.ts";

/**
 * Topout's Climb. Its climber sees the coordinates as they were entered, others as far as they are shared; grades stand
 * beside what they are in the systems that the viewer prefers.
 */
export function toClimb(config: Config, climb: Climb, facts: ClimbFacts, viewer: ClimbViewer) {
  const isShared = climb.uri.startsWith(`${config.origin}/`) && isOpen(climb.visibility);
  const isOwn = viewer.viewerId === climb.accountId;
  const isFollowed = viewer.followedIds.has(climb.accountId);
  const isShown = (visibility: Visibility | undefined): boolean =>
    isOwn || isOpen(visibility) || (isFollowed && visibility === "private");
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
    session_id: isShown(facts.sessionVisibilityById.get(climb.sessionId ?? "")) ? climb.sessionId : null,
    project_id: isShown(facts.projectVisibilityById.get(climb.projectId ?? "")) ? climb.projectId : null,
    created_at: instantOf(climb.createdAt),
    updated_at: instantOf(climb.updatedAt),
  };
}

const isOpen = (visibility: Visibility | undefined): boolean => visibility === "public" || visibility === "unlisted";

export const toPartner = (name: string, account: Account | null) => ({
  name,
  account: account === null ? null : { id: account.id, acct: acctOf(account), url: account.url },
});

const mediaOf = (facts: ClimbFacts, { id, statusId }: Climb) =>
  (statusId === null ? facts.mediaByClimbId.get(id) : facts.mediaByStatusId.get(statusId)) ?? [];
