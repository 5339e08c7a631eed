import { countAscents, type Ascents } from "../db/climb-list-queries.ts";
import { findPartners, type PartnerRow } from "../db/climb-queries.ts";
import type { Reader } from "../db/database.ts";
import { findMediaOfClimbs } from "../db/media-queries.ts";
import { findProjectVisibilities } from "../db/project-queries.ts";
import type { GradePreferences } from "../db/schema/index.ts";
import { findSessionVisibilities } from "../db/session-queries.ts";
import { findMediaOfStatuses, type Media } from "../db/status-fact-queries.ts";
import { findFollowedPairs } from "../db/viewer-queries.ts";
import type { Climb } from "../domain/climbs/climb.ts";
import { readGradePreferences } from "../domain/climbs/preferences.ts";
import type { Visibility } from "../domain/statuses/status.ts";

/** What a page of climbs shows beside the entries themselves, read in a fixed number of queries. */
export interface ClimbFacts {
  partnersByClimbId: Map<string, PartnerRow[]>;
  /** Of entries without a post. */
  mediaByClimbId: Map<string, Media[]>;
  mediaByStatusId: Map<string, Media[]>;
  ascentsByClimbId: Map<string, Ascents>;
  /** To whom the climbs' sessions and projects are shown. */
  sessionVisibilityById: Map<string, Visibility>;
  projectVisibilityById: Map<string, Visibility>;
}

/** Who looks at climbs: what is theirs they see as they entered it, and grades in their systems. */
export interface ClimbViewer {
  readonly viewerId: string | null;
  readonly gradePreferences: GradePreferences;
  /** Whom they follow, at least of the climbers who have something here `forFollowers`. */
  readonly followedIds: ReadonlySet<string>;
}

export async function loadClimbs(
  db: Reader,
  climbs: readonly Climb[],
  /** Where it was read already. */
  mediaByStatusId?: Map<string, Media[]>,
): Promise<ClimbFacts> {
  const ids = climbs.map((climb) => climb.id);
  const untold = climbs.filter((climb) => climb.statusId === null);
  const idsOf = (name: "statusId" | "sessionId" | "projectId"): string[] => [
    ...new Set(climbs.flatMap((climb) => climb[name] ?? [])),
  ];
  return {
    partnersByClimbId: await findPartners(db, ids),
    mediaByClimbId: await findMediaOfClimbs(
      db,
      untold.map((climb) => climb.id),
    ),
    mediaByStatusId: mediaByStatusId ?? (await findMediaOfStatuses(db, idsOf("statusId"))),
    ascentsByClimbId: await countAscents(db, ids),
    sessionVisibilityById: await findSessionVisibilities(db, idsOf("sessionId")),
    projectVisibilityById: await findProjectVisibilities(db, idsOf("projectId")),
  };
}

export async function loadClimbViewer(
  db: Reader,
  climbs: readonly Climb[],
  facts: ClimbFacts,
  viewerId: string | null,
): Promise<ClimbViewer> {
  const climbers = viewerId === null ? [] : climbs.filter((climb) => isTiedForFollowers(facts, climb));
  const pairs = climbers.map(({ accountId }) => ({ viewerId: viewerId ?? "", id: accountId }));
  const followed = await findFollowedPairs(db, pairs);
  return {
    viewerId,
    gradePreferences: await readGradePreferences(db, viewerId),
    followedIds: new Set(followed.map((pair) => pair.id)),
  };
}

/** Whether it belongs to a session or project that only followers are shown. */
export const isTiedForFollowers = (facts: ClimbFacts, { sessionId, projectId }: Climb): boolean =>
  facts.sessionVisibilityById.get(sessionId ?? "") === "private" ||
  facts.projectVisibilityById.get(projectId ?? "") === "private";
