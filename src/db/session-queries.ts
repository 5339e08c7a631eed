import { and, asc, count, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { climbVisibleTo } from "./climb-queries.ts";
import type { Reader, Writer } from "./database.ts";
import { entryVisibleTo } from "./entry-visibility.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { climbs, climbSessions, type Visibility } from "./schema/index.ts";

export type Session = typeof climbSessions.$inferSelect;

/** Of one day: more than anybody has. */
const mostPerDay = 50;

export async function insertSession(tx: Writer, row: typeof climbSessions.$inferInsert): Promise<Session> {
  const [created] = await tx.insert(climbSessions).values(row).returning();
  if (created === undefined) throw new Error("An inserted row did not come back");
  return created;
}

export async function updateSession(
  tx: Writer,
  id: string,
  change: Partial<typeof climbSessions.$inferInsert>,
): Promise<Session | null> {
  const [row] = await tx.update(climbSessions).set(change).where(eq(climbSessions.id, id)).returning();
  return row ?? null;
}

/** Its climbs stay, in no session. */
export async function deleteSession(tx: Writer, id: string): Promise<void> {
  await tx.delete(climbSessions).where(eq(climbSessions.id, id));
}

export async function findOwnSession(db: Reader, id: string, accountId: string): Promise<Session | null> {
  const [row] = await db
    .select()
    .from(climbSessions)
    .where(and(eq(climbSessions.id, id), eq(climbSessions.accountId, accountId)));
  return row ?? null;
}

/** A session with a place of which the crag is not known. */
export async function findUnplacedSession(db: Reader, id: string): Promise<Session | null> {
  const [row] = await db
    .select()
    .from(climbSessions)
    .where(and(eq(climbSessions.id, id), isNull(climbSessions.cragId), isNotNull(climbSessions.locationName)));
  return row ?? null;
}

export async function findVisibleSession(db: Reader, id: string, viewerId: string | null): Promise<Session | null> {
  const [row] = await db
    .select()
    .from(climbSessions)
    .where(and(eq(climbSessions.id, id), entryVisibleTo(db, climbSessions, viewerId)));
  return row ?? null;
}

/** To whom these sessions are shown. */
const sessionVisibilities = prepared(["ids"], (db, { ids }) =>
  db
    .select({ id: climbSessions.id, visibility: climbSessions.visibility })
    .from(climbSessions)
    .where(isAmong(climbSessions.id, ids)),
);

export async function findSessionVisibilities(db: Reader, ids: readonly string[]): Promise<Map<string, Visibility>> {
  const rows = await sessionVisibilities(db, { ids });
  return new Map(rows.map((row) => [row.id, row.visibility]));
}

/** An account's sessions as `viewerId` may see them, last written first. */
export async function findSessionsOfAccount(
  db: Reader,
  accountId: string,
  viewerId: string | null,
  page: Page,
): Promise<Session[]> {
  const { where, orderBy, limit } = pageOf(climbSessions.id, page);
  const rows = await db
    .select()
    .from(climbSessions)
    .where(and(eq(climbSessions.accountId, accountId), entryVisibleTo(db, climbSessions, viewerId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export async function findSessionsOfDay(db: Reader, accountId: string, day: string): Promise<Session[]> {
  return await db
    .select()
    .from(climbSessions)
    .where(and(eq(climbSessions.accountId, accountId), eq(climbSessions.day, day)))
    .orderBy(asc(climbSessions.id))
    .limit(mostPerDay);
}

/** How many climbs of each session `viewerId` may see; none is left out. */
export async function countClimbsOfSessions(
  db: Reader,
  ids: readonly string[],
  viewerId: string | null,
): Promise<Map<string, number>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({ id: climbs.sessionId, value: count() })
      .from(climbs)
      .where(and(inArray(climbs.sessionId, chunk), climbVisibleTo(db, viewerId)))
      .groupBy(climbs.sessionId),
  );
  return new Map(rows.flatMap(({ id, value }) => (id === null ? [] : [[id, value] as const])));
}
