import { countAscents, type Ascents } from "../db/climb-list-queries.ts";
import { findPartners, type PartnerRow } from "../db/climb-queries.ts";
import type { Reader } from "../db/database.ts";
import { findMediaOfClimbs } from "../db/media-queries.ts";
import { findOpenProjectIds } from "../db/project-queries.ts";
import { findOpenSessionIds } from "../db/session-queries.ts";
import { findMediaOfStatuses, type Media } from "../db/status-fact-queries.ts";
import type { Climb } from "../domain/climbs/climb.ts";

/** What a page of climbs shows beside the entries themselves, read in a fixed number of queries. */
export interface ClimbFacts {
  partnersByClimbId: Map<string, PartnerRow[]>;
  /** Of entries without a post. */
  mediaByClimbId: Map<string, Media[]>;
  mediaByStatusId: Map<string, Media[]>;
  ascentsByClimbId: Map<string, Ascents>;
  /** Those among the climbs' sessions and projects that everybody may see. */
  openSessionIds: Set<string>;
  openProjectIds: Set<string>;
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
    openSessionIds: await findOpenSessionIds(db, idsOf("sessionId")),
    openProjectIds: await findOpenProjectIds(db, idsOf("projectId")),
  };
}
