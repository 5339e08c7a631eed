import { setImmediate } from "node:timers/promises";
import { findPopularity } from "../../db/ascent-queries.ts";
import {
  findByWordsWithin,
  findRarest,
  findWithWords,
  leaveBelow,
  mostCandidates,
} from "../../db/completion-queries.ts";
import { findCragsByIds, type Crag } from "../../db/crag-queries.ts";
import { findCragIdsBelow } from "../../db/crag-tree-queries.ts";
import type { Reader } from "../../db/database.ts";
import { findRoutesByIds, type Route } from "../../db/route-queries.ts";
import { toNameKey } from "../../lib/text/name-key.ts";
import { searchWords } from "../../lib/text/search-words.ts";
import { mostCragsTogether } from "./extent.ts";
import { findPopular, type Popular } from "./popular.ts";

const mostWords = 8;
/** How many of the popular ones are looked at. */
const mostPopular = 100;
/** So many names that have the rarest word are looked at, in steps. */
const mostSteps = 8;

interface Part {
  limit: number;
  offset: number;
}

/** Routes of which a word begins with each word that was typed, anywhere or at a crag and below it; the best first. */
export async function completeRoutes(db: Reader, typed: string, cragId: string | null, part: Part): Promise<Route[]> {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  const popular = await findPopularWith(db, "routes", words);
  const popularIds = [...popular.keys()];
  const ids = [
    ...(cragId === null ? popularIds : await leaveBelow(db, popularIds, cragId)),
    ...(await findRouteIds(db, words, cragId)),
  ];
  const routeById = await findRoutesByIds(db, [...new Set(ids)]);
  return await rank(db, "routes", [...routeById.values()], typed, popular, part);
}

/** The same for crags, anywhere or among the parts of one. */
export async function completeCrags(db: Reader, typed: string, parentId: string | null, part: Part): Promise<Crag[]> {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  const popular = await findPopularWith(db, "crags", words);
  const ids =
    parentId === null
      ? await findAnywhere(db, "crags", words)
      : await findByWordsWithin(db, "crags", words, { parentId });
  const cragById = await findCragsByIds(db, [...new Set([...popular.keys(), ...ids])]);
  const found = [...cragById.values()].filter((crag) => parentId === null || crag.parentId === parentId);
  return await rank(db, "crags", found, typed, popular, part);
}

/** What was climbed most, as far as it has the words; how often, by id. */
async function findPopularWith(db: Reader, kind: "routes" | "crags", words: readonly string[]) {
  const hasWords = (one: Popular): boolean => words.every((word) => one.words.some((its) => its.startsWith(word)));
  const found = (await findPopular(db, kind)).filter(hasWords).slice(0, mostPopular);
  return new Map(found.map(({ id, ascents }) => [id, ascents]));
}

async function findRouteIds(db: Reader, words: readonly string[], cragId: string | null): Promise<string[]> {
  if (cragId === null) return await findAnywhere(db, "routes", words);
  const cragIds = await findCragIdsBelow(db, cragId, mostCragsTogether + 1);
  return cragIds.length > mostCragsTogether
    ? await findAnywhere(db, "routes", words, cragId)
    : await findByWordsWithin(db, "routes", words, { cragIds });
}

/** The names that have the rarest word are walked along until enough have the others, too. Others get their turn. */
async function findAnywhere(
  db: Reader,
  kind: "routes" | "crags",
  words: readonly string[],
  belowCragId?: string,
): Promise<string[]> {
  const asked = { ...(await findRarest(db, kind, words)), belowCragId };
  const ids = new Set<string>();
  let after: { word: string; id: string } | null = null;
  for (let step = 0; step < mostSteps && ids.size < mostCandidates; step++) {
    const walked: Awaited<ReturnType<typeof findWithWords>> = await findWithWords(db, kind, asked, after);
    for (const id of walked.ids) ids.add(id);
    if (walked.last === null) break;
    after = walked.last;
    await setImmediate();
  }
  return [...ids].slice(0, mostCandidates);
}

/** What is looked for, of what was typed. */
export const wordsOf = (typed: string): string[] => [...new Set(searchWords(typed))].slice(0, mostWords);

/** What is called exactly so, then what begins so, then what was climbed most: of late, or ever. */
async function rank<T extends { id: string; name: string }>(
  db: Reader,
  kind: "routes" | "crags",
  found: readonly T[],
  typed: string,
  popular: ReadonlyMap<string, number>,
  { limit, offset }: Part,
): Promise<T[]> {
  const key = toNameKey(typed);
  const start = searchWords(typed).join(" ");
  // The popular ones have too many ascents to be counted while somebody types.
  const others = found.filter((one) => !popular.has(one.id)).map((one) => one.id);
  const ascentsById = await findPopularity(db, kind, others);
  const ranked = found.map((one) => ({
    one,
    isExact: toNameKey(one.name) === key,
    begins: searchWords(one.name).join(" ").startsWith(start),
    lately: popular.get(one.id) ?? 0,
    ascents: ascentsById.get(one.id) ?? 0,
  }));
  const ordered = ranked.toSorted(
    (a, b) =>
      Number(b.isExact) - Number(a.isExact) ||
      Number(b.begins) - Number(a.begins) ||
      b.lately - a.lately ||
      b.ascents - a.ascents ||
      a.one.name.length - b.one.name.length ||
      (a.one.id < b.one.id ? -1 : 1),
  );
  return ordered.slice(offset, offset + limit).map(({ one }) => one);
}
