import { z } from "zod";
import type { Context } from "../../context.ts";
import { findCragsByIds } from "../../db/crag-queries.ts";
import { findAncestors } from "../../db/crag-tree-queries.ts";
import type { Reader } from "../../db/database.ts";
import { findRoute, type Route } from "../../db/route-queries.ts";
import { disciplines } from "../../domain/climbs/climb.ts";
import { refuseField } from "../../domain/climbs/refuse-field.ts";
import { routeIdOf, uris } from "../../domain/uris.ts";
import { tieInput } from "./climb-input.ts";
import { cut, within } from "./earlier-climb.ts";
import { patchInput } from "./patch-input.ts";

type Input = Record<string, unknown>;
type Place = Readonly<Record<"name" | "sector" | "area" | "country", string | null>>;

const choice = z.object({ route_id: tieInput });
const objectIn = (given: unknown): Input => (typeof given === "object" && given !== null ? { ...given } : {});
/** Without the fields that a form sends though nobody filled them in. */
const filled = (input: Input): Input =>
  Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== "" && value !== undefined),
  );

/**
 * What a client says of a climb, laid over what is known of it already (`former`). A route of the catalogue that it names
 * by `route_id` gives its page, which ties the climb to it, its name and place where the client leaves them out, and what
 * nothing else tells; null takes such a page off. @throws Refused when there is no such route.
 */
export async function withRoute(
  { db, config }: Pick<Context, "db" | "config">,
  given: Input,
  former: Input = {},
): Promise<Input> {
  const { route_id: id } = choice.parse(given);
  if (id === undefined) return patchInput(former, given);
  if (id === null) {
    const isOurs = routeIdOf(config.origin, String(former["route_url"] ?? "")) !== null;
    return patchInput({ ...former, ...(isOurs ? { route_url: null } : {}) }, given);
  }
  const route = await findRoute(db.read, id);
  if (route === null) return refuseField("route_id", "is no route that is known here");
  const place = await placeOf(db.read, route);
  const where = typeof given["location"] === "string" ? { name: given["location"] } : objectIn(given["location"]);
  return {
    ...factsOf(route),
    ...filled(former),
    ...given,
    route_name: given["route_name"] || cut(route.name, 200),
    location: { ...objectIn(former["location"]), ...place, ...filled(where) },
    route_url: uris.route(config.origin, route.id),
  };
}

/** As `withRoute`, for the climb of a post. */
export async function withRouteOfPost(ctx: Pick<Context, "db" | "config">, input: Input): Promise<Input> {
  const { climb } = input;
  const isClimb = typeof climb === "object" && climb !== null && !Array.isArray(climb);
  return isClimb ? { ...input, climb: await withRoute(ctx, objectIn(climb)) } : input;
}

function factsOf({ discipline, gradeSystem, gradeValue, gradeScore, pitches, heightMeters }: Route): Input {
  return {
    discipline: disciplines.find((known) => known === discipline),
    grade: gradeValue === null || gradeScore === null ? undefined : { value: gradeValue, system: gradeSystem },
    pitches: within(pitches, 200),
    height_meters: within(heightMeters, 10_000),
  };
}

/** As a climber would write it down: the crag, the part of it, and the area that it is in. */
async function placeOf(db: Reader, { cragId }: Route): Promise<Place> {
  const own = (await findCragsByIds(db, [cragId])).get(cragId);
  const above = (await findAncestors(db, [cragId])).get(cragId) ?? [];
  const crag = own?.kind === "sector" ? above.findLast(({ kind }) => kind !== "sector") : own;
  return {
    name: cut(crag?.name ?? own?.name ?? null, 200) ?? null,
    sector: crag === own || crag === undefined ? null : (cut(own?.name ?? null, 200) ?? null),
    area: cut(above.findLast(({ kind, id }) => kind === "area" && id !== crag?.id)?.name ?? null, 200) ?? null,
    country: cut(own?.country ?? null, 100) ?? null,
  };
}
