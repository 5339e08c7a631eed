import { and, eq, exists, inArray, isNull, lte, not, sql } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { climbs, climbSessions, goals, media, projects } from "./schema/index.ts";

type Climb = typeof climbs.$inferSelect;

/**
 * Takes entries out of the import that brought them, `limit` at the most: those that are as it left them at `until`, and
 * have neither a post nor files. Whoever would change one waits until the transaction ends.
 */
export async function takeUntouchedClimbs(tx: Writer, importId: string, until: Date, limit: number): Promise<Climb[]> {
  const files = tx
    .select({ one: sql`1` })
    .from(media)
    .where(eq(media.climbId, climbs.id));
  const isUntouched = and(isNull(climbs.statusId), lte(climbs.updatedAt, until), not(exists(files)));
  const some = tx
    .select({ id: climbs.id })
    .from(climbs)
    .where(and(eq(climbs.importId, importId), isUntouched))
    .limit(limit);
  return await tx
    .update(climbs)
    .set({ importId: null })
    // Again: on PostgreSQL one may have been changed while this waited for it.
    .where(and(inArray(climbs.id, some), isUntouched))
    .returning();
}

/** Those of these projects that an import brought, and that are as they were at `until`. */
export async function findUntouchedProjects(
  tx: Writer,
  importId: string,
  ids: readonly string[],
  until: Date,
): Promise<Pick<typeof projects.$inferSelect, "id" | "updatedAt">[]> {
  return await tx
    .select({ id: projects.id, updatedAt: projects.updatedAt })
    .from(projects)
    .where(and(inArray(projects.id, [...ids]), eq(projects.importId, importId), lte(projects.updatedAt, until)));
}

/**
 * Deletes the sessions and projects of an import that hold no climb, and its goals, if they are as they were at `until`,
 * `limit` of each. Gives their number.
 */
export async function deleteImportedParts(tx: Writer, importId: string, until: Date, limit: number): Promise<number> {
  let deleted = 0;
  for (const [part, tie] of [
    [climbSessions, climbs.sessionId],
    [projects, climbs.projectId],
    [goals, null],
  ] as const) {
    const isUntouched = lte(part.updatedAt, until);
    const held =
      tie &&
      tx
        .select({ one: sql`1` })
        .from(climbs)
        .where(eq(tie, part.id));
    const some = tx
      .select({ id: part.id })
      .from(part)
      .where(and(eq(part.importId, importId), isUntouched, held ? not(exists(held)) : undefined))
      .limit(limit);
    // Again: on PostgreSQL one may have been changed while this waited for it.
    const gone = await tx
      .delete(part)
      .where(and(inArray(part.id, some), isUntouched))
      .returning({ id: part.id });
    deleted += gone.length;
  }
  return deleted;
}

/** How much of what an import brought is in the logbook. */
export async function countImported(db: Reader, importId: string): Promise<number> {
  let count = 0;
  for (const table of [climbs, climbSessions, projects, goals])
    count += await db.$count(table, eq(table.importId, importId));
  return count;
}
