import { and, asc, eq, gt, gte } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { wasAscent, wasSend } from "./climb-styles.ts";
import type { Reader, Writer } from "./database.ts";
import { inPieces, pieceLength } from "./in-pieces.ts";
import { newestFirst, pageOf } from "./page.ts";
import { climbs, goals } from "./schema/index.ts";

export type Goal = typeof goals.$inferSelect;

export async function insertGoal(tx: Writer, row: typeof goals.$inferInsert): Promise<Goal> {
  const [created] = await tx.insert(goals).values(row).returning();
  if (created === undefined) throw new Error("An inserted row did not come back");
  return created;
}

export async function updateGoal(
  tx: Writer,
  id: string,
  change: Partial<typeof goals.$inferInsert>,
): Promise<Goal | null> {
  const [row] = await tx.update(goals).set(change).where(eq(goals.id, id)).returning();
  return row ?? null;
}

export async function deleteGoal(tx: Writer, id: string): Promise<void> {
  await tx.delete(goals).where(eq(goals.id, id));
}

export async function findOwnGoal(db: Reader, id: string, accountId: string): Promise<Goal | null> {
  const [row] = await db
    .select()
    .from(goals)
    .where(and(eq(goals.id, id), eq(goals.accountId, accountId)));
  return row ?? null;
}

export async function findGoals(db: Reader, accountId: string, page: Page): Promise<Goal[]> {
  const { where, orderBy, limit } = pageOf(goals.id, page);
  const rows = await db
    .select()
    .from(goals)
    .where(and(eq(goals.accountId, accountId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** What a goal asks of an entry. */
export interface Tally {
  day: string;
  discipline: string;
  isIndoor: boolean | null;
  gradeSystem: string | null;
  gradeScore: number | null;
  isAscent: boolean;
  isSend: boolean;
}

/** A climber's logbook from `since` (YYYY-MM-DD) on, the earliest day first. */
export async function tallyClimbs(db: Reader, accountId: string, since: string): Promise<Tally[]> {
  const rows = await inPieces((afterId) =>
    db
      .select({
        id: climbs.id,
        day: climbs.climbedOn,
        discipline: climbs.discipline,
        style: climbs.style,
        isIndoor: climbs.isIndoor,
        gradeSystem: climbs.gradeSystem,
        gradeScore: climbs.gradeScore,
      })
      .from(climbs)
      .where(and(eq(climbs.accountId, accountId), gte(climbs.climbedOn, since), gt(climbs.id, afterId)))
      .orderBy(asc(climbs.id))
      .limit(pieceLength),
  );
  return rows
    .map((row) => ({ ...row, isAscent: wasAscent(row), isSend: wasSend(row) }))
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}
