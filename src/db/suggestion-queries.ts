import { aliasedTable, and, asc, count, desc, eq, inArray, isNull, ne, notExists, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { isLetIn } from "./account-queries.ts";
import type { Reader, Writer } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { accounts, dismissedSuggestions, follows, lastPosted } from "./schema/index.ts";
import { mayMeet } from "./visibility.ts";

type Account = typeof accounts.$inferSelect;

// A suggestion need not look at everybody: a read on SQLite stops the server while it runs.
const mostFriends = 50;
const mostFollows = 1_000;
const mostPopular = 500;
const mostFamiliar = 80;

/** As the indexes that are meant have it: `domain = ''` would make SQLite take that of the domains, and sort. */
const isHere = sql`length(${accounts.domain}) = 0`;

/** Who wants to be found: a condition on `accounts`. */
const isDiscoverable = and(
  sql`${accounts.isDiscoverable}`,
  ne(accounts.type, "Application"),
  isNull(accounts.suspendedAt),
  isNull(accounts.movedToUri),
  isLetIn,
);

function isNewTo(db: Reader, viewerId: string, now: Date): SQL | undefined {
  const followed = db
    .select({ one: sql`1` })
    .from(follows)
    .where(and(eq(follows.accountId, viewerId), eq(follows.targetId, accounts.id)));
  const dismissed = db
    .select({ one: sql`1` })
    .from(dismissedSuggestions)
    .where(and(eq(dismissedSuggestions.accountId, viewerId), eq(dismissedSuggestions.targetId, accounts.id)));
  return and(
    isDiscoverable,
    ne(accounts.id, viewerId),
    notExists(followed),
    notExists(dismissed),
    mayMeet(db, viewerId, now),
  );
}

/** Whom those follow whom the viewer has followed last, the most followed among them first. */
export async function findFriendsOfFriends(db: Reader, viewerId: string, now: Date, limit: number): Promise<Account[]> {
  const friend = aliasedTable(accounts, "friend");
  const friends = db
    .select({ id: follows.targetId })
    .from(follows)
    .innerJoin(friend, eq(friend.id, follows.targetId))
    .where(and(eq(follows.accountId, viewerId), eq(follows.state, "accepted"), eq(friend.hidesNetwork, false)))
    .orderBy(desc(follows.id))
    .limit(mostFriends)
    .as("friends");
  const theirs = db
    .select({ targetId: follows.targetId })
    .from(friends)
    .innerJoin(follows, and(eq(follows.accountId, friends.id), eq(follows.state, "accepted")))
    .limit(mostFollows)
    .as("theirs");
  const counted = db
    .select({ id: theirs.targetId, friendsCount: count().as("friends_count") })
    .from(theirs)
    .groupBy(theirs.targetId)
    .as("counted");
  const ranked = await db
    .select({ id: accounts.id })
    .from(counted)
    .innerJoin(accounts, eq(accounts.id, counted.id))
    .where(isNewTo(db, viewerId, now))
    .orderBy(desc(counted.friendsCount), desc(accounts.followersCount), asc(accounts.id))
    .limit(limit);
  return await inOrder(
    db,
    ranked.map((row) => row.id),
  );
}

async function inOrder(db: Reader, ids: readonly string[]): Promise<Account[]> {
  const rows = await inChunks(ids, (chunk) => db.select().from(accounts).where(inArray(accounts.id, chunk)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Of the accounts here that the most follow, those that the viewer does not know yet. */
export async function findPopularHere(db: Reader, viewerId: string, now: Date, limit: number): Promise<Account[]> {
  const popular = db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(isHere, isDiscoverable))
    .orderBy(desc(accounts.followersCount), desc(accounts.id))
    .limit(mostPopular);
  return await db
    .select()
    .from(accounts)
    .where(and(inArray(accounts.id, popular), isNewTo(db, viewerId, now)))
    .orderBy(desc(accounts.followersCount), desc(accounts.id))
    .limit(limit);
}

export async function insertDismissedSuggestion(tx: Writer, accountId: string, targetId: string): Promise<void> {
  await tx.insert(dismissedSuggestions).values({ accountId, targetId }).onConflictDoNothing();
}

interface DirectoryQuestion {
  viewerId: string | null;
  now: Date;
  onlyLocal: boolean;
  /** Who has posted last, or who came last. */
  order: "active" | "new";
  limit: number;
  offset: number;
}

/** Accounts that want to be found. */
export async function findDirectory(db: Reader, question: DirectoryQuestion): Promise<Account[]> {
  const { viewerId, now, onlyLocal, order, limit, offset } = question;
  return await db
    .select()
    .from(accounts)
    .where(
      and(isDiscoverable, onlyLocal ? isHere : undefined, viewerId === null ? undefined : mayMeet(db, viewerId, now)),
    )
    .orderBy(...(order === "new" ? [] : [desc(lastPosted(accounts.lastStatusAt))]), desc(accounts.id))
    .limit(limit)
    .offset(offset);
}

/** Whom the viewer follows and who follow each of `targetIds`, as far as both let their network be seen. */
export async function findFamiliarFollowers(
  db: Reader,
  viewerId: string,
  targetIds: readonly string[],
): Promise<Map<string, Account[]>> {
  if (targetIds.length === 0) return new Map();
  const target = aliasedTable(accounts, "target");
  const friends = db
    .select({ id: follows.targetId })
    .from(follows)
    .where(and(eq(follows.accountId, viewerId), eq(follows.state, "accepted")));
  const familiar = db
    .select({
      targetId: follows.targetId,
      accountId: follows.accountId,
      place: sql<number>`row_number() over (partition by ${follows.targetId} order by ${follows.id} desc)`.as("place"),
    })
    .from(follows)
    .innerJoin(target, eq(target.id, follows.targetId))
    .innerJoin(accounts, eq(accounts.id, follows.accountId))
    .where(
      and(
        inArray(follows.targetId, [...targetIds]),
        eq(follows.state, "accepted"),
        eq(target.hidesNetwork, false),
        eq(accounts.hidesNetwork, false),
        inArray(follows.accountId, friends),
      ),
    )
    .as("familiar");
  const rows = await db
    .select({ targetId: familiar.targetId, account: accounts })
    .from(familiar)
    .innerJoin(accounts, eq(accounts.id, familiar.accountId))
    .where(sql`${familiar.place} <= ${mostFamiliar}`)
    .orderBy(asc(familiar.targetId), asc(familiar.place));
  const found = new Map<string, Account[]>();
  for (const { targetId, account } of rows) found.set(targetId, [...(found.get(targetId) ?? []), account]);
  return found;
}
