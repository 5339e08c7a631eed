import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { isAscent, isPublic } from "./ascent-queries.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { catalogueMerges, climbs, routeNames, routes, routeWords } from "./schema/index.ts";

export type Route = typeof routes.$inferSelect;

export async function insertRoute(tx: Writer, row: typeof routes.$inferInsert): Promise<Route> {
  const [created] = await tx.insert(routes).values(row).returning();
  if (created === undefined) throw new Error("A new route's id is taken");
  return created;
}

export async function updateRoute(
  tx: Writer,
  id: string,
  change: Partial<typeof routes.$inferInsert>,
): Promise<Route | null> {
  const [row] = await tx.update(routes).set(change).where(eq(routes.id, id)).returning();
  return row ?? null;
}

export async function insertRouteNames(
  tx: Writer,
  names: readonly (typeof routeNames.$inferInsert)[],
  words: readonly (typeof routeWords.$inferInsert)[],
): Promise<void> {
  if (names.length > 0)
    await tx
      .insert(routeNames)
      .values([...names])
      .onConflictDoNothing();
  if (words.length > 0)
    await tx
      .insert(routeWords)
      .values([...words])
      .onConflictDoNothing();
}

/** A route, also by the id that it had before it was merged into another one. */
export async function findRoute(db: Reader, id: string): Promise<Route | null> {
  const current = sql`coalesce((select ${catalogueMerges.intoId} from ${catalogueMerges} where ${catalogueMerges.fromId} = ${id}), ${id})`;
  const [row] = await db.select().from(routes).where(eq(routes.id, current));
  return row ?? null;
}

export async function findRoutesByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Route>> {
  const rows = await inChunks(ids, (chunk) => db.select().from(routes).where(inArray(routes.id, chunk)));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Routes that have this page. */
export async function findRoutesByUrl(db: Reader, url: string, limit: number): Promise<Route[]> {
  return await db.select().from(routes).where(eq(routes.url, url)).orderBy(asc(routes.id)).limit(limit);
}

/** Whether a route has one of these names, at any of its crags. */
export async function isNamed(db: Reader, routeId: string, nameKeys: readonly string[]): Promise<boolean> {
  const [row] = await db
    .select({ id: routeNames.routeId })
    .from(routeNames)
    .where(and(eq(routeNames.routeId, routeId), inArray(routeNames.nameKey, [...nameKeys])))
    .limit(1);
  return row !== undefined;
}

export interface NamedRoute {
  route: Route;
  /** Where it has the name; another crag than its own after a merge. */
  atCragId: string;
}

const routesNamed = prepared(["cragIds", "nameKeys", "limit"], (db, { cragIds, nameKeys, limit }) =>
  db
    .select({ route: routes, atCragId: routeNames.cragId })
    .from(routeNames)
    .innerJoin(routes, eq(routes.id, routeNames.routeId))
    .where(and(isAmong(routeNames.cragId, cragIds), isAmong(routeNames.nameKey, nameKeys)))
    .orderBy(asc(routeNames.routeId))
    .limit(limit),
);

/** Routes that have one of these names at some crags; one that has several comes several times. */
export async function findRoutesNamed(
  db: Reader,
  cragIds: readonly string[],
  nameKeys: readonly string[],
  limit: number,
): Promise<NamedRoute[]> {
  return await routesNamed(db, { cragIds, nameKeys, limit });
}

export type RouteOrder = "name" | "grade" | "ascents";

/** Routes at some crags. The hardest first, those without a grade last; by ascents the most climbed first. */
export async function findRoutesAt(
  db: Reader,
  cragIds: readonly string[],
  order: RouteOrder,
  page: { limit: number; offset: number },
): Promise<Route[]> {
  const ascents = sql`(select count(*) from ${climbs} where ${climbs.routeId} = ${routes.id} and ${isPublic} and ${isAscent})`;
  const orders = {
    name: [],
    grade: [desc(sql`coalesce(${routes.gradeScore}, -1)`)],
    ascents: [desc(ascents)],
  };
  return await db
    .select()
    .from(routes)
    .where(inArray(routes.cragId, [...cragIds]))
    .orderBy(...orders[order], asc(sql`lower(${routes.name})`), asc(routes.id))
    .limit(page.limit)
    .offset(page.offset);
}

export async function countRoutesAt(db: Reader, cragIds: readonly string[]): Promise<number> {
  return await db.$count(routes, inArray(routes.cragId, [...cragIds]));
}

/** The newest of all. */
export async function findNewestRoutes(db: Reader, page: Page): Promise<Route[]> {
  const { where, orderBy, limit } = pageOf(routes.id, page);
  return newestFirst(await db.select().from(routes).where(where).orderBy(orderBy).limit(limit), page);
}

/** Routes by where imported data have them, also those that became part of another one. */
export async function findRoutesByExternalIds(db: Reader, externalIds: readonly string[]): Promise<Map<string, Route>> {
  const merged = await inChunks(externalIds, (chunk) =>
    db
      .select({ externalId: catalogueMerges.externalId, route: routes })
      .from(catalogueMerges)
      .innerJoin(routes, eq(routes.id, catalogueMerges.intoId))
      .where(inArray(catalogueMerges.externalId, chunk)),
  );
  const own = await inChunks(externalIds, (chunk) => db.select().from(routes).where(inArray(routes.externalId, chunk)));
  return new Map([
    ...merged.map(({ externalId, route }) => [externalId ?? "", route] as const),
    ...own.map((route) => [route.externalId ?? "", route] as const),
  ]);
}
