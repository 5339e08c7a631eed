import { and, asc, desc, eq, gt, gte, isNull, lt, not, or, sql, type SQL } from "drizzle-orm";
import type { Reader, Writer } from "./database.ts";
import { dialect } from "./dialect.ts";
import { accounts, bookmarks, favourites, statuses } from "./schema/index.ts";
import { isOneOf, statusWords, type StatusWords, type WordQuery } from "./search/engine.ts";
import { postgresSearch } from "./search/postgres.ts";
import { sqliteSearch } from "./search/sqlite.ts";
import { notHiddenFrom, visibleTo } from "./visibility.ts";

export type { Phrase, StatusWords, WordQuery } from "./search/engine.ts";

const engine = dialect === "postgres" ? postgresSearch : sqliteSearch;

/** Ids from `from` on and below `below`. */
export interface IdRange {
  readonly from: string;
  readonly below: string;
}

export interface StatusSearch {
  readonly words: WordQuery;
  /** What a post of the viewer's own, or one that names them, has among its words. */
  readonly ownMarks: WordQuery["all"];
  readonly within: readonly IdRange[];
  readonly outside: readonly IdRange[];
  /** Whether it must, or must not, be in the viewer's library, or be public; null where it does not matter. */
  readonly isInLibrary: boolean | null;
  readonly isPublic: boolean | null;
  readonly viewerId: string;
  readonly now: Date;
  readonly maxId?: string | undefined;
  readonly minId?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/**
 * How many of the newest matches are looked at when others' public posts are searched: a word that is in every post
 * must not make SQLite read all of them. The viewer's library is searched as a whole.
 */
const mostCandidates = 5_000;

/** Ids of posts, newest first, which the viewer may see, wants to see, and may find. */
export async function searchStatuses(db: Reader, search: StatusSearch): Promise<string[]> {
  const { viewerId, now, limit, offset } = search;
  const found = and(engine.matches(search.words), bounds(search));
  const library = isInLibrary(db, search);
  const isNew = gte(statusWords.key, engine.toKey(await findOldestCandidate(db, found)));
  const isPublic = and(isNew, eq(statuses.visibility, "public"), accounts.isIndexable);
  const rows = await db
    .select({ id: statuses.id })
    .from(statusWords)
    .innerJoin(statuses, eq(statuses.id, engine.statusId))
    .innerJoin(accounts, eq(accounts.id, statuses.accountId))
    .where(
      and(
        found,
        mayFind(search, { library, isNew, isPublic }),
        isNull(accounts.suspendedAt),
        visibleTo(db, viewerId),
        notHiddenFrom(db, viewerId, now),
      ),
    )
    .orderBy(desc(statusWords.key))
    .limit(limit)
    .offset(offset);
  return rows.map((row) => row.id);
}

function mayFind(
  { isInLibrary, isPublic }: Pick<StatusSearch, "isInLibrary" | "isPublic">,
  conditions: { library: SQL; isNew: SQL; isPublic: SQL | undefined },
): SQL | undefined {
  const { library, isNew } = conditions;
  const isPlain = isInLibrary !== true && isPublic !== true;
  return and(
    // The first needs no other table: most matches go before anything of them is read.
    isPlain ? and(or(library, isNew), or(library, conditions.isPublic)) : undefined,
    isInLibrary === null ? undefined : isInLibrary ? library : not(library),
    isPublic === null ? undefined : isPublic ? conditions.isPublic : sql`not (${conditions.isPublic})`,
  );
}

function bounds({ within, outside, maxId, minId }: StatusSearch): SQL | undefined {
  const inRange = ({ from, below }: IdRange) =>
    and(gte(statusWords.key, engine.toKey(from)), lt(statusWords.key, engine.toKey(below)));
  return and(
    ...within.map(inRange),
    ...outside.map((range) => sql`not (${inRange(range)})`),
    maxId === undefined ? undefined : lt(statusWords.key, engine.toKey(maxId)),
    minId === undefined ? undefined : gt(statusWords.key, engine.toKey(minId)),
  );
}

/** The oldest of the newest matches. By itself: within the search, the databases would look for it more than once. */
async function findOldestCandidate(db: Reader, found: SQL | undefined): Promise<string> {
  const [oldest] = await db
    .select({ id: sql<string>`${engine.statusId}` })
    .from(statusWords)
    .where(found)
    .orderBy(desc(statusWords.key))
    .limit(1)
    .offset(mostCandidates - 1);
  return oldest?.id ?? "0";
}

/** What the viewer wrote, is named in, favoured, bookmarked or boosted. */
function isInLibrary(db: Reader, { words, ownMarks, viewerId }: StatusSearch): SQL {
  const own = db
    .select({ key: statusWords.key })
    .from(statusWords)
    .where(engine.matches({ ...words, any: ownMarks }));
  const favoured = db
    .select({ key: engine.toKey(favourites.statusId) })
    .from(favourites)
    .where(eq(favourites.accountId, viewerId));
  const bookmarked = db
    .select({ key: engine.toKey(bookmarks.statusId) })
    .from(bookmarks)
    .where(eq(bookmarks.accountId, viewerId));
  const boosted = db
    .select({ key: engine.toKey(statuses.boostOfId) })
    .from(statuses)
    .where(and(eq(statuses.accountId, viewerId), sql`${statuses.boostOfId} is not null`));
  // An expression and not the bare column: SQLite would ask its index for each id, instead of the ids for each match.
  const key = dialect === "postgres" ? sql`${statusWords.key}` : sql`+${statusWords.key}`;
  return sql`(${key} in (${own}) or ${key} in (${favoured}) or ${key} in (${bookmarked}) or ${key} in (${boosted}))`;
}

/** Writes the words by which posts are found, in place of those they had. */
export async function putStatusWords(tx: Writer, rows: readonly StatusWords[]): Promise<void> {
  await engine.put(tx, rows);
}

/** As `putStatusWords`, for posts that have none yet. */
export async function addStatusWords(tx: Writer, rows: readonly StatusWords[]): Promise<void> {
  await engine.add(tx, rows);
}

/** Before posts are deleted. */
export async function removeStatusWords(tx: Writer, statusIds: readonly string[]): Promise<void> {
  await engine.remove(tx, statusIds);
}

/** Ids of posts above `afterId`, lowest first, each with whether it has words. */
export async function findIndexedState(
  db: Reader,
  afterId: string,
  limit: number,
): Promise<{ id: string; isIndexed: boolean }[]> {
  const rows = await db
    .select({ id: statuses.id })
    .from(statuses)
    .where(and(gt(statuses.id, afterId), isNull(statuses.boostOfId)))
    .orderBy(asc(statuses.id))
    .limit(limit);
  if (rows.length === 0) return [];
  const indexed = await db
    .select({ id: sql<string>`${engine.statusId}` })
    .from(statusWords)
    .where(isOneOf(rows.map((row) => engine.toKey(row.id))));
  const ids = new Set(indexed.map((row) => row.id));
  return rows.map(({ id }) => ({ id, isIndexed: ids.has(id) }));
}
