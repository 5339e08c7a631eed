import { and, asc, between, desc, eq, gte, inArray, lte, or, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { cragsHaveWords } from "./completion-queries.ts";
import { LostTurn, type Reader, type Writer } from "./database.ts";
import { dialect } from "./dialect.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { catalogueMerges, cragNames, crags, cragWords } from "./schema/index.ts";

export type Crag = typeof crags.$inferSelect;

// Any fixed number: the locks of the catalogue among other advisory locks.
const lockSpace = 7_062_027;

/**
 * Until the transaction ends, nobody else gets past this with the same key: whoever looks whether a name is there, and
 * makes it when it is not, does both behind it. SQLite has one writer anyway.
 */
export async function lockName(tx: Writer, key: string): Promise<void> {
  if (dialect !== "postgres") return;
  await tx
    .select({ one: sql`1` })
    .from(sql`pg_advisory_xact_lock(cast(${lockSpace} as integer), hashtext(${key})) as locked`);
}

/** Whoever removes a crag that has no part waits for one that is being added, or comes first: no foreign key sees to it. */
async function keepParent(tx: Writer, parentId: string | null | undefined): Promise<void> {
  if (dialect !== "postgres" || parentId == null) return;
  const kept = await tx.select({ id: crags.id }).from(crags).where(eq(crags.id, parentId)).for("key share");
  if (kept.length === 0) throw new LostTurn("The crag that this is a part of is gone");
}

/**
 * To be called by whoever removes a crag, before looking what is there: whoever gives it a part or a route comes first,
 * and the next statement sees it, or comes too late and looks again.
 */
export async function lockCrag(tx: Writer, id: string): Promise<void> {
  if (dialect === "postgres") await tx.select({ id: crags.id }).from(crags).where(eq(crags.id, id)).for("update");
}

export async function insertCrag(tx: Writer, row: typeof crags.$inferInsert): Promise<Crag> {
  await keepParent(tx, row.parentId);
  const [created] = await tx.insert(crags).values(row).returning();
  if (created === undefined) throw new Error("A new crag's id is taken");
  return created;
}

export async function updateCrag(
  tx: Writer,
  id: string,
  change: Partial<typeof crags.$inferInsert>,
): Promise<Crag | null> {
  await keepParent(tx, change.parentId);
  const [row] = await tx.update(crags).set(change).where(eq(crags.id, id)).returning();
  return row ?? null;
}

export async function insertCragNames(
  tx: Writer,
  names: readonly (typeof cragNames.$inferInsert)[],
  words: readonly (typeof cragWords.$inferInsert)[],
): Promise<void> {
  if (names.length > 0)
    await tx
      .insert(cragNames)
      .values([...names])
      .onConflictDoNothing();
  if (words.length > 0)
    await tx
      .insert(cragWords)
      .values([...words])
      .onConflictDoNothing();
}

/** A crag, also by the id that it had before it was merged into another one. */
export async function findCrag(db: Reader, id: string): Promise<Crag | null> {
  const current = sql`coalesce((select ${catalogueMerges.intoId} from ${catalogueMerges} where ${catalogueMerges.fromId} = ${id}), ${id})`;
  const [row] = await db.select().from(crags).where(eq(crags.id, current));
  return row ?? null;
}

export async function findCragsByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Crag>> {
  const rows = await inChunks(ids, (chunk) => db.select().from(crags).where(inArray(crags.id, chunk)));
  return new Map(rows.map((row) => [row.id, row]));
}

export interface NamedCrag {
  crag: Crag;
  countryKey: string;
}

const cragsNamed = prepared(
  ["nameKeys", "countryKey", "limit"],
  (db, { nameKeys, countryKey, limit }, isAnywhere: boolean) =>
    db
      .select({ crag: crags, countryKey: cragNames.countryKey })
      .from(cragNames)
      .innerJoin(crags, eq(crags.id, cragNames.cragId))
      .where(
        and(
          isAmong(cragNames.nameKey, nameKeys),
          isAnywhere ? undefined : or(eq(cragNames.countryKey, countryKey), eq(cragNames.countryKey, "")),
        ),
      )
      .orderBy((isAnywhere ? asc : desc)(cragNames.countryKey), asc(cragNames.cragId))
      .limit(limit),
);

/**
 * Crags that have one of these names, in any country, or in one and then in none; one that has several, or in several,
 * comes several times.
 */
export async function findCragsNamed(
  db: Reader,
  nameKeys: readonly string[],
  countryKey: string,
  limit: number,
): Promise<NamedCrag[]> {
  return await cragsNamed(db, { nameKeys, countryKey, limit }, countryKey === "");
}

/** The first crags that have one of these names. */
export async function findCragIdsNamed(db: Reader, nameKeys: readonly string[], limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: cragNames.cragId })
    .from(cragNames)
    .where(inArray(cragNames.nameKey, [...nameKeys]))
    .orderBy(asc(cragNames.cragId))
    .limit(limit);
  return rows.map(({ id }) => id);
}

const childrenNamed = prepared(["parentId", "nameKeys", "limit"], (db, { parentId, nameKeys, limit }) =>
  db
    .select({ crag: crags })
    .from(crags)
    .innerJoin(cragNames, and(eq(cragNames.cragId, crags.id), isAmong(cragNames.nameKey, nameKeys)))
    .where(eq(crags.parentId, parentId))
    .orderBy(asc(crags.id))
    .limit(limit),
);

/** What has one of these names among the parts of a crag. */
export async function findChildrenNamed(
  db: Reader,
  parentId: string,
  nameKeys: readonly string[],
  limit: number,
): Promise<Crag[]> {
  const rows = await childrenNamed(db, { parentId, nameKeys, limit });
  return rows.map((row) => row.crag);
}

/** A rectangle of the map, in degrees. `west` lies above `east` where it crosses the date line. */
export interface MapBox {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** Crags in a rectangle of which the names have some words, if any; those nearest to its middle first. */
export async function findCragsInBox(
  db: Reader,
  { south, north, west, east }: MapBox,
  middle: { latitude: number; longitude: number },
  page: { limit: number; offset: number },
  words: readonly string[] = [],
): Promise<Crag[]> {
  const wraps = west > east;
  const inside = [gte(crags.longitude, west), lte(crags.longitude, east)] as const;
  const apart = sql`abs(${crags.longitude} - ${middle.longitude})`;
  const width = sql`((case when ${apart} > 180 then 360 - ${apart} else ${apart} end) * ${Math.cos((middle.latitude * Math.PI) / 180)})`;
  const height = sql`(${crags.latitude} - ${middle.latitude})`;
  return await db
    .select()
    .from(crags)
    .where(and(between(crags.latitude, south, north), wraps ? or(...inside) : and(...inside), cragsHaveWords(words)))
    .orderBy(sql`${height} * ${height} + ${width} * ${width}`, crags.id)
    .limit(page.limit)
    .offset(page.offset);
}

/** The newest of all. */
export async function findNewestCrags(db: Reader, page: Page): Promise<Crag[]> {
  const { where, orderBy, limit } = pageOf(crags.id, page);
  return newestFirst(await db.select().from(crags).where(where).orderBy(orderBy).limit(limit), page);
}

/** Crags by where imported data have them, also those that became part of another one. */
export async function findCragsByExternalIds(db: Reader, externalIds: readonly string[]): Promise<Map<string, Crag>> {
  const merged = await inChunks(externalIds, (chunk) =>
    db
      .select({ externalId: catalogueMerges.externalId, crag: crags })
      .from(catalogueMerges)
      .innerJoin(crags, eq(crags.id, catalogueMerges.intoId))
      .where(inArray(catalogueMerges.externalId, chunk)),
  );
  const own = await inChunks(externalIds, (chunk) => db.select().from(crags).where(inArray(crags.externalId, chunk)));
  return new Map([
    ...merged.map(({ externalId, crag }) => [externalId ?? "", crag] as const),
    ...own.map((crag) => [crag.externalId ?? "", crag] as const),
  ]);
}
