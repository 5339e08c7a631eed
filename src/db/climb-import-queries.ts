import { and, eq, inArray } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { climbImports, climbs, type ImportState } from "./schema/index.ts";

export type ClimbImport = typeof climbImports.$inferSelect;

const unfinished: ImportState[] = ["waiting", "running"];

export async function insertImport(tx: Writer, row: typeof climbImports.$inferInsert): Promise<ClimbImport> {
  const [created] = await tx.insert(climbImports).values(row).returning();
  if (created === undefined) throw new Error("An inserted row did not come back");
  return created;
}

/** The import of an account that is read in, or undone; there is at most one. */
export async function findBusyImport(db: Reader, accountId: string): Promise<ClimbImport | null> {
  const [row] = await db
    .select()
    .from(climbImports)
    .where(and(eq(climbImports.accountId, accountId), inArray(climbImports.state, [...unfinished, "undoing"])))
    .limit(1);
  return row ?? null;
}

export async function findImport(db: Reader, id: string): Promise<ClimbImport | null> {
  const [row] = await db.select().from(climbImports).where(eq(climbImports.id, id));
  return row ?? null;
}

export async function findImportsByIds(db: Reader, ids: readonly string[]): Promise<Map<string, ClimbImport>> {
  const rows = await inChunks(ids, (chunk) => db.select().from(climbImports).where(inArray(climbImports.id, chunk)));
  return new Map(rows.map((row) => [row.id, row]));
}

export async function findImportsOfAccount(db: Reader, accountId: string, page: Page): Promise<ClimbImport[]> {
  const { where, orderBy, limit } = pageOf(climbImports.id, page);
  const rows = await db
    .select()
    .from(climbImports)
    .where(and(eq(climbImports.accountId, accountId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/**
 * Changes an import that is not finished, and is where the caller left it. Null when it was ended, or another worker has
 * gone on with it.
 */
export async function advanceImport(
  tx: Writer,
  { id, doneLines }: Pick<ClimbImport, "id" | "doneLines">,
  change: Partial<typeof climbImports.$inferInsert>,
): Promise<ClimbImport | null> {
  const [row] = await tx
    .update(climbImports)
    .set(change)
    .where(and(eq(climbImports.id, id), eq(climbImports.doneLines, doneLines), inArray(climbImports.state, unfinished)))
    .returning();
  return row ?? null;
}

/** As `advanceImport`, wherever it is. */
export async function endImport(
  tx: Writer,
  id: string,
  change: Partial<typeof climbImports.$inferInsert>,
): Promise<ClimbImport | null> {
  const [row] = await tx
    .update(climbImports)
    .set(change)
    .where(and(eq(climbImports.id, id), inArray(climbImports.state, unfinished)))
    .returning();
  return row ?? null;
}

export async function changeImport(
  tx: Writer,
  id: string,
  change: Partial<typeof climbImports.$inferInsert>,
): Promise<ClimbImport | null> {
  const [row] = await tx.update(climbImports).set(change).where(eq(climbImports.id, id)).returning();
  return row ?? null;
}

/** Keys of the files that wait to be read in, of these imports. */
export async function findImportFiles(db: Reader, ids: readonly string[]): Promise<string[]> {
  const rows = await inChunks(ids, (chunk) =>
    db.select({ key: climbImports.fileKey }).from(climbImports).where(inArray(climbImports.id, chunk)),
  );
  return rows.flatMap((row) => row.key ?? []);
}

export interface LoggedClimb {
  id: string;
  routeName: string;
  style: string;
  climbedOn: string;
  importKey: string | null;
}

const logged = {
  id: climbs.id,
  routeName: climbs.routeName,
  style: climbs.style,
  climbedOn: climbs.climbedOn,
  importKey: climbs.importKey,
};

/** What an account has logged on these days. */
export async function findClimbsOfDays(db: Reader, accountId: string, days: readonly string[]): Promise<LoggedClimb[]> {
  return await inChunks(days, (chunk) =>
    db
      .select(logged)
      .from(climbs)
      .where(and(eq(climbs.accountId, accountId), inArray(climbs.climbedOn, chunk))),
  );
}

/** Which of these lines an account has imported already. */
export async function findImportKeys(db: Reader, accountId: string, keys: readonly string[]): Promise<Set<string>> {
  const rows = await inChunks(keys, (chunk) =>
    db
      .select({ key: climbs.importKey })
      .from(climbs)
      .where(and(eq(climbs.accountId, accountId), inArray(climbs.importKey, chunk))),
  );
  return new Set(rows.flatMap((row) => row.key ?? []));
}

/** Which of these entries are the account's own. */
export async function findOwnClimbIds(db: Reader, accountId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({ id: climbs.id })
      .from(climbs)
      .where(and(eq(climbs.accountId, accountId), inArray(climbs.id, chunk))),
  );
  return new Set(rows.map(({ id }) => id));
}
