import { and, asc, count, countDistinct, desc, eq, inArray, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { climbVisibleTo } from "./climb-queries.ts";
import { isSend } from "./climb-styles.ts";
import type { Reader, Writer } from "./database.ts";
import { entryVisibleTo } from "./entry-visibility.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { climbs, projects, type ProjectState, type Visibility } from "./schema/index.ts";

export type Project = typeof projects.$inferSelect;

/** Of which a climb's own is looked for. */
const mostUnsent = 500;

export async function insertProject(tx: Writer, row: typeof projects.$inferInsert): Promise<Project> {
  const [created] = await tx.insert(projects).values(row).returning();
  if (created === undefined) throw new Error("An inserted row did not come back");
  return created;
}

export async function updateProject(
  tx: Writer,
  id: string,
  change: Partial<typeof projects.$inferInsert>,
): Promise<Project | null> {
  const [row] = await tx.update(projects).set(change).where(eq(projects.id, id)).returning();
  return row ?? null;
}

/** Its tries stay in the logbook. */
export async function deleteProject(tx: Writer, id: string): Promise<void> {
  await tx.delete(projects).where(eq(projects.id, id));
}

export async function findOwnProject(db: Reader, id: string, accountId: string): Promise<Project | null> {
  const [row] = await db
    .select()
    .from(projects)
    .where(and(eq(projects.id, id), eq(projects.accountId, accountId)));
  return row ?? null;
}

export async function findProject(db: Reader, id: string): Promise<Project | null> {
  const [row] = await db.select().from(projects).where(eq(projects.id, id));
  return row ?? null;
}

export async function findVisibleProject(db: Reader, id: string, viewerId: string | null): Promise<Project | null> {
  const [row] = await db
    .select()
    .from(projects)
    .where(and(eq(projects.id, id), entryVisibleTo(db, projects, viewerId)));
  return row ?? null;
}

/** To whom these projects are shown. */
const projectVisibilities = prepared(["ids"], (db, { ids }) =>
  db.select({ id: projects.id, visibility: projects.visibility }).from(projects).where(isAmong(projects.id, ids)),
);

export async function findProjectVisibilities(db: Reader, ids: readonly string[]): Promise<Map<string, Visibility>> {
  const rows = await projectVisibilities(db, { ids });
  return new Map(rows.map((row) => [row.id, row.visibility]));
}

/** An account's projects as `viewerId` may see them, last written first. */
export async function findProjectsOfAccount(
  db: Reader,
  accountId: string,
  filter: { viewerId: string | null; state: ProjectState | undefined },
  page: Page,
): Promise<Project[]> {
  const { where, orderBy, limit } = pageOf(projects.id, page);
  const rows = await db
    .select()
    .from(projects)
    .where(
      and(
        eq(projects.accountId, accountId),
        filter.state === undefined ? undefined : eq(projects.state, filter.state),
        entryVisibleTo(db, projects, filter.viewerId),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** The open ones before those that were given up. */
export async function findUnsentProjects(db: Reader, accountId: string): Promise<Project[]> {
  return await db
    .select()
    .from(projects)
    .where(and(eq(projects.accountId, accountId), inArray(projects.state, ["open", "given-up"])))
    .orderBy(desc(projects.state), asc(projects.id))
    .limit(mostUnsent);
}

/** The days of its first try and of its first send; null where there is none. */
export async function findProjectDays(
  db: Reader,
  id: string,
): Promise<{ firstTryOn: string | null; sentOn: string | null }> {
  const [row] = await db
    .select({
      firstTryOn: sql<string | null>`min(${climbs.climbedOn})`,
      sentOn: sql<string | null>`min(case when ${isSend(climbs)} then ${climbs.climbedOn} end)`,
    })
    .from(climbs)
    .where(eq(climbs.projectId, id));
  return row ?? { firstTryOn: null, sentOn: null };
}

export interface ProjectCounts {
  climbs: number;
  /** Days on which it was tried. */
  days: number;
  /** An entry that tells no number counts as one. */
  attempts: number;
}

/** What was put into each project, as far as `viewerId` may see it. */
export async function countTries(
  db: Reader,
  ids: readonly string[],
  viewerId: string | null,
): Promise<Map<string, ProjectCounts>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({
        id: climbs.projectId,
        climbs: count(),
        days: countDistinct(climbs.climbedOn),
        attempts: sql<number>`sum(coalesce(${climbs.attempts}, 1))`.mapWith(Number),
      })
      .from(climbs)
      .where(and(inArray(climbs.projectId, chunk), climbVisibleTo(db, viewerId)))
      .groupBy(climbs.projectId),
  );
  return new Map(rows.flatMap(({ id, ...counts }) => (id === null ? [] : [[id, counts] as const])));
}
