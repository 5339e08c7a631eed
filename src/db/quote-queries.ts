import { and, eq } from "drizzle-orm";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { newestFirst, pageOf } from "./page.ts";
import { isAmong, prepared } from "./prepared.ts";
import { accounts, quotes, statuses } from "./schema/index.ts";
import { notHiddenFrom, visibleTo } from "./visibility.ts";

export type Quote = typeof quotes.$inferSelect;

/** Null when the post quotes already. */
export async function insertQuote(tx: Writer, row: typeof quotes.$inferInsert): Promise<Quote | null> {
  const [created] = await tx.insert(quotes).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function updateQuote(
  tx: Writer,
  id: string,
  change: Partial<Pick<Quote, "state" | "approvalUri" | "quotedStatusId">>,
): Promise<Quote | null> {
  const [row] = await tx.update(quotes).set(change).where(eq(quotes.id, id)).returning();
  return row ?? null;
}

/** What a post quotes. */
export async function findQuoteOf(db: Reader, statusId: string): Promise<Quote | null> {
  const [row] = await db.select().from(quotes).where(eq(quotes.statusId, statusId));
  return row ?? null;
}

export async function findQuote(db: Reader, id: string): Promise<Quote | null> {
  const [row] = await db.select().from(quotes).where(eq(quotes.id, id));
  return row ?? null;
}

export async function findQuoteByRequest(db: Reader, requestUri: string): Promise<Quote | null> {
  // The id of a quote ends its request's: there is no index on the whole.
  const id = /#quote-requests\/(\d{18})$/.exec(requestUri)?.[1];
  const quote = id === undefined ? null : await findQuote(db, id);
  return quote?.requestUri === requestUri ? quote : null;
}

export async function findQuoteByApproval(db: Reader, approvalUri: string): Promise<Quote | null> {
  const [row] = await db.select().from(quotes).where(eq(quotes.approvalUri, approvalUri));
  return row ?? null;
}

const quotesOfStatuses = prepared(["statusIds"], (db, { statusIds }) =>
  db.select().from(quotes).where(isAmong(quotes.statusId, statusIds)),
);

/** By the posts that quote. */
export async function findQuotesOfStatuses(db: Reader, statusIds: readonly string[]): Promise<Map<string, Quote>> {
  const rows = await quotesOfStatuses(db, { statusIds });
  return new Map(rows.map((row) => [row.statusId, row]));
}

/** Posts that quote this one with its author's approval, as far as the viewer may and wants to see them. */
export async function findQuotingIds(
  db: Reader,
  quotedId: string,
  viewer: { id: string | null; now: Date },
  page: Page,
): Promise<{ cursor: string; statusId: string }[]> {
  const { where, orderBy, limit } = pageOf(quotes.id, page);
  const rows = await db
    .select({ cursor: quotes.id, statusId: quotes.statusId })
    .from(quotes)
    .innerJoin(statuses, eq(statuses.id, quotes.statusId))
    .where(
      and(
        eq(quotes.quotedStatusId, quotedId),
        eq(quotes.state, "accepted"),
        visibleTo(db, viewer.id),
        notHiddenFrom(db, viewer.id, viewer.now),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

const mostQuoters = 1_000;

/** Who here quotes the post with approval, each with the post in which they do; the newest of very many. */
export async function findLocalQuoters(
  db: Reader,
  quotedId: string,
): Promise<{ account: typeof accounts.$inferSelect; statusId: string }[]> {
  return await db
    .select({ account: accounts, statusId: quotes.statusId })
    .from(quotes)
    .innerJoin(statuses, eq(statuses.id, quotes.statusId))
    .innerJoin(accounts, eq(accounts.id, statuses.accountId))
    .where(and(eq(quotes.quotedStatusId, quotedId), eq(quotes.state, "accepted"), eq(accounts.domain, "")))
    .orderBy(pageOf(quotes.id, { limit: mostQuoters }).orderBy)
    .limit(mostQuoters);
}
