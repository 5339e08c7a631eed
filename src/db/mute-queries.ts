import { and, eq, exists, inArray, isNotNull, lte, notExists, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import type { ListedAccount } from "./relationship-queries.ts";
import { accounts, conversationMutes, domainBlocks, follows, mentions, mutes, statuses } from "./schema/index.ts";
import { blocksAccount, mutesAccount, stillRuns } from "./visibility.ts";

/** Muting again changes how, and until when. */
export async function putMute(tx: Writer, row: typeof mutes.$inferInsert): Promise<void> {
  const { hidesNotifications, expiresAt = null } = row;
  await tx
    .insert(mutes)
    .values(row)
    .onConflictDoUpdate({ target: [mutes.accountId, mutes.targetId], set: { hidesNotifications, expiresAt } });
}

export async function deleteMute(tx: Writer, accountId: string, targetId: string): Promise<void> {
  await tx.delete(mutes).where(and(eq(mutes.accountId, accountId), eq(mutes.targetId, targetId)));
}

/** Mutes that ran out count for nothing already; this only frees their place. */
export async function deleteExpiredMutes(tx: Writer, now: Date): Promise<void> {
  await tx.delete(mutes).where(and(isNotNull(mutes.expiresAt), lte(mutes.expiresAt, now)));
}

/** Whom an account mutes, newest first. */
export async function findMuted(
  db: Reader,
  accountId: string,
  now: Date,
  page: Page,
): Promise<(ListedAccount & { expiresAt: Date | null })[]> {
  const { where, orderBy, limit } = pageOf(mutes.id, page);
  const rows = await db
    .select({ cursor: mutes.id, expiresAt: mutes.expiresAt, account: accounts })
    .from(mutes)
    .innerJoin(accounts, eq(accounts.id, mutes.targetId))
    .where(and(eq(mutes.accountId, accountId), stillRuns(now), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export async function insertConversationMute(tx: Writer, row: typeof conversationMutes.$inferInsert): Promise<void> {
  await tx.insert(conversationMutes).values(row).onConflictDoNothing();
}

export async function deleteConversationMute(tx: Writer, accountId: string, conversationId: string): Promise<void> {
  await tx
    .delete(conversationMutes)
    .where(and(eq(conversationMutes.accountId, accountId), eq(conversationMutes.conversationId, conversationId)));
}

/** When threads turn out to be one, whoever muted a part has muted the whole. */
export async function moveConversationMutes(tx: Writer, fromIds: readonly string[], toId: string): Promise<void> {
  const moved = tx
    .select({
      accountId: conversationMutes.accountId,
      conversationId: sql<string>`${toId}`.as("conversation_id"),
      createdAt: conversationMutes.createdAt,
    })
    .from(conversationMutes)
    .where(inArray(conversationMutes.conversationId, [...fromIds]));
  await tx.insert(conversationMutes).select(moved).onConflictDoNothing();
  await tx.delete(conversationMutes).where(inArray(conversationMutes.conversationId, [...fromIds]));
}

/** Blocked, or muted with their notifications. */
const isUnwanted = (db: Reader, accountId: string, now: Date, otherId: PgColumn) =>
  or(
    blocksAccount(db, accountId, otherId),
    mutesAccount(db, accountId, now, otherId, eq(mutes.hidesNotifications, true)),
  );

/**
 * Whether an account wants to hear nothing of what another did: it blocks them, mutes them with their notifications,
 * blocks their server without following them, or has muted the thread of the post it is about.
 */
export async function refusesToHear(
  db: Reader,
  accountId: string,
  cause: { fromId: string; statusId: string | null; now: Date },
): Promise<boolean> {
  const { fromId, statusId, now } = cause;
  const followsThem = db
    .select({ one: sql`1` })
    .from(follows)
    .where(and(eq(follows.accountId, accountId), eq(follows.targetId, fromId), eq(follows.state, "accepted")));
  const blocksServer = db
    .select({ one: sql`1` })
    .from(domainBlocks)
    .where(and(eq(domainBlocks.accountId, accountId), eq(domainBlocks.domain, accounts.domain)));
  const ofThread = and(
    eq(conversationMutes.accountId, accountId),
    eq(conversationMutes.conversationId, statuses.conversationId),
  );
  const mutesThread = db
    .select({ one: sql`1` })
    .from(statuses)
    .innerJoin(conversationMutes, ofThread)
    .where(eq(statuses.id, statusId ?? ""));
  const [refused] = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        eq(accounts.id, fromId),
        or(
          isUnwanted(db, accountId, now, accounts.id),
          and(exists(blocksServer), notExists(followsThem)),
          statusId === null ? undefined : exists(mutesThread),
        ),
      ),
    );
  return refused !== undefined;
}

/** Whether a post names, or answers, somebody whom the account blocks or mutes with their notifications. */
export async function namesUnwanted(db: Reader, accountId: string, statusId: string, now: Date): Promise<boolean> {
  const named = db
    .select({ one: sql`1` })
    .from(mentions)
    .where(and(eq(mentions.statusId, statuses.id), isUnwanted(db, accountId, now, mentions.accountId)));
  const [found] = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(
      and(eq(statuses.id, statusId), or(exists(named), isUnwanted(db, accountId, now, statuses.inReplyToAccountId))),
    );
  return found !== undefined;
}
