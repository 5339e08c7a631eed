import { and, inArray, sql, type SQL } from "drizzle-orm";
import { isBelow } from "./crag-tree-queries.ts";
import type { Reader } from "./database.ts";
import { crags, routes } from "./schema/index.ts";

/** How many of the matches are looked at to find the best ones. */
export const mostCandidates = 200;
/** So many rows of a word that nearly everything has are walked in a step. */
const mostWalked = 1_500;
/** How far the rows of a word are counted. */
const mostCounted = 10_000;

const sources = {
  routes: { owners: sql.identifier("routes"), words: sql.identifier("route_words"), id: sql.identifier("route_id") },
  crags: { owners: sql.identifier("crags"), words: sql.identifier("crag_words"), id: sql.identifier("crag_id") },
} as const;
type Source = (typeof sources)[keyof typeof sources];

// Nothing that begins with the word sorts above it: no character is higher.
const begins = (column: SQL, word: string): SQL => sql`${column} >= ${word} and ${column} < ${`${word}\u{10ffff}`}`;

export interface AskedWords {
  readonly rarest: string;
  readonly others: readonly string[];
  /** Of routes: at this crag or below it only. */
  readonly belowCragId?: string | undefined;
}

/** Of some words the one that the fewest names have. */
export async function findRarest(
  db: Reader,
  kind: keyof typeof sources,
  words: readonly string[],
): Promise<AskedWords> {
  const counts = words.length < 2 ? [] : await countMatches(db, sources[kind], words);
  const at = Math.max(0, counts.indexOf(Math.min(...counts)));
  return { rarest: words[at] ?? "", others: words.filter((_, index) => index !== at) };
}

/**
 * Ids of the routes or crags of which a word begins with each of the words, among the next names that have the rarest
 * one, whole words before longer ones: a step takes a few milliseconds whatever is typed. `last` is where the next step
 * begins, null at the end.
 */
export async function findWithWords(
  db: Reader,
  kind: keyof typeof sources,
  { rarest, others, belowCragId }: AskedWords,
  after: { word: string; id: string } | null,
): Promise<{ ids: string[]; last: { word: string; id: string } | null }> {
  const source = sources[kind];
  const isNext = after === null ? sql`` : sql`and (word, ${source.id}) > (${after.word}, ${after.id})`;
  const walked = sql`(select ${source.id} as id, word from ${source.words} where ${begins(sql`word`, rarest)} ${isNext}
    order by word, ${source.id} limit ${mostWalked}) as walked`;
  const fits = and(
    hasWords(source, sql`walked.id`, others),
    belowCragId === undefined ? undefined : routeIsBelow(sql`walked.id`, belowCragId),
  );
  const rows = await db
    .select({ id: sql<string>`walked.id` })
    .from(walked)
    .where(fits)
    .orderBy(sql`walked.word`, sql`walked.id`)
    .limit(mostCandidates);
  const [last] = await db
    .select({ word: sql<string>`walked.word`, id: sql<string>`walked.id` })
    .from(walked)
    .orderBy(sql`walked.word`, sql`walked.id`)
    .limit(1)
    .offset(mostWalked - 1);
  return { ids: rows.map((row) => row.id), last: last ?? null };
}

const routeIsBelow = (id: SQL, cragId: string): SQL =>
  sql`exists (select 1 from ${routes} where ${routes.id} = ${id} and ${isBelow(routes.cragId, cragId)})`;

/** Those of some routes that are at a crag or below it. */
export async function leaveBelow(db: Reader, routeIds: readonly string[], cragId: string): Promise<string[]> {
  const rows = await db
    .select({ id: routes.id })
    .from(routes)
    .where(and(inArray(routes.id, [...routeIds]), isBelow(routes.cragId, cragId)));
  return rows.map((row) => row.id);
}

/** Ids of those of which a word begins with each word, among the routes at some crags, or the parts of a crag. */
export async function findByWordsWithin(
  db: Reader,
  kind: keyof typeof sources,
  words: readonly string[],
  group: { cragIds: readonly string[] } | { parentId: string },
): Promise<string[]> {
  const source = sources[kind];
  const within =
    "parentId" in group ? sql`owner.parent_id = ${group.parentId}` : inArray(sql`owner.crag_id`, [...group.cragIds]);
  const rows = await db
    .select({ id: sql<string>`owner.id` })
    .from(sql`${source.owners} as owner`)
    .where(sql`${within} and ${hasWords(source, sql`owner.id`, words)}`)
    .limit(mostCandidates);
  return rows.map((row) => row.id);
}

/** A condition on `crags`: a word of their names begins with each of the words. */
export const cragsHaveWords = (words: readonly string[]): SQL => hasWords(sources.crags, sql`${crags.id}`, words);

function hasWords({ words: table, id }: Source, ownerId: SQL, words: readonly string[]): SQL {
  const conditions = words.map(
    (word) =>
      sql`exists (select 1 from ${table} as other where other.${id} = ${ownerId} and ${begins(sql`other.word`, word)})`,
  );
  return conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `);
}

async function countMatches(db: Reader, { words: table }: Source, words: readonly string[]): Promise<number[]> {
  const counts = words.map(
    (word) =>
      sql`(select count(*) from (select 1 from ${table} where ${begins(sql`word`, word)} limit ${mostCounted}) as counted)`,
  );
  const rows = await db
    .select(Object.fromEntries(counts.map((count, at) => [`at${at}`, sql<number>`${count}`])))
    .from(sql`(select 1) as once`);
  return words.map((_, at) => Number(rows[0]?.[`at${at}`] ?? 0));
}
