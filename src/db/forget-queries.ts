import { and, desc, eq, inArray, isNotNull, isNull, ne, notExists, sql } from "drizzle-orm";
import { isPublic } from "./ascent-queries.ts";
import { lockCrag } from "./crag-queries.ts";
import type { Reader, Writer } from "./database.ts";
import { dialect } from "./dialect.ts";
import { catalogueMerges, climbs, crags, routes } from "./schema/index.ts";

const one = { one: sql`1` };

/** Removes a route that no public entry names and no imported data have; false when it stays. */
export async function deleteUntoldRoute(tx: Writer, id: string): Promise<boolean> {
  // Whoever is tying an entry to it comes first: the statement after this one sees it.
  const row = tx.select(one).from(routes).where(eq(routes.id, id));
  if (dialect === "postgres") await row.for("update");
  const told = tx
    .select(one)
    .from(climbs)
    .where(and(eq(climbs.routeId, id), isPublic));
  const deleted = await tx
    .delete(routes)
    .where(and(eq(routes.id, id), isNull(routes.externalId), notExists(told)))
    .returning({ id: routes.id });
  await forgetMerges(tx, deleted);
  return deleted.length > 0;
}

/** Removes a crag that nobody tells of, with nothing at it or below it; false when it stays. */
export async function deleteUntoldCrag(tx: Writer, id: string): Promise<boolean> {
  await lockCrag(tx, id);
  const told = tx
    .select(one)
    .from(climbs)
    .where(and(eq(climbs.cragId, id), isPublic));
  const routesThere = tx.select(one).from(routes).where(eq(routes.cragId, id));
  const [parts] = await tx.select(one).from(crags).where(eq(crags.parentId, id)).limit(1);
  if (parts !== undefined) return false;
  const deleted = await tx
    .delete(crags)
    .where(and(eq(crags.id, id), isNull(crags.externalId), notExists(told), notExists(routesThere)))
    .returning({ id: crags.id });
  await forgetMerges(tx, deleted);
  return deleted.length > 0;
}

/** Takes the page off a route that open data do not have, once no public entry there names it. */
export async function forgetLink(tx: Writer, routeId: string, url: string, updatedAt: Date): Promise<void> {
  const told = tx
    .select(one)
    .from(climbs)
    .where(and(eq(climbs.routeId, routeId), isPublic, eq(climbs.routeUrl, url)));
  await tx
    .update(routes)
    .set({ url: null, updatedAt })
    .where(and(eq(routes.id, routeId), eq(routes.url, url), isNull(routes.externalId), notExists(told)));
}

async function forgetMerges(tx: Writer, gone: readonly { id: string }[]): Promise<void> {
  for (const { id } of gone) await tx.delete(catalogueMerges).where(eq(catalogueMerges.intoId, id));
}

/** The sectors that public entries at a crag itself name. */
export async function findToldSectors(db: Reader, cragId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ sector: climbs.sector })
    .from(climbs)
    .where(and(eq(climbs.cragId, cragId), isPublic, isNotNull(climbs.sector)))
    .limit(limit);
  return rows.flatMap(({ sector }) => sector ?? []);
}

/** The newest public entry at some crags that shows its coordinates, however exactly. */
export async function findShownEntry(db: Reader, cragIds: readonly string[]) {
  const [row] = await db
    .select({
      latitude: climbs.latitude,
      longitude: climbs.longitude,
      coordinatePrecision: climbs.coordinatePrecision,
    })
    .from(climbs)
    .where(
      and(
        inArray(climbs.cragId, [...cragIds]),
        isPublic,
        isNotNull(climbs.latitude),
        isNotNull(climbs.longitude),
        ne(climbs.coordinatePrecision, "hidden"),
      ),
    )
    .orderBy(desc(climbs.id))
    .limit(1);
  return row ?? null;
}
