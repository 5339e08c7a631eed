import { and, inArray, sql, type SQL } from "drizzle-orm";
import { isBelow } from "./crag-tree-queries.ts";
import type { Reader } from "./database.ts";
import { routes } from "./schema/index.ts";

/** How many of the matches are looked at to find the best ones. */
const mostCandidates = 200;
/** So many rows of a word that nearly everything has are walked at most. */
const mostWalked = 1_500;

const sources = {
  routes: { owners: sql.identifier("routes"), words: sql.identifier("route_words"), id: sql.identifier("route_id") },
  crags: { owners: sql.identifier("crags"), words: sql.identifier("crag_words"), id: sql.identifier("crag_id") },
} as const;
type Source = (typeof sources)[keyof typeof sources];

// Nothing that begins with the word sorts above it: no character is higher.
const begins = (column: SQL, word: string): SQL => sql`${column} >= ${word} and ${column} < ${`${word}\u{10ffff}`}`;

/**
 * Ids of the routes or crags of which a word begins with each of `words`; routes also below a crag only. The word that the fewest have is walked
 * along, whole words before longer ones, and the others are looked up: it takes a few milliseconds whatever is typed.
 */
export async function findByWords(
  db: Reader,
  kind: keyof typeof sources,
  words: readonly string[],
  belowCragId?: string,
): Promise<string[]> {
  const source = sources[kind];
  const counts = words.length < 2 ? [] : await countMatches(db, source, words);
  const rarest = counts.indexOf(Math.min(...counts));
  const [first = "", ...others] = rarest < 1 ? words : [words[rarest] ?? "", ...words.filter((_, at) => at !== rarest)];
  const walked = sql`(select ${source.id} as id, word from ${source.words} where ${begins(sql`word`, first)}
    order by word limit ${mostWalked}) as walked`;
  const rows = await db
    .select({ id: sql<string>`walked.id` })
    .from(walked)
    .where(
      and(hasWords(source, sql`walked.id`, others), belowCragId === undefined ? undefined : routeIsBelow(belowCragId)),
    )
    .orderBy(sql`walked.word`, sql`walked.id`)
    .limit(mostCandidates);
  return [...new Set(rows.map((row) => row.id))];
}

const routeIsBelow = (cragId: string): SQL =>
  sql`exists (select 1 from ${routes} where ${routes.id} = walked.id and ${isBelow(routes.cragId, cragId)})`;

/** As `findByWords`, among the routes at some crags, or the parts of a crag. */
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
      sql`(select count(*) from (select 1 from ${table} where ${begins(sql`word`, word)} limit ${mostWalked}) as counted)`,
  );
  const rows = await db
    .select(Object.fromEntries(counts.map((count, at) => [`at${at}`, sql<number>`${count}`])))
    .from(sql`(select 1) as once`);
  return words.map((_, at) => Number(rows[0]?.[`at${at}`] ?? 0));
}
