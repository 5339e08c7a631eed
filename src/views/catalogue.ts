import type { Config } from "../config/config.ts";
import { countAscentsOfRoutes, type AscentCounts } from "../db/ascent-queries.ts";
import { findCragsByIds, type Crag } from "../db/crag-queries.ts";
import { findAncestors, type Ancestor } from "../db/crag-tree-queries.ts";
import type { Reader } from "../db/database.ts";
import type { GradePreferences } from "../db/schema/index.ts";
import type { Route } from "../db/route-queries.ts";
import type { Account } from "../domain/accounts/account.ts";
import type { Consensus } from "../domain/catalogue/consensus.ts";
import type { Climb } from "../domain/climbs/climb.ts";
import { readGradePreferences } from "../domain/climbs/preferences.ts";
import { uris } from "../domain/uris.ts";
import { instantOf, toAccount } from "./account.ts";
import { toClimb } from "./climb.ts";
import { toGrade, toReadGrade } from "./grade.ts";
import { loadClimbs, loadClimbViewer, type ClimbFacts, type ClimbViewer } from "./load-climbs.ts";

/** What lists of crags and routes show beside the rows themselves. */
export interface CatalogueFacts {
  cragById: ReadonlyMap<string, Crag>;
  ancestorsByCragId: ReadonlyMap<string, readonly Ancestor[]>;
  countsByRouteId: ReadonlyMap<string, AscentCounts>;
  /** Of who looks. */
  gradePreferences: GradePreferences;
}

export async function loadRoutes(
  db: Reader,
  routes: readonly Route[],
  viewerId: string | null,
): Promise<CatalogueFacts> {
  const cragIds = [...new Set(routes.map((route) => route.cragId))];
  return {
    cragById: await findCragsByIds(db, cragIds),
    ancestorsByCragId: await findAncestors(db, cragIds),
    countsByRouteId: await countAscentsOfRoutes(
      db,
      routes.map((route) => route.id),
    ),
    gradePreferences: await readGradePreferences(db, viewerId),
  };
}

export async function loadCrags(db: Reader, crags: readonly Crag[]): Promise<CatalogueFacts> {
  const ids = crags.map((crag) => crag.id);
  const ancestorsByCragId = await findAncestors(db, ids);
  return { cragById: new Map(), ancestorsByCragId, countsByRouteId: new Map(), gradePreferences: {} };
}

/** Where a crag is on OpenStreetMap; null where that is not known. */
export function mapUrlOf({ latitude, longitude }: Pick<Crag, "latitude" | "longitude">): string | null {
  if (latitude === null || longitude === null) return null;
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
}

const toAncestor = (config: Config, ancestor: Ancestor) => ({
  ...ancestor,
  url: uris.crag(config.origin, ancestor.id),
});

/** A place of the catalogue, with what it is part of, the outermost first. */
export function toCrag(config: Config, facts: CatalogueFacts, crag: Crag) {
  return {
    id: crag.id,
    url: uris.crag(config.origin, crag.id),
    kind: crag.kind,
    name: crag.name,
    country: crag.country,
    parent_id: crag.parentId,
    ancestors: (facts.ancestorsByCragId.get(crag.id) ?? []).map((ancestor) => toAncestor(config, ancestor)),
    latitude: crag.latitude,
    longitude: crag.longitude,
    map_url: mapUrlOf(crag),
    external_id: crag.externalId,
    created_at: instantOf(crag.createdAt),
    updated_at: instantOf(crag.updatedAt),
  };
}

/** A route or boulder problem, with where it is. */
export function toRoute(config: Config, facts: CatalogueFacts, route: Route) {
  const crag = facts.cragById.get(route.cragId);
  const counts = facts.countsByRouteId.get(route.id);
  return {
    id: route.id,
    url: uris.route(config.origin, route.id),
    name: route.name,
    discipline: route.discipline,
    grade: toGrade(route, facts.gradePreferences),
    pitches: route.pitches,
    height_meters: route.heightMeters,
    crag: crag === undefined ? null : toCrag(config, facts, crag),
    link: route.url,
    external_id: route.externalId,
    ascents_count: counts?.ascents ?? 0,
    climbers_count: counts?.climbers ?? 0,
    created_at: instantOf(route.createdAt),
    updated_at: instantOf(route.updatedAt),
  };
}

/** What climbers say of a route. */
export const toConsensus = ({ grade, stars }: Consensus, { gradePreferences }: CatalogueFacts) => ({
  community_grade: grade === null ? null : { ...toReadGrade(grade, gradePreferences), count: grade.count },
  stars: { average: stars?.average ?? null, count: stars?.count ?? 0 },
});

interface ClimberRow {
  climb: Climb;
  account: Account;
}

/** What a page of ascents shows, and to whom. */
export interface AscentFacts {
  readonly climbs: ClimbFacts;
  readonly viewer: ClimbViewer;
}

export async function loadAscents(
  db: Reader,
  rows: readonly ClimberRow[],
  viewerId: string | null,
): Promise<AscentFacts> {
  const entries = rows.map(({ climb }) => climb);
  const climbs = await loadClimbs(db, entries);
  return { climbs, viewer: await loadClimbViewer(db, entries, climbs, viewerId) };
}

/** Topout's Climb, with its climber. */
export const toAscent = (config: Config, { climb, account }: ClimberRow, facts: AscentFacts) => ({
  ...toClimb(config, climb, facts.climbs, facts.viewer),
  account: toAccount(config, account),
});
