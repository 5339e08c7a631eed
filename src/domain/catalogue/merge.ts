import type { Context } from "../../context.ts";
import { findCrag, lockCrag, lockName, updateCrag, type Crag } from "../../db/crag-queries.ts";
import { findAncestors } from "../../db/crag-tree-queries.ts";
import type { Writer } from "../../db/database.ts";
import { findChildrenOf, findRoutesOf, moveCrag, moveRoute } from "../../db/merge-queries.ts";
import { findRoute, findRoutesNamed, updateRoute, type Route } from "../../db/route-queries.ts";
import { recordNotFound, Refused } from "../../lib/refused.ts";
import { calledSo, nameKeys } from "../../lib/text/name-key.ts";
import { findPart } from "./find-crag.ts";
import { kindOf } from "./place.ts";

type MergeContext = Pick<Context, "db" | "clock">;

/**
 * Makes one of two routes: entries, projects and names of the first go to the second, and what led to the first leads
 * there. @throws Refused when one is not there, or both are the same.
 */
export async function mergeRoutes(ctx: MergeContext, fromId: string, intoId: string): Promise<Route> {
  return await ctx.db.write(async (tx) => {
    const [from, into] = [await findRoute(tx, fromId), await findRoute(tx, intoId)];
    if (from === null || into === null) throw recordNotFound();
    if (from.id === into.id) throw new Refused("invalid", "Validation failed: a route can't be merged into itself");
    return await mergeRoute(ctx, tx, from, into);
  });
}

/** The same for crags. Parts and routes that both have under one name become one as well. */
export async function mergeCrags(ctx: MergeContext, fromId: string, intoId: string): Promise<Crag> {
  return await ctx.db.write(async (tx) => {
    const [from, into] = [await findCrag(tx, fromId), await findCrag(tx, intoId)];
    if (from === null || into === null) throw recordNotFound();
    if (from.id === into.id) throw new Refused("invalid", "Validation failed: a crag can't be merged into itself");
    for (const id of [from.id, into.id].toSorted()) await lockName(tx, `crag ${id}`);
    const above = (await findAncestors(tx, [into.id])).get(into.id) ?? [];
    // A part takes in its whole: it moves up, so that nothing becomes part of itself.
    const isPart = above.some((ancestor) => ancestor.id === from.id);
    const target = isPart ? ((await updateCrag(tx, into.id, { parentId: from.parentId })) ?? into) : into;
    return await mergeCrag(ctx, tx, from, target);
  });
}

async function mergeRoute({ clock }: MergeContext, tx: Writer, from: Route, into: Route): Promise<Route> {
  await moveRoute(tx, from, into);
  const grade = into.gradeValue === null ? from : into;
  const after = await updateRoute(tx, into.id, {
    gradeSystem: grade.gradeSystem,
    gradeValue: grade.gradeValue,
    gradeScore: grade.gradeScore,
    pitches: into.pitches ?? from.pitches,
    heightMeters: into.heightMeters ?? from.heightMeters,
    url: into.url ?? from.url,
    externalId: into.externalId ?? from.externalId,
    isImported: into.isImported || from.isImported,
    updatedAt: clock.now(),
  });
  return after ?? into;
}

async function mergeCrag(ctx: MergeContext, tx: Writer, from: Crag, into: Crag): Promise<Crag> {
  await lockCrag(tx, from.id);
  for (const child of await findChildrenOf(tx, from.id)) {
    if (child.id === into.id) continue;
    const same = await findPart(tx, into.id, child.name);
    if (same === null) await updateCrag(tx, child.id, { parentId: into.id });
    else await mergeCrag(ctx, tx, child, same);
  }
  for (const route of await findRoutesOf(tx, from.id)) {
    const named = await findRoutesNamed(tx, [into.id], nameKeys(route.name), 20);
    const alike = named.filter(
      (one) => kindOf(one.route.discipline) === kindOf(route.discipline) && one.route.id !== route.id,
    );
    const [same] = calledSo(alike, route.name, (one) => one.route.name);
    if (same !== undefined) await mergeRoute(ctx, tx, route, same.route);
  }
  await moveCrag(tx, from, into);
  const at = into.latitude === null ? from : into;
  const after = await updateCrag(tx, into.id, {
    country: into.country ?? from.country,
    latitude: at.latitude,
    longitude: at.longitude,
    externalId: into.externalId ?? from.externalId,
    updatedAt: ctx.clock.now(),
  });
  return after ?? into;
}
