import type { Config } from "../config/config.ts";
import type { AscentCounts, findClimbsAt } from "../db/ascent-queries.ts";
import type { Crag } from "../db/crag-queries.ts";
import type { Ancestor } from "../db/crag-tree-queries.ts";
import type { Route } from "../db/route-queries.ts";
import { nameOf } from "../domain/accounts/account.ts";
import type { Consensus } from "../domain/catalogue/consensus.ts";
import type { NearCrag } from "../domain/catalogue/near.ts";
import { offsetKm } from "../domain/catalogue/place.ts";
import { uris } from "../domain/uris.ts";
import type { AscentView, MapPoint, PlaceLink } from "../pages/catalogue.ts";
import type { CragData } from "../pages/crag-page.ts";
import type { RouteData } from "../pages/route-page.ts";
import { mapUrlOf, type CatalogueFacts } from "./catalogue.ts";
import { toClimbFacts } from "./page-data.ts";

type AscentRow = Awaited<ReturnType<typeof findClimbsAt>>[number];

const toPlace = (config: Config, place: Pick<Ancestor, "id" | "name">): PlaceLink => ({
  name: place.name,
  url: uris.crag(config.origin, place.id),
});

function pointOf(crag: Crag): MapPoint | null {
  const url = mapUrlOf(crag);
  const { latitude, longitude } = crag;
  return url === null || latitude === null || longitude === null ? null : { latitude, longitude, url };
}

const toAscentView = (config: Config, { climb, account, statusUrl }: AscentRow): AscentView => ({
  ...toClimbFacts(config, climb),
  climber: nameOf(account),
  climberUrl: account.url,
  isIndexable: account.isIndexable,
  url: statusUrl,
});

export function toRouteData(
  config: Config,
  facts: CatalogueFacts,
  route: Route,
  said: { consensus: Consensus; ascents: readonly AscentRow[] },
): RouteData {
  const crag = facts.cragById.get(route.cragId);
  const places = [...(facts.ancestorsByCragId.get(route.cragId) ?? []), ...(crag === undefined ? [] : [crag])];
  const counts = facts.countsByRouteId.get(route.id);
  return {
    siteTitle: config.instanceTitle,
    url: uris.route(config.origin, route.id),
    name: route.name,
    discipline: route.discipline,
    grade: route.gradeValue,
    communityGrade: said.consensus.grade,
    stars: said.consensus.stars,
    pitches: route.pitches,
    heightMeters: route.heightMeters,
    places: places.map((place) => toPlace(config, place)),
    point: crag === undefined ? null : pointOf(crag),
    link: route.url,
    ascentsCount: counts?.ascents ?? 0,
    climbersCount: counts?.climbers ?? 0,
    // All of them are of this route.
    ascents: said.ascents.map((row) => ({ ...toAscentView(config, row), place: null, placePageUrl: undefined })),
  };
}

export function toCragData(
  config: Config,
  facts: CatalogueFacts,
  crag: Crag,
  inside: {
    children: readonly Crag[];
    routes: readonly Route[];
    routesCount: number | null;
    counts: AscentCounts | null;
    ascents: readonly AscentRow[];
    near: readonly NearCrag[];
  },
): CragData {
  return {
    siteTitle: config.instanceTitle,
    url: uris.crag(config.origin, crag.id),
    name: crag.name,
    country: crag.country,
    places: (facts.ancestorsByCragId.get(crag.id) ?? []).map((place) => toPlace(config, place)),
    point: pointOf(crag),
    neighbours: inside.near.map(({ crag: near, km }) => ({ ...toPlace(config, near), km, ...offsetKm(crag, near) })),
    parts: inside.children.map((child) => toPlace(config, child)),
    routes: inside.routes.map((route) => ({
      name: route.name,
      url: uris.route(config.origin, route.id),
      grade: route.gradeValue,
    })),
    counts: {
      routes: inside.routesCount,
      ascents: inside.counts?.ascents ?? null,
      climbers: inside.counts?.climbers ?? null,
    },
    ascents: inside.ascents.map((row) => toAscentView(config, row)),
  };
}
