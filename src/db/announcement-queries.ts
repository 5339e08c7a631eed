import { and, asc, count, desc, eq, gte, inArray, isNull, max, min, notExists, or, sql } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { accounts, announcementReactions, announcementReads, announcements } from "./schema/index.ts";

export type Announcement = typeof announcements.$inferSelect;

const mostAnnouncements = 100;

export async function insertAnnouncement(tx: Writer, row: Announcement): Promise<void> {
  await tx.insert(announcements).values(row);
}

/** Whether there was one. */
export async function updateAnnouncement(
  tx: Writer,
  id: string,
  change: Omit<Announcement, "id" | "publishedAt">,
): Promise<boolean> {
  const updated = await tx
    .update(announcements)
    .set(change)
    .where(eq(announcements.id, id))
    .returning({ id: announcements.id });
  return updated.length > 0;
}

/** Whether there was one. */
export async function deleteAnnouncement(tx: Writer, id: string): Promise<boolean> {
  const deleted = await tx.delete(announcements).where(eq(announcements.id, id)).returning({ id: announcements.id });
  return deleted.length > 0;
}

export async function findAnnouncement(db: Reader, id: string): Promise<Announcement | null> {
  const [row] = await db.select().from(announcements).where(eq(announcements.id, id));
  return row ?? null;
}

export async function findAnnouncementsByIds(db: Reader, ids: readonly string[]): Promise<Announcement[]> {
  return await inChunks(ids, (chunk) => db.select().from(announcements).where(inArray(announcements.id, chunk)));
}

/** Newest first. */
export async function listAnnouncements(db: Reader): Promise<Announcement[]> {
  return await db
    .select()
    .from(announcements)
    .orderBy(desc(announcements.publishedAt), desc(announcements.id))
    .limit(mostAnnouncements);
}

/** Those that have not ended, oldest first, without what the reader has dismissed unless `withDismissed`. */
export async function findCurrentAnnouncements(
  db: Reader,
  reader: { accountId: string; withDismissed: boolean; now: Date },
): Promise<Announcement[]> {
  const dismissal = db
    .select({ one: sql`1` })
    .from(announcementReads)
    .where(
      and(eq(announcementReads.announcementId, announcements.id), eq(announcementReads.accountId, reader.accountId)),
    );
  const rows = await db
    .select()
    .from(announcements)
    .where(
      and(
        or(isNull(announcements.endsAt), gte(announcements.endsAt, reader.now)),
        reader.withDismissed ? undefined : notExists(dismissal),
      ),
    )
    .orderBy(desc(announcements.publishedAt), desc(announcements.id))
    .limit(mostAnnouncements);
  return rows.toReversed();
}

export async function insertAnnouncementRead(tx: Writer, accountId: string, announcementId: string): Promise<void> {
  await tx.insert(announcementReads).values({ accountId, announcementId }).onConflictDoNothing();
}

/** Which of them the account has dismissed. */
export async function findDismissed(db: Reader, accountId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({ id: announcementReads.announcementId })
      .from(announcementReads)
      .where(and(eq(announcementReads.accountId, accountId), inArray(announcementReads.announcementId, chunk))),
  );
  return new Set(rows.map((row) => row.id));
}

export interface ReactionCount {
  announcementId: string;
  name: string;
  count: number;
  isOwn: boolean;
}

/** How many reacted how, the first reaction first, and whether the reader is among them. */
export async function countReactions(
  db: Reader,
  readerId: string,
  announcementIds: readonly string[],
): Promise<ReactionCount[]> {
  const own = max(sql<number>`case when ${announcementReactions.accountId} = ${readerId} then 1 else 0 end`);
  const rows = await inChunks(announcementIds, (chunk) =>
    db
      .select({
        announcementId: announcementReactions.announcementId,
        name: announcementReactions.name,
        count: count(),
        own,
      })
      .from(announcementReactions)
      .where(inArray(announcementReactions.announcementId, chunk))
      .groupBy(announcementReactions.announcementId, announcementReactions.name)
      .orderBy(asc(min(announcementReactions.createdAt)), asc(announcementReactions.name)),
  );
  return rows.map(({ own: isOwn, ...row }) => ({ ...row, isOwn: Number(isOwn) === 1 }));
}

/** Different reactions to an announcement. */
export async function findReactionNames(db: Reader, announcementId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ name: announcementReactions.name })
    .from(announcementReactions)
    .where(eq(announcementReactions.announcementId, announcementId));
  return rows.map((row) => row.name);
}

/** Whether there was none yet. */
export async function insertReaction(tx: Writer, row: typeof announcementReactions.$inferInsert): Promise<boolean> {
  const inserted = await tx
    .insert(announcementReactions)
    .values(row)
    .onConflictDoNothing()
    .returning({ name: announcementReactions.name });
  return inserted.length > 0;
}

/** Whether there was one. */
export async function deleteReaction(
  tx: Writer,
  { accountId, announcementId, name }: { accountId: string; announcementId: string; name: string },
): Promise<boolean> {
  const deleted = await tx
    .delete(announcementReactions)
    .where(
      and(
        eq(announcementReactions.announcementId, announcementId),
        eq(announcementReactions.name, name),
        eq(announcementReactions.accountId, accountId),
      ),
    )
    .returning({ name: announcementReactions.name });
  return deleted.length > 0;
}

/** More people than announcements ever name. */
const mostHandles = 200;

/** Accounts that are known here by these handles, in lower case: `domain` is "" for local ones. */
export async function findAccountsByHandles(
  db: Reader,
  handles: readonly { usernameKey: string; domain: string }[],
): Promise<(typeof accounts.$inferSelect)[]> {
  if (handles.length === 0) return [];
  const isOneOf = handles
    .slice(0, mostHandles)
    .map((one) => and(eq(accounts.usernameKey, one.usernameKey), eq(accounts.domain, one.domain)));
  return await db
    .select()
    .from(accounts)
    .where(or(...isOneOf));
}
