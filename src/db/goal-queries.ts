import { and, asc, count, eq, gte, sql } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import { isAscent, isSend } from "./climb-styles.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { climbs, goals } from "./schema/index.ts";

export type Goal = typeof goals.$inferSelect;

/** More different days and grades than a life has. */
const mostTallies = 20_000;

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

/** What was climbed on one day in one way: the same discipline, grade and roof. */
export interface Tally {
  day: string;
  discipline: string;
  isIndoor: boolean | null;
  gradeSystem: string | null;
  gradeScore: number | null;
  /** Entries of any style. */
  climbs: number;
  ascents: number;
  sends: number;
}

/** A climber's logbook from `since` (YYYY-MM-DD) on, counted, the earliest day first. */
export async function tallyClimbs(db: Reader, accountId: string, since: string): Promise<Tally[]> {
  const counted = (condition: ReturnType<typeof isSend>) =>
    sql<number>`sum(case when ${condition} then 1 else 0 end)`.mapWith(Number);
  return await db
    .select({
      day: climbs.climbedOn,
      discipline: climbs.discipline,
      isIndoor: climbs.isIndoor,
      gradeSystem: climbs.gradeSystem,
      gradeScore: climbs.gradeScore,
      climbs: count(),
      ascents: counted(isAscent(climbs)),
      sends: counted(isSend(climbs)),
    })
    .from(climbs)
    .where(and(eq(climbs.accountId, accountId), gte(climbs.climbedOn, since)))
    .groupBy(climbs.climbedOn, climbs.discipline, climbs.isIndoor, climbs.gradeSystem, climbs.gradeScore)
    .orderBy(asc(climbs.climbedOn))
    .limit(mostTallies);
}
