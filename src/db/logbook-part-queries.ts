import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { Reader } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { climbSessions, goals, projects } from "./schema/index.ts";

export type Project = typeof projects.$inferSelect;
export type Goal = typeof goals.$inferSelect;

const tables = { session: climbSessions, project: projects, goal: goals } as const;
export type PartKind = keyof typeof tables;

/** Whose parts of the logbook these are, by their id. */
export async function findPartOwners(db: Reader, kind: PartKind, ids: readonly string[]): Promise<Map<string, string>> {
  const table = tables[kind];
  const rows = await inChunks(ids, (chunk) =>
    db.select({ id: table.id, accountId: table.accountId }).from(table).where(inArray(table.id, chunk)),
  );
  return new Map(rows.map((row) => [row.id, row.accountId]));
}

/** Pages through all that an account has, in the order of their ids. */
export async function findSessionsAfter(db: Reader, accountId: string, afterId: string, limit: number) {
  return await db
    .select()
    .from(climbSessions)
    .where(and(eq(climbSessions.accountId, accountId), gt(climbSessions.id, afterId)))
    .orderBy(asc(climbSessions.id))
    .limit(limit);
}

export async function findProjectsAfter(db: Reader, accountId: string, afterId: string, limit: number) {
  return await db
    .select()
    .from(projects)
    .where(and(eq(projects.accountId, accountId), gt(projects.id, afterId)))
    .orderBy(asc(projects.id))
    .limit(limit);
}

export async function findGoalsAfter(db: Reader, accountId: string, afterId: string, limit: number) {
  return await db
    .select()
    .from(goals)
    .where(and(eq(goals.accountId, accountId), gt(goals.id, afterId)))
    .orderBy(asc(goals.id))
    .limit(limit);
}
