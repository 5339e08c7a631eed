import { and, asc, count, desc, eq, exists, gt, inArray, isNull, sql, type SQL } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { entryVisibleTo } from "./entry-visibility.ts";
import { inChunks } from "./in-chunks.ts";
import { pageOf } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { accounts, climbPartners, climbs, mentions, statuses } from "./schema/index.ts";

type Climb = typeof climbs.$inferSelect;
type Partner = typeof climbPartners.$inferSelect;

export async function insertClimb(tx: Writer, row: typeof climbs.$inferInsert): Promise<Climb | null> {
  const [created] = await tx.insert(climbs).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function updateClimb(
  tx: Writer,
  id: string,
  change: Partial<typeof climbs.$inferInsert>,
): Promise<Climb | null> {
  const [row] = await tx.update(climbs).set(change).where(eq(climbs.id, id)).returning();
  return row ?? null;
}

export async function findClimbsByIds(db: Reader, ids: readonly string[]): Promise<Map<string, Climb>> {
  const rows = await inChunks(ids, (chunk) => db.select().from(climbs).where(inArray(climbs.id, chunk)));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Entries above `afterId`, lowest first, of which the route is not known. */
export async function findUntiedClimbs(db: Reader, afterId: string, limit: number): Promise<Climb[]> {
  return await db
    .select()
    .from(climbs)
    .where(and(gt(climbs.id, afterId), isNull(climbs.routeId)))
    .orderBy(asc(climbs.id))
    .limit(limit);
}

export async function deleteClimbs(tx: Writer, ids: readonly string[]): Promise<void> {
  await inChunks(ids, async (chunk) => {
    await tx.delete(climbs).where(inArray(climbs.id, chunk));
    return [];
  });
}

export async function replacePartners(
  tx: Writer,
  climbId: string,
  partners: readonly { accountId: string | null; name: string }[],
): Promise<void> {
  await tx.delete(climbPartners).where(eq(climbPartners.climbId, climbId));
  if (partners.length === 0) return;
  await tx.insert(climbPartners).values(partners.map((partner, position) => ({ climbId, position, ...partner })));
}

export async function findClimb(db: Reader, id: string): Promise<Climb | null> {
  const [row] = await db.select().from(climbs).where(eq(climbs.id, id));
  return row ?? null;
}

export async function findClimbByUri(db: Reader, uri: string): Promise<Climb | null> {
  const [row] = await db.select().from(climbs).where(eq(climbs.uri, uri));
  return row ?? null;
}

/** Keeps an entry as it is until the transaction ends, and gives it; null when it is gone. */
export async function lockClimb(tx: Writer, id: string): Promise<Climb | null> {
  const [row] = await tx.update(climbs).set({ id }).where(eq(climbs.id, id)).returning();
  return row ?? null;
}

export async function findClimbOfStatus(db: Reader, statusId: string): Promise<Climb | null> {
  const [row] = await db.select().from(climbs).where(eq(climbs.statusId, statusId));
  return row ?? null;
}

const climbsOfStatuses = prepared(["statusIds"], (db, { statusIds }) =>
  db.select().from(climbs).where(isAmong(climbs.statusId, statusIds)),
);

/** The climbs that posts carry, by status id. */
export async function findClimbsOfStatuses(db: Reader, statusIds: readonly string[]): Promise<Map<string, Climb>> {
  const rows = await climbsOfStatuses(db, { statusIds });
  return new Map(rows.flatMap((row) => (row.statusId === null ? [] : [[row.statusId, row] as const])));
}

export interface PartnerRow extends Partner {
  account: typeof accounts.$inferSelect | null;
}

const partnersOfClimbs = prepared(["climbIds"], (db, { climbIds }) =>
  db
    .select({ partner: climbPartners, account: accounts })
    .from(climbPartners)
    .leftJoin(accounts, eq(accounts.id, climbPartners.accountId))
    .where(isAmong(climbPartners.climbId, climbIds))
    .orderBy(asc(climbPartners.climbId), asc(climbPartners.position)),
);

export async function findPartners(db: Reader, climbIds: readonly string[]): Promise<Map<string, PartnerRow[]>> {
  const byClimb = new Map<string, PartnerRow[]>();
  const rows = await partnersOfClimbs(db, { climbIds });
  for (const row of rows) {
    const list = byClimb.get(row.partner.climbId) ?? [];
    list.push({ ...row.partner, account: row.account });
    byClimb.set(row.partner.climbId, list);
  }
  return byClimb;
}

/** Who may see a climb: the rule of the logbook, with the mentions of the post that carries it. */
export function climbVisibleTo(db: Reader, viewerId: string | null): SQL | undefined {
  if (viewerId === null) return entryVisibleTo(db, climbs, viewerId);
  const isMentioned = exists(
    db
      .select({ one: sql`1` })
      .from(mentions)
      .where(and(eq(mentions.statusId, climbs.statusId), eq(mentions.accountId, viewerId))),
  );
  return entryVisibleTo(db, climbs, viewerId, isMentioned);
}

export async function findVisibleClimb(db: Reader, id: string, viewerId: string | null): Promise<Climb | null> {
  const [row] = await db
    .select()
    .from(climbs)
    .where(and(eq(climbs.id, id), climbVisibleTo(db, viewerId)));
  return row ?? null;
}

/** The public logbook of a local account, for its `climbs` collection. */
export async function findPublicClimbs(db: Reader, accountId: string, page: Page): Promise<Climb[]> {
  return await db
    .select()
    .from(climbs)
    .where(and(eq(climbs.accountId, accountId), eq(climbs.visibility, "public"), pageOf(climbs.id, page).where))
    .orderBy(desc(climbs.id))
    .limit(page.limit);
}

export async function countPublicClimbs(db: Reader, accountId: string): Promise<number> {
  const [row] = await db
    .select({ value: count() })
    .from(climbs)
    .where(and(eq(climbs.accountId, accountId), eq(climbs.visibility, "public")));
  return row?.value ?? 0;
}

/** The newest public climbs of this server's climbers, with them. */
export async function findLatestLocalClimbs(db: Reader, limit: number) {
  return await db
    .select({ climb: climbs, account: accounts, statusUrl: statuses.url })
    .from(climbs)
    // SQLite keeps the order of a cross join: the climbs first, from the newest, and not everybody here.
    .crossJoin(accounts)
    .leftJoin(statuses, eq(statuses.id, climbs.statusId))
    .where(and(eq(accounts.id, climbs.accountId), sql`${climbs.visibility} = 'public'`, eq(accounts.domain, "")))
    .orderBy(desc(climbs.id))
    .limit(limit);
}

export async function countLocalClimbs(db: Reader): Promise<number> {
  const [row] = await db
    .select({ value: count() })
    .from(climbs)
    .innerJoin(accounts, eq(accounts.id, climbs.accountId))
    .where(eq(accounts.domain, ""));
  return row?.value ?? 0;
}
