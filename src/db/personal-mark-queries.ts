import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import type { ListedAccount } from "./relationship-queries.ts";
import { accountNotes, accounts, domainBlocks, endorsements, mutes } from "./schema/index.ts";
import { stillRuns } from "./visibility.ts";

export async function insertEndorsement(tx: Writer, row: typeof endorsements.$inferInsert): Promise<void> {
  await tx.insert(endorsements).values(row).onConflictDoNothing();
}

export async function deleteEndorsement(tx: Writer, accountId: string, targetId: string): Promise<void> {
  await tx.delete(endorsements).where(and(eq(endorsements.accountId, accountId), eq(endorsements.targetId, targetId)));
}

/** Whom a profile features, newest first. */
export async function findEndorsed(db: Reader, accountId: string, page: Page): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(endorsements.id, page);
  const rows = await db
    .select({ cursor: endorsements.id, account: accounts })
    .from(endorsements)
    .innerJoin(accounts, eq(accounts.id, endorsements.targetId))
    .where(and(eq(endorsements.accountId, accountId), isNull(accounts.suspendedAt), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export async function putAccountNote(tx: Writer, row: typeof accountNotes.$inferInsert): Promise<void> {
  const { comment, updatedAt } = row;
  await tx
    .insert(accountNotes)
    .values(row)
    .onConflictDoUpdate({ target: [accountNotes.accountId, accountNotes.targetId], set: { comment, updatedAt } });
}

export async function deleteAccountNote(tx: Writer, accountId: string, targetId: string): Promise<void> {
  await tx.delete(accountNotes).where(and(eq(accountNotes.accountId, accountId), eq(accountNotes.targetId, targetId)));
}

export interface PersonalMarks {
  mute: { hidesNotifications: boolean; expiresAt: Date | null } | null;
  blockedDomain: string | null;
  endorsementId: string | null;
  comment: string | null;
}

/** What the viewer keeps about others for themselves: mutes that still run, blocked servers, endorsements, notes. */
export async function findPersonalMarks(
  db: Reader,
  viewerId: string,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, PersonalMarks>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .select({
        id: accounts.id,
        muteId: mutes.id,
        hidesNotifications: mutes.hidesNotifications,
        expiresAt: mutes.expiresAt,
        blockedDomain: domainBlocks.domain,
        endorsementId: endorsements.id,
        comment: accountNotes.comment,
      })
      .from(accounts)
      .leftJoin(mutes, and(eq(mutes.accountId, viewerId), eq(mutes.targetId, accounts.id), stillRuns(now)))
      .leftJoin(domainBlocks, and(eq(domainBlocks.accountId, viewerId), eq(domainBlocks.domain, accounts.domain)))
      .leftJoin(endorsements, and(eq(endorsements.accountId, viewerId), eq(endorsements.targetId, accounts.id)))
      .leftJoin(accountNotes, and(eq(accountNotes.accountId, viewerId), eq(accountNotes.targetId, accounts.id)))
      .where(inArray(accounts.id, chunk)),
  );
  return new Map(
    rows.map(({ id, muteId, hidesNotifications, expiresAt, ...marks }) => [
      id,
      { ...marks, mute: muteId === null ? null : { hidesNotifications: hidesNotifications === true, expiresAt } },
    ]),
  );
}
