import { asc, eq, inArray } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { accounts, reports, users } from "./schema/index.ts";

export type Report = typeof reports.$inferSelect;

const mostStaff = 200;

/** Null when it is recorded already: a Flag that came twice. */
export async function insertReport(tx: Writer, row: Report): Promise<Report | null> {
  const [created] = await tx.insert(reports).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function findReportsByIds(db: Reader, ids: readonly string[]): Promise<Report[]> {
  return await inChunks(ids, (chunk) => db.select().from(reports).where(inArray(reports.id, chunk)));
}

/** Who looks after reports: administrators and moderators. */
export async function findStaff(db: Reader): Promise<{ id: string; domain: string }[]> {
  return await db
    .select({ id: accounts.id, domain: accounts.domain })
    .from(users)
    .innerJoin(accounts, eq(accounts.id, users.accountId))
    .where(inArray(users.role, ["admin", "moderator"]))
    .orderBy(asc(accounts.id))
    .limit(mostStaff);
}
