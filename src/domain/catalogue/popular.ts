import { setImmediate } from "node:timers/promises";
import type { Reader } from "../../db/database.ts";
import { findRecentAscents, findWords } from "../../db/popularity-queries.ts";
import { keepFor } from "../../lib/keep.ts";

/** What many people climbed lately, with the words by which it is found. */
export interface Popular {
  readonly id: string;
  readonly words: readonly string[];
  readonly ascents: number;
}

type Kind = "routes" | "crags";

/** So many of the newest public ascents are counted: on most servers that is all of them. */
const mostCounted = 20_000;
const mostPopular = 2_000;
/** Others get their turn in between. */
const atOnce = 1_000;

const keep = keepFor<Popular>(10 * 60_000, 2);

/**
 * The routes or crags that were climbed most of late, the most first. While a name is begun, thousands begin so: these
 * are the ones that are meant. Asked of the database every ten minutes.
 */
export const findPopular = async (db: Reader, kind: Kind): Promise<Popular[]> =>
  await keep(db, kind, () => countPopular(db, kind));

async function countPopular(db: Reader, kind: Kind): Promise<Popular[]> {
  const ascentsById = new Map<string, number>();
  let lastId: string | null = null;
  for (let counted = 0; counted < mostCounted; counted += atOnce) {
    const rows: Awaited<ReturnType<typeof findRecentAscents>> = await findRecentAscents(db, lastId, atOnce);
    for (const { [kind]: id } of rows) if (id !== null) ascentsById.set(id, (ascentsById.get(id) ?? 0) + 1);
    lastId = rows.at(-1)?.id ?? null;
    if (rows.length < atOnce) break;
    await setImmediate();
  }
  const most = [...ascentsById].toSorted((one, other) => other[1] - one[1]).slice(0, mostPopular);
  const found: Popular[] = [];
  for (let start = 0; start < most.length; start += atOnce) {
    const piece = most.slice(start, start + atOnce);
    const wordsById = await findWords(
      db,
      kind,
      piece.map(([id]) => id),
    );
    found.push(...piece.map(([id, ascents]) => ({ id, ascents, words: wordsById.get(id) ?? [] })));
    await setImmediate();
  }
  return found;
}
