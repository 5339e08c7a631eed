import { and, desc, eq, exists, inArray, isNull, lt, or, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { notListedExclusively } from "./list-entry-queries.ts";
import { newestFirst, pageOf } from "./page.ts";
import { wantsLanguage } from "./relationship-queries.ts";
import { accounts, follows, homeEntries, mentions, statusTags, statuses, tags } from "./schema/index.ts";
import { fitForHomeOf, notHiddenFrom } from "./visibility.ts";

type Status = typeof statuses.$inferSelect;

/**
 * Puts a post into the home timelines of its local readers: its author, and the accepted followers here for whom it is
 * meant. An answer reaches only those who also follow whom it answers, one to a post that is not known here nobody; a
 * boost only those who want to see boosts, and a post only those who want its language. Whom an exclusive list has, it
 * has for itself.
 */
export async function fanOutHome(tx: Writer, status: Status, authorIsLocal: boolean): Promise<void> {
  if (authorIsLocal) await insertHomeEntry(tx, status.accountId, status.id, status.accountId);
  const answered = status.inReplyToAccountId;
  if (status.inReplyToUri !== null && answered === null) return;
  const followsAnswered = sql`exists (select 1 from follows f2 where f2.account_id = ${follows.accountId} and f2.target_id = ${answered} and f2.state = 'accepted')`;
  const isMentioned = sql`exists (select 1 from ${mentions} where ${mentions.statusId} = ${status.id} and ${mentions.accountId} = ${follows.accountId})`;
  const readers = tx
    .select({
      accountId: follows.accountId,
      statusId: sql<string>`${status.id}`.as("status_id"),
      sourceId: sql<string>`${status.accountId}`.as("source_id"),
    })
    .from(follows)
    .innerJoin(accounts, eq(accounts.id, follows.accountId))
    .where(
      and(
        eq(follows.targetId, status.accountId),
        eq(follows.state, "accepted"),
        eq(accounts.domain, ""),
        status.boostOfId === null ? undefined : eq(follows.showsBoosts, true),
        wantsLanguage(status.language),
        status.visibility === "direct" ? isMentioned : undefined,
        notListedExclusively(tx, follows.accountId, status.accountId),
        answered === null || answered === status.accountId
          ? undefined
          : or(eq(follows.accountId, answered), followsAnswered),
      ),
    );
  await tx.insert(homeEntries).select(readers).onConflictDoNothing();
}

async function insertHomeEntry(tx: Writer, accountId: string, statusId: string, sourceId: string): Promise<void> {
  await tx.insert(homeEntries).values({ accountId, statusId, sourceId }).onConflictDoNothing();
}

/** After a new follow: the last posts of the followed that would have come, so that home is not empty. */
export async function backfillHome(tx: Writer, accountId: string, sourceId: string, limit: number): Promise<void> {
  const followed = (target: PgColumn, condition?: SQL) =>
    exists(
      tx
        .select({ one: sql`1` })
        .from(follows)
        .where(
          and(eq(follows.accountId, accountId), eq(follows.targetId, target), eq(follows.state, "accepted"), condition),
        ),
    );
  const rows = await tx
    .select({ id: statuses.id })
    .from(statuses)
    .where(
      and(
        eq(statuses.accountId, sourceId),
        inArray(statuses.visibility, ["public", "unlisted", "private"]),
        or(isNull(statuses.boostOfId), followed(statuses.accountId, eq(follows.showsBoosts, true))),
        followed(statuses.accountId, wantsLanguage(statuses.language)),
        or(
          isNull(statuses.inReplyToUri),
          inArray(statuses.inReplyToAccountId, [sourceId, accountId]),
          followed(statuses.inReplyToAccountId),
        ),
      ),
    )
    .orderBy(desc(statuses.id))
    .limit(limit);
  if (rows.length === 0) return;
  await tx
    .insert(homeEntries)
    .values(rows.map((row) => ({ accountId, statusId: row.id, sourceId })))
    .onConflictDoNothing();
}

export async function removeFromHome(tx: Writer, accountId: string, sourceId: string): Promise<void> {
  await tx.delete(homeEntries).where(and(eq(homeEntries.accountId, accountId), eq(homeEntries.sourceId, sourceId)));
}

/** Home as it is to be read at `now`: what its owner hides is kept, and comes back when they want to see it again. */
export async function findHomeIds(db: Reader, accountId: string, now: Date, page: Page): Promise<string[]> {
  const { where, orderBy, limit } = pageOf(homeEntries.statusId, page);
  const rows = await db
    .select({ id: homeEntries.statusId })
    .from(homeEntries)
    .innerJoin(statuses, eq(statuses.id, homeEntries.statusId))
    .where(and(eq(homeEntries.accountId, accountId), where, fitForHomeOf(db, accountId, now)))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page).map((row) => row.id);
}

/** Accounts whose home has grown beyond `length`, with the highest id to drop. */
export async function trimHome(tx: Writer, length: number, mostAccounts: number): Promise<number> {
  const grown = await tx
    .select({ accountId: homeEntries.accountId })
    .from(homeEntries)
    .groupBy(homeEntries.accountId)
    .having(sql`count(*) > ${length}`)
    .limit(mostAccounts);
  for (const { accountId } of grown) {
    const [last] = await tx
      .select({ id: homeEntries.statusId })
      .from(homeEntries)
      .where(eq(homeEntries.accountId, accountId))
      .orderBy(desc(homeEntries.statusId))
      .limit(1)
      .offset(length - 1);
    if (last === undefined) continue;
    await tx.delete(homeEntries).where(and(eq(homeEntries.accountId, accountId), lt(homeEntries.statusId, last.id)));
  }
  return grown.length;
}

/** Public posts, of everybody known here, of this server, or of the others. */
export async function findPublicIds(
  db: Reader,
  filter: { from: "everywhere" | "local" | "remote"; viewerId: string | null; now: Date; onlyMedia: boolean },
  page: Page,
): Promise<string[]> {
  const { where, orderBy, limit } = pageOf(statuses.id, page);
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(
      and(
        eq(statuses.visibility, "public"),
        isNull(statuses.boostOfId),
        // Half a talk is of no use to strangers; whoever goes on from their own post is read.
        or(isNull(statuses.inReplyToUri), eq(statuses.inReplyToAccountId, statuses.accountId)),
        // As the index `statuses_public_local` has it.
        filter.from === "local" ? sql`${statuses.isLocal}` : undefined,
        filter.from === "remote" ? eq(statuses.isLocal, false) : undefined,
        filter.onlyMedia ? sql`exists (select 1 from media where media.status_id = ${statuses.id})` : undefined,
        notHiddenFrom(db, filter.viewerId, filter.now),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page).map((row) => row.id);
}

/** Public posts with any of `any`, all of `all` and none of `none` (lower-case tag names). */
export async function findTaggedIds(
  db: Reader,
  filter: {
    any: readonly string[];
    all: readonly string[];
    none: readonly string[];
    from: "everywhere" | "local" | "remote";
    viewerId: string | null;
    onlyMedia: boolean;
    now: Date;
  },
  page: Page,
): Promise<string[]> {
  const { where, orderBy, limit } = pageOf(statuses.id, page);
  const tagged = (names: readonly string[]) =>
    inArray(
      statuses.id,
      db
        .select({ id: statusTags.statusId })
        .from(statusTags)
        .innerJoin(tags, eq(tags.id, statusTags.tagId))
        .where(inArray(tags.name, [...names])),
    );
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(
      and(
        eq(statuses.visibility, "public"),
        isNull(statuses.boostOfId),
        filter.from === "everywhere" ? undefined : eq(statuses.isLocal, filter.from === "local"),
        filter.onlyMedia ? sql`exists (select 1 from media where media.status_id = ${statuses.id})` : undefined,
        tagged(filter.any),
        ...filter.all.map((name) => tagged([name])),
        filter.none.length === 0 ? undefined : sql`not ${tagged(filter.none)}`,
        notHiddenFrom(db, filter.viewerId, filter.now),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page).map((row) => row.id);
}
