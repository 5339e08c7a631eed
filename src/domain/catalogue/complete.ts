import { findPopularity } from "../../db/ascent-queries.ts";
import { findByWords, findByWordsWithin } from "../../db/completion-queries.ts";
import { findCragsByIds, type Crag } from "../../db/crag-queries.ts";
import { findCragIdsBelow } from "../../db/crag-tree-queries.ts";
import type { Reader } from "../../db/database.ts";
import { findRoutesByIds, type Route } from "../../db/route-queries.ts";
import { toNameKey } from "../../lib/text/name-key.ts";
import { searchWords } from "../../lib/text/search-words.ts";
import { mostCragsTogether } from "./extent.ts";

const mostWords = 8;

interface Part {
  limit: number;
  offset: number;
}

/** Routes of which a word begins with each word that was typed, anywhere or at a crag and below it; the best first. */
export async function completeRoutes(db: Reader, typed: string, cragId: string | null, part: Part): Promise<Route[]> {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  const routeById = await findRoutesByIds(db, await findRouteIds(db, words, cragId));
  return rank([...routeById.values()], typed, await findPopularity(db, "routes", [...routeById.keys()]), part);
}

/** The same for crags, anywhere or among the parts of one. */
export async function completeCrags(db: Reader, typed: string, parentId: string | null, part: Part): Promise<Crag[]> {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  const ids =
    parentId === null
      ? await findByWords(db, "crags", words)
      : await findByWordsWithin(db, "crags", words, { parentId });
  const cragById = await findCragsByIds(db, ids);
  return rank([...cragById.values()], typed, await findPopularity(db, "crags", ids), part);
}

async function findRouteIds(db: Reader, words: readonly string[], cragId: string | null): Promise<string[]> {
  if (cragId === null) return await findByWords(db, "routes", words);
  const cragIds = await findCragIdsBelow(db, cragId, mostCragsTogether + 1);
  return cragIds.length > mostCragsTogether
    ? await findByWords(db, "routes", words, cragId)
    : await findByWordsWithin(db, "routes", words, { cragIds });
}

const wordsOf = (typed: string): string[] => [...new Set(searchWords(typed))].slice(0, mostWords);

/** What is called exactly so, then what begins so, then what was climbed most. */
function rank<T extends { id: string; name: string }>(
  found: readonly T[],
  typed: string,
  popularityById: ReadonlyMap<string, number>,
  { limit, offset }: Part,
): T[] {
  const key = toNameKey(typed);
  const start = searchWords(typed).join(" ");
  const ranked = found.map((one) => ({
    one,
    isExact: toNameKey(one.name) === key,
    begins: searchWords(one.name).join(" ").startsWith(start),
    ascents: popularityById.get(one.id) ?? 0,
  }));
  const ordered = ranked.toSorted(
    (a, b) =>
      Number(b.isExact) - Number(a.isExact) ||
      Number(b.begins) - Number(a.begins) ||
      b.ascents - a.ascents ||
      a.one.name.length - b.one.name.length ||
      (a.one.id < b.one.id ? -1 : 1),
  );
  return ordered.slice(offset, offset + limit).map(({ one }) => one);
}
