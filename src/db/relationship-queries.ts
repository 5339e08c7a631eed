import { and, count, eq, inArray, isNull, or, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Page } from "../lib/page.ts";
import type { Reader, Writer } from "./database.ts";
import { elementsOf } from "./dialect.ts";
import { inChunks } from "./in-chunks.ts";
import { newestFirst, pageOf } from "./page.ts";
import { accounts, blocks, follows, type FollowState } from "./schema/index.ts";
import { mayBeShownTo, type Onlooker } from "./visibility.ts";

type Follow = typeof follows.$inferSelect;
type Account = typeof accounts.$inferSelect;

/** Null when the one already follows, or asked to follow, the other. */
export async function insertFollow(tx: Writer, row: typeof follows.$inferInsert): Promise<Follow | null> {
  const [created] = await tx.insert(follows).values(row).onConflictDoNothing().returning();
  return created ?? null;
}

export async function findFollow(db: Reader, accountId: string, targetId: string): Promise<Follow | null> {
  const [row] = await db
    .select()
    .from(follows)
    .where(and(eq(follows.accountId, accountId), eq(follows.targetId, targetId)));
  return row ?? null;
}

export async function findFollowByUri(db: Reader, uri: string): Promise<Follow | null> {
  const [row] = await db.select().from(follows).where(eq(follows.uri, uri));
  return row ?? null;
}

/** Null when it is accepted already, or gone. */
export async function markFollowAccepted(tx: Writer, id: string): Promise<Follow | null> {
  const [row] = await tx
    .update(follows)
    .set({ state: "accepted" })
    .where(and(eq(follows.id, id), eq(follows.state, "pending")))
    .returning();
  return row ?? null;
}

export async function updateFollow(
  tx: Writer,
  id: string,
  change: Partial<Pick<Follow, "showsBoosts" | "notifies" | "languages" | "uri">>,
): Promise<void> {
  if (Object.keys(change).length > 0) await tx.update(follows).set(change).where(eq(follows.id, id));
}

/** Null when there was none. */
export async function deleteFollow(tx: Writer, accountId: string, targetId: string): Promise<Follow | null> {
  const [row] = await tx
    .delete(follows)
    .where(and(eq(follows.accountId, accountId), eq(follows.targetId, targetId)))
    .returning();
  return row ?? null;
}

/** Follows by and of an account, for its removal. */
export async function findFollowsTouching(db: Reader, accountId: string): Promise<Follow[]> {
  return await db
    .select()
    .from(follows)
    .where(or(eq(follows.accountId, accountId), eq(follows.targetId, accountId)));
}

export interface ListedAccount {
  /** Id of the row that lists it: the cursor of the page. */
  cursor: string;
  account: Account;
}

/** Who follows an account, newest first; for an onlooker without those whom they would not meet. */
export async function findFollowers(
  db: Reader,
  targetId: string,
  state: FollowState,
  page: Page,
  onlooker?: Onlooker,
): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(follows.id, page);
  const rows = await db
    .select({ cursor: follows.id, account: accounts })
    .from(follows)
    .innerJoin(accounts, eq(accounts.id, follows.accountId))
    .where(
      and(
        eq(follows.targetId, targetId),
        eq(follows.state, state),
        onlooker === undefined ? undefined : mayBeShownTo(db, onlooker),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** Whom an account follows, newest first; for an onlooker without those whom they would not meet. */
export async function findFollowing(
  db: Reader,
  accountId: string,
  state: FollowState,
  page: Page,
  onlooker?: Onlooker,
): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(follows.id, page);
  const rows = await db
    .select({ cursor: follows.id, account: accounts })
    .from(follows)
    .innerJoin(accounts, eq(accounts.id, follows.targetId))
    .where(
      and(
        eq(follows.accountId, accountId),
        eq(follows.state, state),
        onlooker === undefined ? undefined : mayBeShownTo(db, onlooker),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

/** Remote followers of a local account: where its posts go. Unbounded on purpose: each of them gets the post. */
export async function findRemoteFollowers(
  db: Reader,
  targetId: string,
): Promise<Pick<Account, "uri" | "inboxUri" | "sharedInboxUri">[]> {
  const rows = await db
    .select({
      uri: accounts.uri,
      inboxUri: accounts.inboxUri,
      sharedInboxUri: accounts.sharedInboxUri,
      domain: accounts.domain,
    })
    .from(follows)
    .innerJoin(accounts, eq(accounts.id, follows.accountId))
    .where(and(eq(follows.targetId, targetId), eq(follows.state, "accepted")));
  return rows.filter((row) => row.domain !== "");
}

/** Every follow between `viewerId` and the others, either way. */
export async function findFollowsBetween(db: Reader, viewerId: string, otherIds: readonly string[]): Promise<Follow[]> {
  return await inChunks(otherIds, (chunk) =>
    db
      .select()
      .from(follows)
      .where(
        or(
          and(eq(follows.accountId, viewerId), inArray(follows.targetId, chunk)),
          and(eq(follows.targetId, viewerId), inArray(follows.accountId, chunk)),
        ),
      ),
  );
}

/** Every block between `viewerId` and the others, either way. */
export async function findBlocksBetween(
  db: Reader,
  viewerId: string,
  otherIds: readonly string[],
): Promise<{ accountId: string; targetId: string }[]> {
  return await inChunks(otherIds, (chunk) =>
    db
      .select({ accountId: blocks.accountId, targetId: blocks.targetId })
      .from(blocks)
      .where(
        or(
          and(eq(blocks.accountId, viewerId), inArray(blocks.targetId, chunk)),
          and(eq(blocks.targetId, viewerId), inArray(blocks.accountId, chunk)),
        ),
      ),
  );
}

/** Whom an account blocks, newest first. */
export async function findBlocked(db: Reader, accountId: string, page: Page): Promise<ListedAccount[]> {
  const { where, orderBy, limit } = pageOf(blocks.id, page);
  const rows = await db
    .select({ cursor: blocks.id, account: accounts })
    .from(blocks)
    .innerJoin(accounts, eq(accounts.id, blocks.targetId))
    .where(and(eq(blocks.accountId, accountId), where))
    .orderBy(orderBy)
    .limit(limit);
  return newestFirst(rows, page);
}

export async function isBlocked(db: Reader, byId: string, targetId: string): Promise<boolean> {
  const [row] = await db
    .select({ value: count() })
    .from(blocks)
    .where(and(eq(blocks.accountId, byId), eq(blocks.targetId, targetId)));
  return (row?.value ?? 0) > 0;
}

export async function insertBlock(tx: Writer, row: typeof blocks.$inferInsert): Promise<boolean> {
  const created = await tx.insert(blocks).values(row).onConflictDoNothing().returning({ id: blocks.id });
  return created.length > 0;
}

/** Null when there was none. */
export async function deleteBlock(
  tx: Writer,
  accountId: string,
  targetId: string,
): Promise<typeof blocks.$inferSelect | null> {
  const [row] = await tx
    .delete(blocks)
    .where(and(eq(blocks.accountId, accountId), eq(blocks.targetId, targetId)))
    .returning();
  return row ?? null;
}

export async function countFollowRequests(db: Reader, targetId: string): Promise<number> {
  const [row] = await db
    .select({ value: count() })
    .from(follows)
    .where(and(eq(follows.targetId, targetId), eq(follows.state, "pending")));
  return row?.value ?? 0;
}

/**
 * Whether the follower wants posts in this language, of which `en` has `en-GB` in it, too. What names no language, as
 * boosts do not, is for everybody. A condition on `follows`.
 */
export function wantsLanguage(language: PgColumn | string | null): SQL | undefined {
  if (language === null) return undefined;
  const isChosen = sql`(chosen.value = ${language} or ${language} like chosen.value || '-%')`;
  return or(
    isNull(follows.languages),
    typeof language === "string" ? undefined : isNull(language),
    sql`exists (select 1 from ${elementsOf(follows.languages)} as chosen where ${isChosen})`,
  );
}

/** Local accounts that follow this one and want to be told of each post, in this language. */
export async function findSubscribers(
  db: Reader,
  targetId: string,
  language: string | null,
): Promise<Pick<Account, "id" | "domain">[]> {
  return await db
    .select({ id: accounts.id, domain: accounts.domain })
    .from(follows)
    .innerJoin(accounts, eq(accounts.id, follows.accountId))
    .where(
      and(
        eq(follows.targetId, targetId),
        eq(follows.state, "accepted"),
        eq(follows.notifies, true),
        wantsLanguage(language),
        eq(accounts.domain, ""),
      ),
    );
}
