import { and, eq, exists, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { accounts, domainBlocks, follows, notifications } from "./schema/index.ts";

/** Whether the domain was not blocked before. */
export async function insertDomainBlock(tx: Writer, row: typeof domainBlocks.$inferInsert): Promise<boolean> {
  const created = await tx.insert(domainBlocks).values(row).onConflictDoNothing().returning({ id: domainBlocks.id });
  return created.length > 0;
}

export async function deleteDomainBlock(tx: Writer, accountId: string, domain: string): Promise<void> {
  await tx.delete(domainBlocks).where(and(eq(domainBlocks.accountId, accountId), eq(domainBlocks.domain, domain)));
}

export async function isDomainBlocked(db: Reader, accountId: string, domain: string): Promise<boolean> {
  const [row] = await db
    .select({ id: domainBlocks.id })
    .from(domainBlocks)
    .where(and(eq(domainBlocks.accountId, accountId), eq(domainBlocks.domain, domain)));
  return row !== undefined;
}

/** Which servers an account blocks, newest first. */
export async function findBlockedDomains(
  db: Reader,
  accountId: string,
  page: Page,
): Promise<{ cursor: string; domain: string }[]> {
  const { where, orderBy, limit } = pageOf(domainBlocks.id, page);
  const rows = await db
    .select({ cursor: domainBlocks.id, domain: domainBlocks.domain })
    .from(domainBlocks)
    .where(and(eq(domainBlocks.accountId, accountId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** Accounts of a server that the account follows or that follow it, accepted or not; at most `limit` each way. */
export async function findFollowPartnersOn(
  db: Reader,
  accountId: string,
  domain: string,
  limit: number,
): Promise<(typeof accounts.$inferSelect)[]> {
  const partners = (own: PgColumn, other: PgColumn) =>
    db
      .select({ account: accounts })
      .from(follows)
      .innerJoin(accounts, eq(accounts.id, other))
      .where(and(eq(own, accountId), eq(accounts.domain, domain)))
      .limit(limit);
  const rows = [
    ...(await partners(follows.accountId, follows.targetId)),
    ...(await partners(follows.targetId, follows.accountId)),
  ];
  return [...new Map(rows.map(({ account }) => [account.id, account])).values()];
}

/** What the accounts of a server caused for another. */
export async function deleteNotificationsFromDomain(tx: Writer, accountId: string, domain: string): Promise<void> {
  const isFromThere = exists(
    tx
      .select({ one: sql`1` })
      .from(accounts)
      .where(and(eq(accounts.id, notifications.fromAccountId), eq(accounts.domain, domain))),
  );
  await tx.delete(notifications).where(and(eq(notifications.accountId, accountId), isFromThere));
}
